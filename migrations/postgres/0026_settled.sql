-- Somebody here looked at what is told of a peer and decided, in milliseconds since 1970: what was signed before that is settled,
-- however late the word of it comes by way of a neighbour. Missing: nobody did.

alter table peer add column settled bigint;
