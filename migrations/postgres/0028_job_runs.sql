-- When each job that lets personal data go last came round: one that stays away is told.
create table job_run (
    name text collate "C" not null primary key,
    -- In milliseconds since 1970.
    at bigint not null
);
