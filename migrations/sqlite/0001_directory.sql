-- The directory: records, the journal that tells every change, and the positions by which a reader of any kind
-- (a page cache, a peer, a plugin) knows in one look whether something that it read has changed.

-- `number` ties a record to its search rows. `origin` is empty for our own records: the instance's name may change.
create table record (
    number integer primary key,
    id text not null constraint record_id_unique unique,
    key text,
    kind text not null,
    origin text not null,
    maker text not null,
    revision integer not null,
    state text not null constraint record_state_known check (state in ('draft', 'published', 'withdrawn')),
    created integer not null,
    updated integer not null,
    -- The folded public title, by which lists are sorted.
    name text not null,
    content text not null,
    constraint record_key_unique unique (maker, kind, key)
) strict;
create index record_by_kind_key on record (kind, key);
create index record_by_kind_updated on record (kind, updated, id);
create index record_by_kind_name on record (kind, name, id);

-- Every content that was replaced or deleted, for undo.
create table record_history (
    record_id text not null,
    revision integer not null,
    kind text not null,
    maker text not null,
    key text,
    state text not null,
    content text not null,
    -- When this revision was written, and when and by whom it was replaced.
    updated integer not null,
    replaced integer not null,
    replaced_by text not null,
    primary key (record_id, revision)
) strict;

-- A deleted record keeps its last revision, so that a late, lower one never revives it.
create table tombstone (
    record_id text not null primary key,
    kind text not null,
    maker text not null,
    origin text not null,
    revision integer not null,
    deleted integer not null
) strict;

-- In order of commit; a number is never used twice.
create table journal (
    seq integer primary key autoincrement,
    at integer not null,
    op text not null constraint journal_op_known check (op in ('put', 'state', 'delete')),
    record_id text not null,
    kind text not null,
    maker text not null,
    origin text not null,
    revision integer not null,
    -- The state after the change; that of the last revision for a deletion.
    state text not null
) strict;
create index journal_by_kind on journal (kind, seq);

-- Counters that move in the same transaction as what they speak of: `all`, `kind:place`, `storage:agenda`…
create table position (
    name text not null primary key,
    value integer not null
) strict;

-- Values that filters compare, at the paths that the kind declares. `public` is 0 where strangers may not filter.
create table record_term (
    record_number integer not null references record (number) on delete cascade,
    path text not null,
    value text not null,
    public integer not null,
    primary key (path, value, record_number)
) strict, without rowid;
create index record_term_by_record on record_term (record_number);

-- Where a record is. x, y and z are the same point on the unit sphere: the square of a chord sorts by distance and
-- needs neither trigonometry nor an extension in the database.
create table record_place (
    record_number integer primary key references record (number) on delete cascade,
    latitude real not null,
    longitude real not null,
    x real not null,
    y real not null,
    z real not null,
    public integer not null
) strict;
create index record_place_by_latitude on record_place (latitude, longitude);

-- When a record takes place. `said` is 1 where a plugin said so itself, 0 where it was read in the content.
create table record_time (
    record_number integer not null references record (number) on delete cascade,
    starts integer not null,
    ends integer not null,
    said integer not null,
    public integer not null,
    primary key (record_number, starts, ends)
) strict, without rowid;
create index record_time_by_start on record_time (starts, ends);

-- Words, of public fields only. SQLite's own: PostgreSQL has a tsvector column instead. It keeps no copy of the text.
create virtual table record_text using fts5 (
    title,
    text,
    content = '',
    contentless_delete = 1,
    tokenize = 'unicode61 remove_diacritics 2',
    prefix = '2 3 4'
);

-- What a plugin keeps for itself, written in the transaction of its records.
create table plugin_storage (
    plugin text not null,
    key text not null,
    value blob not null,
    primary key (plugin, key)
) strict, without rowid;

-- The sum of its keys and values in bytes, so that a limit costs no scan.
create table plugin_storage_size (
    plugin text not null primary key,
    bytes integer not null
) strict;
