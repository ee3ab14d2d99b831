-- Accounts: who works on this instance and what for, their sessions and their one-time links. Of a session's id and of a
-- link's word only the SHA-256 is kept, so a copy of the database opens nothing.

create table account (
    id text not null primary key,
    -- What is typed at sign-in, folded.
    login text not null constraint account_login_taken unique,
    -- As people read it.
    name text not null,
    role text not null
        constraint account_role_known check (role in ('visitor', 'partner', 'mediator', 'auditor', 'administrator')),
    -- Argon2id as a PHC string; none before the first link was used.
    password text,
    created integer not null,
    -- The last time.
    signed_in integer,
    -- Since when.
    disabled integer
) strict, without rowid;

create table account_session (
    -- Hexadecimal.
    digest text not null primary key,
    account_id text not null references account (id) on delete cascade,
    begun integer not null,
    -- Moves while it is used, about once a minute.
    seen integer not null
) strict, without rowid;
create index account_session_of on account_session (account_id);

create table account_link (
    -- Hexadecimal.
    digest text not null primary key,
    -- Whose password it sets; none for the link that makes the first administrator.
    account_id text references account (id) on delete cascade,
    made integer not null,
    expires integer not null
) strict, without rowid;

-- Imports that were asked for in the administration. The file waits in the data folder under the order's id until its
-- import ended, so that one that was killed goes on.
create table import_order (
    id text not null primary key,
    format text not null,
    mapping text not null,
    source text not null,
    department text not null,
    -- The file as the person calls it, or its address.
    input text not null,
    -- Whether the input is an address, which is fetched first.
    is_address integer not null,
    ordered integer not null,
    ordered_by text not null,
    -- The import that it became.
    run integer,
    ended integer,
    -- Why nothing was imported: JSON of a sentence's key and arguments.
    failure text
) strict, without rowid;
create index import_order_open on import_order (ended, ordered);

-- Who began an import; empty for the command line.
alter table import_run add column begun_by text not null default '';
