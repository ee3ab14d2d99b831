-- Where each field of a record comes from: what every source says of it, whole, and what was corrected here. A record's
-- content is made of both, so that an import never undoes a correction, and a correction never hides what the source says.

-- A source's own record is found by its key, also where it was merged into another record.
create table record_source (
    kind text not null,
    key text not null,
    record_id text not null,
    source text not null,
    -- Of two sources of one record, the one with the smaller rank is believed first.
    rank integer not null,
    content text not null,
    -- Whether the source shows it to everybody.
    listed integer not null,
    -- When it last said something new, in milliseconds since 1970, and the import that held it last.
    said integer not null,
    seen integer not null,
    primary key (kind, key)
) strict, without rowid;
create index record_source_of_record on record_source (record_id);

-- One value that people here changed: `path` is a JSON Pointer. No `value`: they took it away. `said` is what the sources said
-- at that time.
create table record_correction (
    record_id text not null,
    path text not null,
    value text,
    said text,
    corrected integer not null,
    corrected_by text not null,
    primary key (record_id, path)
) strict, without rowid;
