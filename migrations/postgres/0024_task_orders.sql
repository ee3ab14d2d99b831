-- Tasks of plugins that somebody asked for in the browser: a job runs each once, and goes on with it after a kill.

create table plugin_order (
    plugin text collate "C" not null references plugin (id) on delete cascade,
    task text collate "C" not null,
    ordered_by text collate "C" not null,
    ordered_at bigint not null,
    primary key (plugin, task)
);
