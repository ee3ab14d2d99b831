-- How much the instance is used, in sums by day: nothing in here is about one person. `name`: which page or service; for `word`, what
-- was searched and not found.

create table statistic (
    -- A date of the instance's time zone: `2026-11-23`.
    day text collate "C" not null,
    -- `page`, `search`, `found-nothing`, `word`, `contribution`.
    figure text collate "C" not null,
    name text collate "C" not null,
    count bigint not null,
    primary key (day, figure, name)
);
