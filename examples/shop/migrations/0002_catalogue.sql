-- Categories, products and what our suppliers charge for them.
BEGIN;

CREATE TABLE categories (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parent_id bigint REFERENCES categories (id),
    slug      text NOT NULL UNIQUE,
    name      text NOT NULL
);
CREATE INDEX categories_parent_id_idx ON categories (parent_id);

CREATE TABLE products (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    category_id bigint NOT NULL REFERENCES categories (id),
    sku         text NOT NULL UNIQUE,
    name        text NOT NULL,
    description text NOT NULL DEFAULT '',
    list_price  numeric(12, 2) NOT NULL,
    status      text NOT NULL DEFAULT 'draft',
    created_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX products_category_id_idx ON products (category_id);
CREATE INDEX products_list_price_idx ON products (list_price);
CREATE INDEX products_status_created_at_idx ON products (status, created_at);
CREATE INDEX products_name_idx ON products (name text_pattern_ops);

CREATE TABLE supplier_prices (
    supplier   text NOT NULL,
    product_id bigint NOT NULL REFERENCES products (id),
    price      double precision NOT NULL,
    valid_from date NOT NULL,
    PRIMARY KEY (product_id, supplier, valid_from)
);

COMMIT;
