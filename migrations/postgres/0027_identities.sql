-- Sign-in by a provider (OpenID Connect): who somebody is there, by what the provider never gives to another person. The way
-- back from the provider opens once.

create table account_identity (
    issuer text collate "C" not null,
    subject text collate "C" not null,
    account_id text collate "C" not null references account (id) on delete cascade,
    linked bigint not null,
    primary key (issuer, subject),
    constraint account_identity_one unique (account_id, issuer)
);

-- What the provider said at sign-in: it wants it back at sign-out.
create table account_session_proof (
    digest text collate "C" not null primary key references account_session (digest) on delete cascade,
    proof text collate "C" not null
);

-- The same after the session's end, until the person signed out there too.
create table account_farewell (
    -- Hexadecimal.
    digest text collate "C" not null primary key,
    proof text collate "C" not null,
    expires bigint not null
);

-- Ways back that were used.
create table account_return (
    -- Hexadecimal.
    digest text collate "C" not null primary key,
    expires bigint not null
);
