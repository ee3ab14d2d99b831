-- The territory: communes and their groups, from INSEE. They are no records: nobody here owns or corrects them.

create table commune (
    code text not null primary key,
    name text not null,
    -- Folded, as people type it.
    folded text not null,
    -- Degrees, WGS 84, of its centre; both or none.
    latitude real,
    longitude real,
    population integer,
    epci text,
    department text,
    region text
) strict, without rowid;
create index commune_by_name on commune (folded);

create table commune_postal_code (
    postal_code text not null,
    commune text not null references commune (code) on delete cascade,
    primary key (postal_code, commune)
) strict, without rowid;
create index commune_postal_code_of on commune_postal_code (commune);

create table epci (
    code text not null primary key,
    name text not null,
    kind text not null
) strict, without rowid;
