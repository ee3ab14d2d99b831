-- Pictures that visitors send with a plugin's form. What is kept is what this instance wrote itself, scaled down and without
-- metadata, never the bytes that came. A picture belongs to one record and is erased with it, in the same transaction; one that
-- belongs to none yet waits for the form that it came with, for a day.
create table image (
    name text not null primary key,
    plugin text not null,
    record_id text references record (id) on delete cascade,
    made integer not null,
    content_type text not null constraint image_content_type_known check (content_type in ('image/jpeg', 'image/png')),
    width integer not null,
    height integer not null,
    -- What it shows, for those who do not see it; whether others may use it; who made it, where that is somebody else.
    alternative text not null,
    rights text not null constraint image_rights_known check (rights in ('open', 'by-sa', 'allowed', '')),
    credit text not null,
    size integer not null,
    bytes blob not null
) strict;
create index image_by_record on image (record_id, made);
create index image_by_plugin on image (plugin, record_id, size);
create index image_waiting on image (made) where record_id is null;
