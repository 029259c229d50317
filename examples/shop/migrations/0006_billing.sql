-- Invoices, payments and the queue of the billing service.
BEGIN;

CREATE TABLE invoices (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id    bigint NOT NULL UNIQUE REFERENCES orders (id),
    customer_id bigint NOT NULL REFERENCES customers (id),
    status      text NOT NULL DEFAULT 'draft',
    total       numeric(12, 2) NOT NULL,
    due_on      date NOT NULL,
    issued_at   timestamptz
);
CREATE INDEX invoices_customer_id_idx ON invoices (customer_id);
CREATE INDEX invoices_status_due_on_idx ON invoices (status, due_on);

CREATE TABLE payments (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    invoice_id  bigint NOT NULL REFERENCES invoices (id),
    reference   text NOT NULL UNIQUE,
    amount      numeric(12, 2) NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX payments_invoice_id_idx ON payments (invoice_id);
CREATE INDEX payments_received_at_idx ON payments (received_at);

CREATE TABLE billing_jobs (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind       text NOT NULL,
    invoice_id bigint NOT NULL REFERENCES invoices (id),
    state      text NOT NULL DEFAULT 'ready',
    run_after  timestamptz NOT NULL DEFAULT now(),
    locked_at  timestamptz
);
CREATE INDEX billing_jobs_ready_idx ON billing_jobs (state, run_after);
CREATE INDEX billing_jobs_invoice_id_idx ON billing_jobs (invoice_id);

COMMIT;
