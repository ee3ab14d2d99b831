-- First copies by what lives instead of by a long history, requests that were refused, and what breaks its reader.

-- Where a snapshot is: of our own log (empty origin) the one that is given out; of a peer's the one from which the copy of its log
-- begins, while it is read and afterwards.
create table log_snapshot (
    origin text not null primary key,
    epoch integer not null,
    seq integer not null,
    -- The owner's signed words for this place.
    checkpoint blob not null,
    -- How many parts it has, 0 before the first was read; which is read next, and how many records were read.
    parts integer not null,
    part integer not null,
    records integer not null,
    -- `given` of our own; `reading`, `whole` once it was found to have the root, `taken` once all of it is shown.
    state text not null,
    -- The last record that was read, or shown.
    last text not null
) strict;

-- Of our own: the hashes of the records of each part, one after the other.
create table log_snapshot_part (
    origin text not null,
    part integer not null,
    hashes blob not null,
    primary key (origin, part)
) strict, without rowid;

-- Of a peer's: records that were read and that nothing proves yet to live there.
create table log_snapshot_record (
    origin text not null,
    record_id text not null,
    revision integer not null,
    hash blob not null,
    primary key (origin, record_id)
) strict, without rowid;

-- What was refused of each peer, by the word that it was told; of all others together under an empty name.
create table refused (
    peer text not null,
    code text not null,
    times integer not null,
    -- The last time, in milliseconds since 1970.
    at integer not null,
    primary key (peer, code)
) strict, without rowid;

-- How often somebody's answer about a log was begun to be read at a place, and neither taken nor refused: it broke its reader.
create table pull_attempt (
    asked text not null,
    origin text not null,
    epoch integer not null,
    seq integer not null,
    times integer not null,
    primary key (asked, origin)
) strict, without rowid;
