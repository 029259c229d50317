-- The profile page shows one display name, and nobody has sent a fax since 2011.
BEGIN;

SET LOCAL lock_timeout = '3s';

ALTER TABLE customers RENAME COLUMN full_name TO display_name;
ALTER TABLE customers DROP COLUMN fax;
ALTER TABLE customers ADD COLUMN locale text NOT NULL DEFAULT 'en';
ALTER TABLE customers ADD COLUMN last_seen_at timestamptz;

COMMENT ON COLUMN customers.locale IS 'BCP 47 tag chosen on the profile page';

COMMIT;
