-- Two records of one thing: what makes them alike is kept as words to compare, so that a record is compared with those that share
-- one and with no others; what a person decided is kept for ever.

-- Words by which records of one kind find each other: a SIRET, a telephone, a name's word in a commune.
create table record_likeness (
    kind text collate "C" not null,
    word text collate "C" not null,
    record_id text collate "C" not null,
    primary key (kind, word, record_id)
);
create index record_likeness_by_record on record_likeness (record_id);

-- Pairs that a person should look at; the smaller id first. The score goes from 0 to 100.
create table duplicate_candidate (
    first_id text collate "C" not null,
    second_id text collate "C" not null,
    kind text collate "C" not null,
    score bigint not null,
    found bigint not null,
    primary key (first_id, second_id)
);
create index duplicate_candidate_by_score on duplicate_candidate (score, first_id, second_id);
create index duplicate_candidate_by_second on duplicate_candidate (second_id);

-- Pairs that a person found to be two things; the smaller id first.
create table duplicate_different (
    first_id text collate "C" not null,
    second_id text collate "C" not null,
    decided bigint not null,
    decided_by text collate "C" not null,
    primary key (first_id, second_id)
);

-- A record that went into another: where its id leads, and what brings it back.
create table record_merge (
    gone_id text collate "C" not null primary key,
    kept_id text collate "C" not null,
    kind text collate "C" not null,
    merged bigint not null,
    merged_by text collate "C" not null,
    -- The record that is gone, as it was.
    gone text collate "C" not null,
    -- The record that stayed, as it was and as the merge made it, with the corrections before and after.
    kept text collate "C" not null,
    -- The keys of the sources that moved, each with its rank.
    sources text collate "C" not null
);
create index record_merge_by_kept on record_merge (kept_id);
create index record_merge_by_day on record_merge (merged, gone_id);

-- Where readers of the journal stand that are no plugins.
create table journal_reader (
    name text collate "C" not null primary key,
    seq bigint not null
);
