CREATE TABLE orders (id SERIAL PRIMARY KEY, postgresql_only TEXT);
