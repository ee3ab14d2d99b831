-- First copies by what lives instead of by a long history, requests that were refused, and what breaks its reader.

-- Where a snapshot is: of our own log (empty origin) the one that is given out; of a peer's the one from which the copy of its log
-- begins, while it is read and afterwards.
create table log_snapshot (
    origin text collate "C" not null primary key,
    epoch bigint not null,
    seq bigint not null,
    -- The owner's signed words for this place.
    checkpoint bytea not null,
    -- How many parts it has, 0 before the first was read; which is read next, and how many records were read.
    parts bigint not null,
    part bigint not null,
    records bigint not null,
    -- `given` of our own; `reading`, `whole` once it was found to have the root, `taken` once all of it is shown.
    state text collate "C" not null,
    -- The last record that was read, or shown.
    last text collate "C" not null
);

-- Of our own: the hashes of the records of each part, one after the other.
create table log_snapshot_part (
    origin text collate "C" not null,
    part bigint not null,
    hashes bytea not null,
    primary key (origin, part)
);

-- Of a peer's: records that were read and that nothing proves yet to live there.
create table log_snapshot_record (
    origin text collate "C" not null,
    record_id text collate "C" not null,
    revision bigint not null,
    hash bytea not null,
    primary key (origin, record_id)
);

-- What was refused of each peer, by the word that it was told; of all others together under an empty name.
create table refused (
    peer text collate "C" not null,
    code text collate "C" not null,
    times bigint not null,
    -- The last time, in milliseconds since 1970.
    at bigint not null,
    primary key (peer, code)
);

-- How often somebody's answer about a log was begun to be read at a place, and neither taken nor refused: it broke its reader.
create table pull_attempt (
    asked text collate "C" not null,
    origin text collate "C" not null,
    epoch bigint not null,
    seq bigint not null,
    times bigint not null,
    primary key (asked, origin)
);
