-- What people of this instance decide about records that plugins make for others. A case is one round before the moderators: a
-- record has at most one that waits, and those that were decided stay for a time.
create table moderation_case (
    number integer primary key,
    -- A code that can be read out.
    reference text not null constraint moderation_case_reference_unique unique,
    record_id text not null,
    -- The plugin that handed it over, or on whose page it was reported.
    plugin text not null,
    kind text not null,
    title text not null,
    -- The plugin's opaque name of who wrote it; empty where it said none.
    contributor text not null,
    -- Handed over by the plugin, or only reported by visitors.
    origin text not null constraint moderation_case_origin_known check (origin in ('submitted', 'reported')),
    made integer not null,
    state text not null
        constraint moderation_case_state_known check (state in ('waiting', 'accepted', 'refused', 'kept', 'withdrawn')),
    -- When, by whom, with which reason of the list and in which words it was decided.
    decided integer,
    decided_by text not null,
    reason text not null,
    words text not null,
    -- The record's state before the decision, and its revision after: a decision is undone only where the record still stands there.
    state_before text not null,
    revision_after integer not null
) strict;
create index moderation_case_by_state on moderation_case (state, made, number);
create unique index moderation_case_waits_once on moderation_case (record_id) where state = 'waiting';
create index moderation_case_by_record on moderation_case (record_id);
create index moderation_case_by_contributor on moderation_case (plugin, contributor);

-- What visitors say of a published record; it goes with its case.
create table moderation_report (
    number integer primary key,
    case_number integer not null references moderation_case (number) on delete cascade,
    reason text not null
        constraint moderation_report_reason_known
        check (reason in ('spam', 'false', 'offensive', 'private', 'illegal', 'other')),
    text text not null,
    made integer not null
) strict;
create index moderation_report_of on moderation_report (case_number, number);

-- Whether moderators look before or after a kind's records are published; before, where nothing stands here.
create table moderation_mode (
    kind text not null primary key,
    mode text not null constraint moderation_mode_known check (mode in ('before', 'after'))
) strict, without rowid;

-- Who is on duty from one day to another, both included: `2026-11-22`. The name is the one that visitors read.
create table moderation_duty (
    number integer primary key,
    first_day text not null,
    last_day text not null,
    account_id text not null,
    name text not null
) strict;
create index moderation_duty_by_day on moderation_duty (first_day, last_day);
