-- Row numbers, automatic indexes, tables without row numbers, and the way SQLite's tables are rebuilt.
CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE, name VARCHAR(40));
CREATE TABLE tokens (token TEXT PRIMARY KEY, user_id INTEGER REFERENCES users (id) ON DELETE CASCADE, UNIQUE (user_id, token));
CREATE TABLE pairs (a INT, b INT, note TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE TABLE exact (id INTEGER PRIMARY KEY, code TEXT, n INT, UNIQUE (code), UNIQUE (n, code)) STRICT;
CREATE TABLE folders (id INT PRIMARY KEY, parent INT REFERENCES folders, title TEXT NOT NULL);
CREATE INDEX folders_parent ON folders (parent) WHERE parent IS NOT NULL;
CREATE INDEX folders_title ON folders (title COLLATE NOCASE DESC);
CREATE INDEX folders_lower ON folders (lower(title));
CREATE TABLE notes (id INTEGER PRIMARY KEY, folder_id INT NOT NULL, body TEXT, FOREIGN KEY (folder_id) REFERENCES folders (id));
ALTER TABLE notes ADD COLUMN pinned BOOLEAN NOT NULL DEFAULT 0;
ALTER TABLE notes RENAME COLUMN body TO content;
ALTER TABLE tokens RENAME TO secrets;

CREATE TABLE folders_new (id INTEGER PRIMARY KEY, parent INT REFERENCES folders (id), title TEXT NOT NULL, colour TEXT UNIQUE);
INSERT INTO folders_new (id, parent, title) SELECT id, parent, title FROM folders;
DROP TABLE folders;
ALTER TABLE folders_new RENAME TO folders;
CREATE INDEX folders_parent ON folders (parent);
ALTER TABLE notes DROP COLUMN pinned;
CREATE TABLE IF NOT EXISTS notes (other INT);
CREATE VIEW titles AS SELECT id, title FROM folders;
