-- Federation: the log that this instance publishes, true copies of its peers' logs, and who they are. `origin` is empty for our
-- own log: the instance's name may change until its first peering.

-- How far a log goes, and what it comes to.
create table log (
    origin text collate "C" not null primary key,
    epoch bigint not null,
    -- The last entry, 0 before the first.
    seq bigint not null,
    -- Hash of the last entry; before the first, of the opening.
    chain bytea not null,
    -- Root of the digest, and how many records live.
    root bytea not null,
    living bigint not null,
    -- The owner's signed words for this place.
    checkpoint bytea not null,
    -- Whose keys spoke where, as JSON.
    keys text not null,
    -- Of our own log: the last line of the journal that was looked at, and by which rules.
    journal bigint not null,
    rules text not null
);

-- How each epoch began, as it was signed.
create table log_epoch (
    origin text collate "C" not null,
    epoch bigint not null,
    opening bytea not null,
    primary key (origin, epoch)
);

-- The lines of a log, byte for byte.
create table log_entry (
    origin text collate "C" not null,
    epoch bigint not null,
    seq bigint not null,
    line bytea not null,
    -- Of its content, which may be gone.
    hash bytea,
    primary key (origin, epoch, seq)
);

-- The owner's checkpoint behind a line: of each closed page, so that it can be served on.
create table log_seal (
    origin text collate "C" not null,
    epoch bigint not null,
    seq bigint not null,
    seal bytea not null,
    primary key (origin, epoch, seq)
);

-- Signed records and key statements, byte for byte, by their hash.
create table log_content (
    origin text collate "C" not null,
    hash bytea not null,
    -- Empty for a key statement.
    record_id text collate "C" not null,
    content bytea not null,
    -- In milliseconds since 1970, from when on a later entry stands for it; nothing while it is the last word.
    superseded bigint,
    primary key (origin, hash)
);
create index log_content_by_superseded on log_content (superseded);
create index log_content_by_record on log_content (origin, record_id);

-- The last word on each record of a log.
create table log_record (
    origin text collate "C" not null,
    record_id text collate "C" not null,
    bucket bigint not null,
    revision bigint not null,
    -- Of the signed record; nothing once it is withdrawn.
    hash bytea,
    -- Of our own: hash of what was said, without salt and proof, so that nothing is said twice.
    said bytea,
    -- Why a copy is kept and not shown; empty where it is shown.
    aside text not null,
    primary key (origin, record_id)
);
create index log_record_by_bucket on log_record (origin, bucket);

-- The hashes of buckets that hold something.
create table log_bucket (
    origin text collate "C" not null,
    bucket bigint not null,
    hash bytea not null,
    primary key (origin, bucket)
);

-- Who else there is, and how we stand to each other.
create table peer (
    origin text collate "C" not null primary key,
    address text collate "C" not null,
    name text not null,
    relation text collate "C" not null,
    -- Pinned at the handshake.
    key text collate "C" not null,
    recovery text collate "C",
    -- The kinds that it says it shares, as JSON.
    shares text not null,
    -- The last number in each direction, so that no message has an effect twice.
    our_serial bigint not null,
    their_serial bigint not null,
    -- What is still to be told to it: `request`, `accept`, `suspend`, `end`; empty if nothing is.
    to_say text collate "C" not null,
    -- Milliseconds since 1970.
    made bigint not null,
    changed bigint not null,
    -- The way of signing that it reads: `rfc9421`, `cavage`; empty if nothing is known.
    scheme text collate "C" not null,
    -- When it is asked next, how often that failed since it last succeeded, and why.
    due bigint not null,
    failures bigint not null,
    fault text not null,
    -- When it last answered, when both last held the same, and what its clock shows beyond ours, in seconds.
    answered bigint,
    agreed bigint,
    clock_s bigint,
    -- Our own last entry that it was told of.
    hinted bigint not null,
    -- Its log does not hold together: nothing is pulled until somebody decides.
    stopped text not null
);

-- What is said of a neighbour's record goes to its owner, and what the owner decides comes back. `origin`: the neighbour where it
-- was said; empty for what was said here. `passed`: `owner` and `back` once it was told to the owner, or the decision to the
-- neighbour; `lost` where they do not take it.
alter table suggestion add column origin text collate "C" not null default '';
alter table suggestion add column their_reference text collate "C" not null default '';
alter table suggestion add column passed text collate "C" not null default '';

-- Records of ours that must be nowhere any more: peers that copied them are asked to erase them, and say when they have.
create table erasure (
    record_id text collate "C" not null primary key,
    at bigint not null,
    asked_by text not null,
    -- The entry of our log that asks for it; nothing until it is written.
    epoch bigint,
    seq bigint
);
create table erasure_receipt (
    record_id text collate "C" not null,
    peer text collate "C" not null,
    at bigint not null,
    -- 1 where nothing at all is left there.
    whole bigint not null,
    primary key (record_id, peer)
);

-- Copies that were erased here because their owner asked for it, and whether the owner was told.
create table erased_copy (
    origin text collate "C" not null,
    record_id text collate "C" not null,
    epoch bigint not null,
    seq bigint not null,
    at bigint not null,
    told bigint not null,
    primary key (origin, record_id)
);
