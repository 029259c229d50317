-- Customers and their addresses.
BEGIN;

CREATE TABLE customers (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email            text NOT NULL,
    full_name        text NOT NULL,
    fax              text,
    country_code     text NOT NULL,
    marketing_opt_in boolean NOT NULL DEFAULT false,
    created_at       timestamptz NOT NULL DEFAULT now(),
    deleted_at       timestamptz,
    CONSTRAINT customers_country_code_check CHECK (length(country_code) = 2)
);

CREATE UNIQUE INDEX customers_email_key ON customers (email);
CREATE INDEX customers_created_at_idx ON customers (created_at);
CREATE INDEX customers_country_code_idx ON customers (country_code);
CREATE INDEX customers_deleted_at_idx ON customers (deleted_at);

CREATE TABLE addresses (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    line1       text NOT NULL,
    postal_code text NOT NULL,
    city        text NOT NULL,
    is_default  boolean NOT NULL DEFAULT false
);

CREATE UNIQUE INDEX addresses_customer_id_line1_key
    ON addresses (customer_id, line1, postal_code);

COMMIT;
