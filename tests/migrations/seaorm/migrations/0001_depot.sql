CREATE TABLE lines (
    id SERIAL PRIMARY KEY,
    code VARCHAR(4) NOT NULL UNIQUE,
    colour TEXT,
    opened DATE
);

CREATE TABLE trams (
    id BIGSERIAL PRIMARY KEY,
    "lineId" INTEGER NOT NULL REFERENCES lines (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    length DOUBLE PRECISION NOT NULL,
    price DECIMAL(10, 2),
    accessible BOOLEAN NOT NULL,
    built TIMESTAMP WITH TIME ZONE,
    data JSONB
);

CREATE INDEX ON trams (number);

CREATE TABLE line_stops (
    line_id INTEGER NOT NULL REFERENCES lines (id),
    stop_id UUID NOT NULL,
    platform VARCHAR,
    PRIMARY KEY (line_id, stop_id)
);
