-- Plugins: what is installed, what each was granted, and what it said. Components stand in the database, so that one file
-- is one backup and several processes run the same; what is compiled from them stands in the data folder and can be made
-- again.

create table plugin_component (
    hash text primary key not null,
    component blob not null,
    added_at integer not null
) strict;

create table plugin (
    id text primary key not null,
    -- The version in use, the one before it for a roll-back, and one that asks for more and waits for approval.
    hash text not null references plugin_component (hash),
    previous_hash text references plugin_component (hash),
    waiting_hash text references plugin_component (hash),
    version text not null,
    mount text,
    settings text not null default '{}',
    paused_at integer,
    paused_reason text,
    installed_at integer not null,
    updated_at integer not null,
    -- Moves with version, grants and settings: kept pages know it.
    stamp integer not null default 1,
    constraint plugin_mount_taken unique (mount)
) strict;

create table plugin_grant (
    plugin text not null references plugin (id) on delete cascade,
    capability text not null,
    granted_at integer not null,
    primary key (plugin, capability)
) strict;

-- What this instance itself compiled: anything else with that name is not loaded.
create table plugin_artefact (
    name text primary key not null,
    sha256 text not null
) strict;

create table plugin_log (
    number integer primary key,
    plugin text not null,
    at integer not null,
    level text not null,
    call text not null,
    request text not null,
    message text not null
) strict;
create index plugin_log_of on plugin_log (plugin, number);

create table plugin_run (
    number integer primary key,
    plugin text not null,
    task text not null,
    started_at integer not null,
    ended_at integer,
    finished integer,
    done integer not null default 0,
    total integer,
    message text not null default ''
) strict;
create index plugin_run_of on plugin_run (plugin, task, number);

create table plugin_report (
    number integer primary key,
    run integer not null references plugin_run (number) on delete cascade,
    outcome text not null,
    subject text not null,
    message text not null
) strict;
create index plugin_report_of on plugin_report (run, outcome);

-- How far each plugin has followed the journal.
create table plugin_cursor (
    plugin text primary key not null references plugin (id) on delete cascade,
    seq integer not null
) strict;
