-- An import writes the words of a thousand records in one transaction: FTS5 gathers them in memory up to so many bytes, one part of
-- its index a transaction. With its own megabyte it wrote several, which it then had to bring together.
insert into record_text (record_text, rank) values ('hashsize', 16777216);
