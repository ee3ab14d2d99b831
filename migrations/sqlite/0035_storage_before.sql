-- What a plugin kept when the version in use took the place of another: a roll-back may bring it back. It goes after some weeks.
create table plugin_storage_before (
    plugin text not null,
    key text not null,
    value blob not null,
    primary key (plugin, key)
) strict, without rowid;

-- When that was; nothing where there is no such copy.
alter table plugin add column before_at integer;
