-- What visitors say is wrong with a record. It waits here for a person to decide, and never changes the record itself.
-- `title` and `kind` are those of the record when it was said: it may be gone when somebody reads this.
create table suggestion (
    number integer primary key,
    -- What the visitor was given to read out on the telephone.
    reference text not null constraint suggestion_reference_unique unique,
    record_id text not null,
    kind text not null,
    title text not null,
    -- The record's revision that the visitor saw.
    revision integer not null,
    subject text not null
        constraint suggestion_subject_known check (subject in ('hours', 'telephone', 'address', 'closed', 'other')),
    text text not null,
    -- An e-mail address or a telephone number; emptied some time after the decision.
    contact text not null,
    made integer not null,
    state text not null constraint suggestion_state_known check (state in ('new', 'accepted', 'refused')),
    -- When, by whom and with which words it was decided.
    decided integer,
    decided_by text not null,
    note text not null
) strict;
create index suggestion_by_state on suggestion (state, number);
create index suggestion_by_record on suggestion (record_id, state);
