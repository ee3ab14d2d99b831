-- Who did what: appended, never changed. An entry that is erased loses what it says and its salt; its digest stays, so that the
-- chain over all of them still holds.

create table audit (
    number bigint primary key not null,
    at bigint not null,
    act text collate "C" not null,
    said text collate "C",
    salt bytea,
    digest bytea not null,
    chain_before bytea not null,
    chain bytea not null
);
create index audit_by_time on audit (at);
