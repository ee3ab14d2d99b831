-- What instances tell each other of third parties: where somebody's log stands, proofs that it tells two histories, and whom it
-- lets read it from others.

-- Checkpoints that do not follow from what was read here: of further places, or of another history. The last of each teller; what
-- the owner itself said has its own name as teller.
create table heard_checkpoint (
    origin text not null,
    told_by text not null,
    epoch integer not null,
    seq integer not null,
    -- The signed document.
    checkpoint blob not null,
    -- Milliseconds since 1970.
    at integer not null,
    primary key (origin, told_by)
) strict, without rowid;

-- Two checkpoints that cannot both be true, as one document for anybody. One for each epoch of an origin: it is enough.
create table fork_evidence (
    origin text not null,
    epoch integer not null,
    seq integer not null,
    told_by text not null,
    evidence blob not null,
    at integer not null,
    primary key (origin, epoch)
) strict;

-- What a peer told of others: the tag of its last answer, and how much of what it said did not hold.
create table told (
    peer text not null primary key,
    tag text not null,
    wrong integer not null,
    -- What was wrong last; empty if nothing was.
    fault text not null
) strict, without rowid;

-- Whom an owner lets read its log, signed by it; our own has an empty origin.
create table peer_list (
    origin text not null primary key,
    serial integer not null,
    -- When it was signed, in milliseconds since 1970.
    at integer not null,
    list blob not null,
    -- Of the answer that brought it.
    tag text not null
) strict;

-- By way of whom the log of an owner that does not answer came last, and when others are asked for it next.
create table mirrored (
    origin text not null primary key,
    via text not null,
    at integer,
    due integer not null
) strict, without rowid;

-- Mirrors that gave out as an owner's what was not: they are not asked for that owner's log for a while.
create table mirror_fault (
    mirror text not null,
    origin text not null,
    at integer not null,
    times integer not null,
    fault text not null,
    primary key (mirror, origin)
) strict, without rowid;

-- Coordinators whose lists of instances are believed: the key that was compared, and the number of the last list that was used.
create table coordinator (
    origin text not null primary key,
    key text not null,
    serial integer not null
) strict, without rowid;
