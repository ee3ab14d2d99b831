-- Files that plugins hold, inside the database so that one file is one backup, in parts so that a large one is read
-- and written in little memory.

-- `complete` is 0 while the parts arrive, in short transactions: a slow download must not hold the only writer. The
-- last step puts the new document in the old one's place at once.
create table document (
    number integer primary key,
    plugin text not null,
    name text not null,
    bytes integer not null,
    updated integer not null,
    complete integer not null
) strict;
create unique index document_name_unique on document (plugin, name) where complete = 1;

create table document_part (
    document_number integer not null references document (number) on delete cascade,
    part integer not null,
    bytes blob not null,
    primary key (document_number, part)
) strict;
