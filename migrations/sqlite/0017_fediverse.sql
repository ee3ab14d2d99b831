-- The fediverse: what of this instance is read there, who follows, and how far each server has been told. Nothing of it is
-- shared with the exchange between instances. A row for each record and for each server, never for each message: a server
-- that was away is told the last word on each record, and nothing waits in a queue that could overflow.

-- One row: the last line of the journal that was looked at, the last number given, and by which rules.
create table fediverse_place (
    name text not null primary key,
    journal integer not null,
    seq integer not null,
    rules text not null
) strict, without rowid;

-- The last word on each record that was ever read there.
create table fediverse_object (
    record_id text not null primary key,
    kind text not null,
    -- Grows with each change of any record; and the number that it had when it was made, or made again.
    seq integer not null,
    born integer not null,
    -- 0 once it is gone: its address says so.
    living integer not null,
    -- Hash of what was said, so that nothing is said twice.
    said blob not null,
    -- Milliseconds since 1970.
    published integer not null,
    updated integer not null
) strict, without rowid;
create unique index fediverse_object_by_seq on fediverse_object (seq);

-- Who follows. `delivery`: the inbox at which its server is told; `accepted` is 0 until it was told that it follows.
create table fediverse_follower (
    actor text not null primary key,
    host text not null,
    inbox text not null,
    delivery text not null,
    -- The activity that asked.
    follow_id text not null,
    -- Of the key that signed it: an actor that is gone has no address to ask for its key.
    key_id text not null,
    key text not null,
    since integer not null,
    accepted integer not null
) strict, without rowid;
create index fediverse_follower_by_host on fediverse_follower (host);
create index fediverse_follower_by_delivery on fediverse_follower (delivery);

-- How far each inbox has been told.
create table fediverse_inbox (
    inbox text not null primary key,
    host text not null,
    cursor integer not null,
    -- When it is tried again after it refused one letter, how often it did, and since when.
    due integer not null,
    refusals integer not null,
    refused_since integer
) strict, without rowid;
create index fediverse_inbox_by_host on fediverse_inbox (host);

-- The breaker of each host: nothing is sent to it before `due`.
create table fediverse_host (
    host text not null primary key,
    due integer not null,
    failures integer not null,
    failing_since integer,
    fault text not null,
    -- When it last took a letter.
    met integer
) strict, without rowid;

-- Letters that an inbox refused for days, and that were passed over.
create table fediverse_dead (
    inbox text not null,
    seq integer not null,
    record_id text not null,
    status integer not null,
    at integer not null,
    primary key (inbox, seq)
) strict, without rowid;

-- What came in, and what became of it.
create table fediverse_count (
    what text not null primary key,
    total integer not null
) strict, without rowid;
