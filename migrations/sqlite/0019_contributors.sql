-- Visitors without an account who contribute through a plugin's form, the codes that they prove themselves with, and letters that wait.

-- Keys of this instance by what they are for, in hexadecimal: names of contributors are derived from one.
create table instance_key (
    name text not null primary key,
    key text not null
) strict;

create table contributor (
    id text not null primary key,
    -- Where letters go, in lower case; none for a printed code.
    address text,
    -- The language of letters.
    language text not null,
    -- Who printed the code, and what for; empty where it was sent by mail.
    made_by text not null,
    purpose text not null,
    made integer not null,
    -- The last time that a code of it held.
    used integer,
    revoked integer,
    constraint contributor_has_one_address unique (address)
) strict;

-- What is kept of a code is its digest. A new one ends those before it when it is used for the first time.
create table contributor_code (
    digest text not null primary key,
    contributor text not null,
    made integer not null,
    used integer,
    expires integer not null
) strict;

create index contributor_code_owner on contributor_code (contributor);

-- The names by which plugins know contributors.
create table contributor_name (
    plugin text not null,
    name text not null,
    contributor text not null,
    primary key (plugin, name)
) strict;

create index contributor_name_owner on contributor_name (contributor);

-- Letters that wait, and for a day those that went or were given up, without their words: they are counted.
create table letter (
    id text not null primary key,
    -- Whose it is; empty for the host's own.
    plugin text not null,
    address text not null,
    language text not null,
    subject text not null,
    text text not null,
    made integer not null,
    -- How often it was tried, and when it is tried next; none once it went or was given up.
    tries integer not null,
    due integer
) strict;

create index letter_due on letter (due);
create index letter_made on letter (made);
