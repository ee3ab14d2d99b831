-- The territory: communes and their groups, from INSEE. They are no records: nobody here owns or corrects them.

create table commune (
    code text collate "C" not null primary key,
    name text collate "C" not null,
    -- Folded, as people type it.
    folded text collate "C" not null,
    -- Degrees, WGS 84, of its centre; both or none.
    latitude double precision,
    longitude double precision,
    population bigint,
    epci text collate "C",
    department text collate "C",
    region text collate "C"
);
create index commune_by_name on commune (folded);

create table commune_postal_code (
    postal_code text collate "C" not null,
    commune text collate "C" not null references commune (code) on delete cascade,
    primary key (postal_code, commune)
);
create index commune_postal_code_of on commune_postal_code (commune);

create table epci (
    code text collate "C" not null primary key,
    name text collate "C" not null,
    kind text collate "C" not null
);
