-- The nightly export of the accountants' program, which keeps every key as a decimal.
BEGIN;

CREATE TABLE ledger_entries (
    entry_no   numeric(18, 0) PRIMARY KEY,
    invoice_no numeric(18, 0),
    account    text NOT NULL,
    amount     numeric(14, 2) NOT NULL,
    booked_on  date NOT NULL
);
CREATE INDEX ledger_entries_invoice_no_idx ON ledger_entries (invoice_no);
CREATE INDEX ledger_entries_booked_on_idx ON ledger_entries (booked_on);

COMMIT;
