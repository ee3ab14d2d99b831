-- What search knows of a record is forgotten in the transaction that deletes it, here as in SQLite's table of words, which has no
-- such constraint. Asking for the record at each of its words and terms took a third of an import's time.
alter table record_text drop constraint record_text_rowid_fkey;
alter table record_term drop constraint record_term_record_number_fkey;
