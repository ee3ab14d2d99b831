-- When each job that lets personal data go last came round: one that stays away is told.
create table job_run (
    name text not null primary key,
    -- In milliseconds since 1970.
    at integer not null
) strict, without rowid;
