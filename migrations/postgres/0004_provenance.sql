-- Where each field of a record comes from: what every source says of it, whole, and what was corrected here. A record's
-- content is made of both, so that an import never undoes a correction, and a correction never hides what the source says.

-- A source's own record is found by its key, also where it was merged into another record.
create table record_source (
    kind text collate "C" not null,
    key text collate "C" not null,
    record_id text collate "C" not null,
    source text collate "C" not null,
    -- Of two sources of one record, the one with the smaller rank is believed first.
    rank bigint not null,
    content text collate "C" not null,
    -- Whether the source shows it to everybody.
    listed bigint not null,
    -- When it last said something new, in milliseconds since 1970, and the import that held it last.
    said bigint not null,
    seen bigint not null,
    primary key (kind, key)
);
create index record_source_of_record on record_source (record_id);

-- One value that people here changed: `path` is a JSON Pointer. No `value`: they took it away. `said` is what the sources said
-- at that time.
create table record_correction (
    record_id text collate "C" not null,
    path text collate "C" not null,
    value text collate "C",
    said text collate "C",
    corrected bigint not null,
    corrected_by text collate "C" not null,
    primary key (record_id, path)
);
