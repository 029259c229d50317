-- The service desk's screen: payments of an invoice, parcels of a carrier. Run by psql, outside a transaction.
SET lock_timeout = '3s';

CREATE INDEX CONCURRENTLY payments_by_invoice ON payments (invoice_id);
CREATE INDEX CONCURRENTLY shipments_by_carrier ON shipments (carrier, created_at);
CREATE INDEX CONCURRENTLY invoices_unpaid_idx ON invoices (customer_id, due_on) WHERE status = 'issued';

RESET lock_timeout;
