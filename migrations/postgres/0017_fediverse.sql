-- The fediverse: what of this instance is read there, who follows, and how far each server has been told. Nothing of it is
-- shared with the exchange between instances. A row for each record and for each server, never for each message: a server
-- that was away is told the last word on each record, and nothing waits in a queue that could overflow.

-- One row: the last line of the journal that was looked at, the last number given, and by which rules.
create table fediverse_place (
    name text collate "C" not null primary key,
    journal bigint not null,
    seq bigint not null,
    rules text collate "C" not null
);

-- The last word on each record that was ever read there.
create table fediverse_object (
    record_id text collate "C" not null primary key,
    kind text collate "C" not null,
    -- Grows with each change of any record; and the number that it had when it was made, or made again.
    seq bigint not null,
    born bigint not null,
    -- 0 once it is gone: its address says so.
    living bigint not null,
    -- Hash of what was said, so that nothing is said twice.
    said bytea not null,
    -- Milliseconds since 1970.
    published bigint not null,
    updated bigint not null
);
create unique index fediverse_object_by_seq on fediverse_object (seq);

-- Who follows. `delivery`: the inbox at which its server is told; `accepted` is 0 until it was told that it follows.
create table fediverse_follower (
    actor text collate "C" not null primary key,
    host text collate "C" not null,
    inbox text collate "C" not null,
    delivery text collate "C" not null,
    -- The activity that asked.
    follow_id text collate "C" not null,
    -- Of the key that signed it: an actor that is gone has no address to ask for its key.
    key_id text collate "C" not null,
    key text collate "C" not null,
    since bigint not null,
    accepted bigint not null
);
create index fediverse_follower_by_host on fediverse_follower (host);
create index fediverse_follower_by_delivery on fediverse_follower (delivery);

-- How far each inbox has been told.
create table fediverse_inbox (
    inbox text collate "C" not null primary key,
    host text collate "C" not null,
    cursor bigint not null,
    -- When it is tried again after it refused one letter, how often it did, and since when.
    due bigint not null,
    refusals bigint not null,
    refused_since bigint
);
create index fediverse_inbox_by_host on fediverse_inbox (host);

-- The breaker of each host: nothing is sent to it before `due`.
create table fediverse_host (
    host text collate "C" not null primary key,
    due bigint not null,
    failures bigint not null,
    failing_since bigint,
    fault text collate "C" not null,
    -- When it last took a letter.
    met bigint
);

-- Letters that an inbox refused for days, and that were passed over.
create table fediverse_dead (
    inbox text collate "C" not null,
    seq bigint not null,
    record_id text collate "C" not null,
    status bigint not null,
    at bigint not null,
    primary key (inbox, seq)
);

-- What came in, and what became of it.
create table fediverse_count (
    what text collate "C" not null primary key,
    total bigint not null
);
