DROP TABLE sightings; DROP TABLE species; DROP TYPE weather;
