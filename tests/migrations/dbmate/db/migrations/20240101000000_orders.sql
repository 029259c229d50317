-- migrate:up
CREATE TABLE orders (id bigserial PRIMARY KEY, note text);
-- migrate:down
DROP TABLE orders;
