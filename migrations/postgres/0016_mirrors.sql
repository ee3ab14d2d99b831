-- What instances tell each other of third parties: where somebody's log stands, proofs that it tells two histories, and whom it
-- lets read it from others.

-- Checkpoints that do not follow from what was read here: of further places, or of another history. The last of each teller; what
-- the owner itself said has its own name as teller.
create table heard_checkpoint (
    origin text collate "C" not null,
    told_by text collate "C" not null,
    epoch bigint not null,
    seq bigint not null,
    -- The signed document.
    checkpoint bytea not null,
    -- Milliseconds since 1970.
    at bigint not null,
    primary key (origin, told_by)
);

-- Two checkpoints that cannot both be true, as one document for anybody. One for each epoch of an origin: it is enough.
create table fork_evidence (
    origin text collate "C" not null,
    epoch bigint not null,
    seq bigint not null,
    told_by text collate "C" not null,
    evidence bytea not null,
    at bigint not null,
    primary key (origin, epoch)
);

-- What a peer told of others: the tag of its last answer, and how much of what it said did not hold.
create table told (
    peer text collate "C" not null primary key,
    tag text collate "C" not null,
    wrong bigint not null,
    -- What was wrong last; empty if nothing was.
    fault text collate "C" not null
);

-- Whom an owner lets read its log, signed by it; our own has an empty origin.
create table peer_list (
    origin text collate "C" not null primary key,
    serial bigint not null,
    -- When it was signed, in milliseconds since 1970.
    at bigint not null,
    list bytea not null,
    -- Of the answer that brought it.
    tag text collate "C" not null
);

-- By way of whom the log of an owner that does not answer came last, and when others are asked for it next.
create table mirrored (
    origin text collate "C" not null primary key,
    via text collate "C" not null,
    at bigint,
    due bigint not null
);

-- Mirrors that gave out as an owner's what was not: they are not asked for that owner's log for a while.
create table mirror_fault (
    mirror text collate "C" not null,
    origin text collate "C" not null,
    at bigint not null,
    times bigint not null,
    fault text collate "C" not null,
    primary key (mirror, origin)
);

-- Coordinators whose lists of instances are believed: the key that was compared, and the number of the last list that was used.
create table coordinator (
    origin text collate "C" not null primary key,
    key text collate "C" not null,
    serial bigint not null
);
