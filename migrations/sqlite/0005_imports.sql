-- Imports: what was read, how far each came, and what became of each row. An import that was killed goes on where its last
-- transaction ended.

create table import_run (
    number integer primary key autoincrement,
    format text not null,
    source text not null,
    -- A path or an address, and what tells that it is still the same file.
    input text not null,
    bytes integer not null,
    modified integer not null,
    -- The mapping file, and the département to which it was narrowed.
    mapping text not null,
    department text not null,
    started integer not null,
    -- Moves while somebody works on it.
    alive integer not null,
    ended integer,
    -- Why it ended before the file did.
    failure text,
    rows integer not null default 0,
    taken integer not null default 0,
    changed integer not null default 0,
    unchanged integer not null default 0,
    repaired integer not null default 0,
    refused integer not null default 0,
    skipped integer not null default 0
) strict;
create index import_run_of_source on import_run (source, number);

-- Every row but those that changed nothing and needed no repair.
create table import_line (
    run integer not null references import_run (number) on delete cascade,
    row integer not null,
    outcome text not null
        constraint import_outcome_known check (outcome in ('taken', 'changed', 'unchanged', 'refused', 'skipped')),
    subject text not null,
    -- JSON: for each remark the field, the value, the sentence's key and its arguments.
    remarks text not null,
    primary key (run, row)
) strict, without rowid;
create index import_line_by_outcome on import_line (run, outcome, row);
