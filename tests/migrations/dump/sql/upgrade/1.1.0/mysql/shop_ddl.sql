ALTER TABLE c ADD COLUMN later int;
CREATE TABLE gone_since (id int);
