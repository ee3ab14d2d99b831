-- Files that are the whole of what their source says: what they no longer hold is withdrawn, and comes back with its source.

-- Nothing while the source holds it. Else the revision that the withdrawal made, 0 where the record stayed as it was: who finds the
-- record at another revision knows that somebody here decided since.
alter table record_source add column gone integer;
create index record_source_by_seen on record_source (seen, source);

-- 0: no such file; 1: unless too many would go; 2: however many go.
alter table import_run add column complete integer not null default 0;
alter table import_run add column withdrawn integer not null default 0;

-- A constraint is not changed in place.
create table import_line_anew (
    run integer not null references import_run (number) on delete cascade,
    row integer not null,
    outcome text not null
        constraint import_outcome_known
        check (outcome in ('taken', 'changed', 'unchanged', 'refused', 'skipped', 'withdrawn')),
    subject text not null,
    -- JSON: for each remark the field, the value, the sentence's key and its arguments.
    remarks text not null,
    primary key (run, row)
) strict, without rowid;
insert into import_line_anew (run, row, outcome, subject, remarks)
select run, row, outcome, subject, remarks from import_line;
drop table import_line;
alter table import_line_anew rename to import_line;
create index import_line_by_outcome on import_line (run, outcome, row);
