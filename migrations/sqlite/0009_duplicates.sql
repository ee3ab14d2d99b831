-- Two records of one thing: what makes them alike is kept as words to compare, so that a record is compared with those that share
-- one and with no others; what a person decided is kept for ever.

-- Words by which records of one kind find each other: a SIRET, a telephone, a name's word in a commune.
create table record_likeness (
    kind text not null,
    word text not null,
    record_id text not null,
    primary key (kind, word, record_id)
) strict, without rowid;
create index record_likeness_by_record on record_likeness (record_id);

-- Pairs that a person should look at; the smaller id first. The score goes from 0 to 100.
create table duplicate_candidate (
    first_id text not null,
    second_id text not null,
    kind text not null,
    score integer not null,
    found integer not null,
    primary key (first_id, second_id)
) strict, without rowid;
create index duplicate_candidate_by_score on duplicate_candidate (score, first_id, second_id);
create index duplicate_candidate_by_second on duplicate_candidate (second_id);

-- Pairs that a person found to be two things; the smaller id first.
create table duplicate_different (
    first_id text not null,
    second_id text not null,
    decided integer not null,
    decided_by text not null,
    primary key (first_id, second_id)
) strict, without rowid;

-- A record that went into another: where its id leads, and what brings it back.
create table record_merge (
    gone_id text not null primary key,
    kept_id text not null,
    kind text not null,
    merged integer not null,
    merged_by text not null,
    -- The record that is gone, as it was.
    gone text not null,
    -- The record that stayed, as it was and as the merge made it, with the corrections before and after.
    kept text not null,
    -- The keys of the sources that moved, each with its rank.
    sources text not null
) strict, without rowid;
create index record_merge_by_kept on record_merge (kept_id);
create index record_merge_by_day on record_merge (merged, gone_id);

-- Where readers of the journal stand that are no plugins.
create table journal_reader (
    name text not null primary key,
    seq integer not null
) strict, without rowid;
