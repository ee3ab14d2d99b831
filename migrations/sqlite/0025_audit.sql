-- Who did what: appended, never changed. An entry that is erased loses what it says and its salt; its digest stays, so that the
-- chain over all of them still holds.

create table audit (
    number integer primary key not null,
    at integer not null,
    act text not null,
    said text,
    salt blob,
    digest blob not null,
    chain_before blob not null,
    chain blob not null
) strict;
create index audit_by_time on audit (at);
