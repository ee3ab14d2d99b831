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

-- By which rules the search rows of a kind were made: where a newer program or schema has others, they are made anew.
create table search_index (
    kind text not null primary key,
    version text not null
) strict, without rowid;

-- Words that records of a kind held, for typing errors. `word` is folded, `written` has its accents. `count` only says
-- which of two words is met more often: it grows with each writing of a record and is made anew with the search rows.
create table search_word (
    kind text not null,
    word text not null,
    initial text not null,
    letters integer not null,
    written text not null,
    count integer not null,
    primary key (kind, word)
) strict, without rowid;
-- Words are compared from this index alone.
create index search_word_by_shape on search_word (initial, letters, kind, word);
