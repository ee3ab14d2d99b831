-- Sign-in by a provider (OpenID Connect): who somebody is there, by what the provider never gives to another person. The way
-- back from the provider opens once.

create table account_identity (
    issuer text not null,
    subject text not null,
    account_id text not null references account (id) on delete cascade,
    linked integer not null,
    primary key (issuer, subject),
    constraint account_identity_one unique (account_id, issuer)
) strict, without rowid;

-- What the provider said at sign-in: it wants it back at sign-out.
create table account_session_proof (
    digest text not null primary key references account_session (digest) on delete cascade,
    proof text not null
) strict, without rowid;

-- The same after the session's end, until the person signed out there too.
create table account_farewell (
    -- Hexadecimal.
    digest text not null primary key,
    proof text not null,
    expires integer not null
) strict, without rowid;

-- Ways back that were used.
create table account_return (
    -- Hexadecimal.
    digest text not null primary key,
    expires integer not null
) strict, without rowid;
