CREATE TYPE weather AS ENUM ('clear', 'fog', 'rain');

CREATE TABLE species (
    id SERIAL PRIMARY KEY,
    "type" VARCHAR(40) NOT NULL,
    latin TEXT NOT NULL UNIQUE,
    names TEXT[] NOT NULL DEFAULT '{}'
);

CREATE TABLE sightings (
    id BIGSERIAL PRIMARY KEY,
    species_id INTEGER NOT NULL REFERENCES species (id),
    seen_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    sky weather,
    latitude DOUBLE PRECISION,
    count SMALLINT NOT NULL
);

CREATE INDEX sightings_species ON sightings (species_id, seen_at DESC);
