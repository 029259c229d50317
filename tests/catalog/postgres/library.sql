-- A small history: names by default, renames, columns and constraints that go and what goes with them.
CREATE SCHEMA archive;
CREATE TYPE loan_state AS ENUM ('open', 'returned');
CREATE DOMAIN shelf_mark AS varchar(12) NOT NULL;

CREATE TABLE authors (
    id serial PRIMARY KEY,
    name varchar(80) NOT NULL,
    email text UNIQUE,
    born date CHECK (born > '1400-01-01')
);

CREATE TABLE books (
    id bigint GENERATED ALWAYS AS IDENTITY,
    isbn char(13),
    author_id int NOT NULL REFERENCES authors ON DELETE CASCADE,
    title text NOT NULL,
    subtitle text,
    price numeric(8, 2) DEFAULT 0,
    shelf shelf_mark,
    tags text[] NOT NULL DEFAULT '{}',
    published timestamp(3) with time zone,
    PRIMARY KEY (id),
    UNIQUE (isbn),
    UNIQUE (author_id, title),
    CONSTRAINT price_is_fair CHECK (price >= 0)
);
CREATE INDEX ON books (published DESC NULLS LAST);
CREATE INDEX ON books (lower(title));
CREATE INDEX ON books (author_id, published) WHERE published IS NOT NULL;
CREATE INDEX books_by_price ON books USING btree (price) INCLUDE (title);
CREATE INDEX ON books USING gin (tags);
CREATE INDEX IF NOT EXISTS books_by_price ON books (id);
CREATE INDEX ON books (published DESC NULLS LAST);

CREATE TABLE IF NOT EXISTS authors (other int);

CREATE TABLE loans (
    book_id bigint REFERENCES books (id),
    reader_id bigint,
    state loan_state NOT NULL DEFAULT 'open',
    since timestamptz NOT NULL DEFAULT now(),
    note varchar,
    PRIMARY KEY (book_id, reader_id),
    EXCLUDE USING btree (note WITH =)
);
CREATE TABLE readers (id bigserial PRIMARY KEY, name text);
ALTER TABLE loans ADD FOREIGN KEY (reader_id) REFERENCES readers ON UPDATE CASCADE ON DELETE SET NULL NOT VALID;
ALTER TABLE loans ADD CONSTRAINT since_known UNIQUE (since), ADD COLUMN due date, ADD COLUMN renewed int NOT NULL DEFAULT 0;

-- Renames keep what hangs on a name.
ALTER TABLE readers RENAME TO members;
ALTER TABLE members RENAME COLUMN id TO member_id;
ALTER TABLE loans RENAME COLUMN reader_id TO member_id;
ALTER TABLE books RENAME COLUMN title TO headline;
ALTER INDEX books_by_price RENAME TO books_price;
ALTER TABLE loans RENAME CONSTRAINT since_known TO loans_since;
ALTER TYPE loan_state RENAME TO lending_state;
ALTER TYPE lending_state ADD VALUE 'lost';

-- What holds a column goes with it.
CREATE INDEX loans_due ON loans (state) WHERE due IS NOT NULL;
CREATE INDEX loans_due_note ON loans (note, (due + 1));
ALTER TABLE loans DROP COLUMN due;
ALTER TABLE books DROP COLUMN published;
ALTER TABLE books DROP CONSTRAINT books_isbn_key;
ALTER TABLE books ALTER COLUMN subtitle SET NOT NULL, ALTER COLUMN price TYPE bigint USING price::bigint;
ALTER TABLE books ALTER tags DROP NOT NULL;

-- Keys from indexes, and tables that go with their referrers.
CREATE UNIQUE INDEX members_name ON members (name);
ALTER TABLE members ADD CONSTRAINT members_name_key UNIQUE USING INDEX members_name;
CREATE TABLE fines (id int PRIMARY KEY, loan_note text, member bigint REFERENCES members (member_id));
DROP TABLE members CASCADE;
CREATE TABLE rooms (id int, name text);
ALTER TABLE rooms ADD PRIMARY KEY (id);
ALTER TABLE rooms SET SCHEMA archive;
CREATE TABLE rooms (id int PRIMARY KEY, area real, height double precision, parent int REFERENCES archive.rooms);
CREATE TABLE archive.floors (id smallint PRIMARY KEY, room int REFERENCES archive.rooms (id) ON DELETE RESTRICT);
DROP INDEX IF EXISTS archive.missing, books_price;
