-- Accounts: who works on this instance and what for, their sessions and their one-time links. Of a session's id and of a
-- link's word only the SHA-256 is kept, so a copy of the database opens nothing.

create table account (
    id text collate "C" not null primary key,
    -- What is typed at sign-in, folded.
    login text collate "C" not null constraint account_login_taken unique,
    -- As people read it.
    name text collate "C" not null,
    role text collate "C" not null
        constraint account_role_known check (role in ('visitor', 'partner', 'mediator', 'auditor', 'administrator')),
    -- Argon2id as a PHC string; none before the first link was used.
    password text collate "C",
    created bigint not null,
    -- The last time.
    signed_in bigint,
    -- Since when.
    disabled bigint
);

create table account_session (
    -- Hexadecimal.
    digest text collate "C" not null primary key,
    account_id text collate "C" not null references account (id) on delete cascade,
    begun bigint not null,
    -- Moves while it is used, about once a minute.
    seen bigint not null
);
create index account_session_of on account_session (account_id);

create table account_link (
    -- Hexadecimal.
    digest text collate "C" not null primary key,
    -- Whose password it sets; none for the link that makes the first administrator.
    account_id text collate "C" references account (id) on delete cascade,
    made bigint not null,
    expires bigint not null
);

-- Imports that were asked for in the administration. The file waits in the data folder under the order's id until its
-- import ended, so that one that was killed goes on.
create table import_order (
    id text collate "C" not null primary key,
    format text collate "C" not null,
    mapping text collate "C" not null,
    source text collate "C" not null,
    department text collate "C" not null,
    -- The file as the person calls it, or its address.
    input text collate "C" not null,
    -- Whether the input is an address, which is fetched first.
    is_address bigint not null,
    ordered bigint not null,
    ordered_by text collate "C" not null,
    -- The import that it became.
    run bigint,
    ended bigint,
    -- Why nothing was imported: JSON of a sentence's key and arguments.
    failure text collate "C"
);
create index import_order_open on import_order (ended, ordered);

-- Who began an import; empty for the command line.
alter table import_run add column begun_by text collate "C" not null default '';
