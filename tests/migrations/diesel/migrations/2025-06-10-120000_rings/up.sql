CREATE SCHEMA ringing;

CREATE TABLE ringing.rings (
    station UUID NOT NULL,
    number BIGINT NOT NULL,
    fitted DATE NOT NULL,
    notes JSONB,
    weight NUMERIC,
    PRIMARY KEY (station, number)
);

ALTER TABLE sightings ADD COLUMN photo BYTEA;
ALTER TABLE sightings RENAME COLUMN count TO birds;
ALTER TABLE sightings ALTER COLUMN birds TYPE INTEGER;
