-- Tables and indexes of the nightly reports.
CREATE TABLE daily_sales (
    day      date PRIMARY KEY,
    orders   bigint NOT NULL,
    revenue  numeric(14, 2) NOT NULL
);

CREATE TABLE report_runs (
    report      text NOT NULL,
    started_at  timestamptz NOT NULL,
    finished_at timestamptz,
    PRIMARY KEY (report, started_at)
);
CREATE INDEX report_runs_finished_at_idx ON report_runs (finished_at);

CREATE INDEX orders_status_idx ON orders (status, placed_at);

CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_open_idx
    ON orders (priority, placed_at) WHERE status = 'open';
