-- By whose key the component in use is signed (a multikey); nothing where it is not.
alter table plugin add column publisher text;
