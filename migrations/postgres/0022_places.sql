-- Who holds which revision of a record of ours, how far behind a peer's log its copy is, and when each peer was last asked.

-- How far each peer says that it has read our log: it says so, signed, each time that it asks for what follows.
create table peer_place (
    peer text collate "C" not null primary key,
    epoch bigint not null,
    seq bigint not null,
    -- Since when it stands there, in milliseconds since 1970.
    at bigint not null
);

-- Where its own log stands by its own last word; nothing before the first.
alter table peer add column head_epoch bigint;
alter table peer add column head_seq bigint;
-- When it was last asked or told something that was due, whatever came of it.
alter table peer add column tried bigint;
