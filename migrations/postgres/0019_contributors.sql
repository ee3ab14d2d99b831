-- Visitors without an account who contribute through a plugin's form, the codes that they prove themselves with, and letters that wait.

-- Keys of this instance by what they are for, in hexadecimal: names of contributors are derived from one.
create table instance_key (
    name text collate "C" not null primary key,
    key text collate "C" not null
);

create table contributor (
    id text collate "C" not null primary key,
    -- Where letters go, in lower case; none for a printed code.
    address text collate "C",
    -- The language of letters.
    language text collate "C" not null,
    -- Who printed the code, and what for; empty where it was sent by mail.
    made_by text collate "C" not null,
    purpose text collate "C" not null,
    made bigint not null,
    -- The last time that a code of it held.
    used bigint,
    revoked bigint,
    constraint contributor_has_one_address unique (address)
);

-- What is kept of a code is its digest. A new one ends those before it when it is used for the first time.
create table contributor_code (
    digest text collate "C" not null primary key,
    contributor text collate "C" not null,
    made bigint not null,
    used bigint,
    expires bigint not null
);

create index contributor_code_owner on contributor_code (contributor);

-- The names by which plugins know contributors.
create table contributor_name (
    plugin text collate "C" not null,
    name text collate "C" not null,
    contributor text collate "C" not null,
    primary key (plugin, name)
);

create index contributor_name_owner on contributor_name (contributor);

-- Letters that wait, and for a day those that went or were given up, without their words: they are counted.
create table letter (
    id text collate "C" not null primary key,
    -- Whose it is; empty for the host's own.
    plugin text collate "C" not null,
    address text collate "C" not null,
    language text collate "C" not null,
    subject text collate "C" not null,
    text text collate "C" not null,
    made bigint not null,
    -- How often it was tried, and when it is tried next; none once it went or was given up.
    tries bigint not null,
    due bigint
);

create index letter_due on letter (due);
create index letter_made on letter (made);
