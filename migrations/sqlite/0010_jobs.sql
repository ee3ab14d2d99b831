-- Claims: which process does a job now, so that of several processes on one database one does it. A claim ends with its job,
-- or when its time has passed because the process was killed.

create table job_claim (
    name text not null primary key,
    -- Made up by each process at its start.
    holder text not null,
    -- In milliseconds since 1970.
    until integer not null
) strict, without rowid;
