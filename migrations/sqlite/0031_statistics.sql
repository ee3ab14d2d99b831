-- How much the instance is used, in sums by day: nothing in here is about one person. `name`: which page or service; for `word`, what
-- was searched and not found.

create table statistic (
    -- A date of the instance's time zone: `2026-11-23`.
    day text not null,
    -- `page`, `search`, `found-nothing`, `word`, `contribution`.
    figure text not null,
    name text not null,
    count integer not null,
    primary key (day, figure, name)
) strict, without rowid;
