-- Files that are the whole of what their source says: what they no longer hold is withdrawn, and comes back with its source.

-- Nothing while the source holds it. Else the revision that the withdrawal made, 0 where the record stayed as it was: who finds the
-- record at another revision knows that somebody here decided since.
alter table record_source add column gone bigint;
create index record_source_by_seen on record_source (seen, source);

-- 0: no such file; 1: unless too many would go; 2: however many go.
alter table import_run add column complete bigint not null default 0;
alter table import_run add column withdrawn bigint not null default 0;

alter table import_line drop constraint import_outcome_known;
alter table import_line add constraint import_outcome_known
    check (outcome in ('taken', 'changed', 'unchanged', 'refused', 'skipped', 'withdrawn'));
