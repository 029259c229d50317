-- Wishlists, and the coupons of the spring campaign.
BEGIN;

CREATE TABLE wishlists (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    name        text NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    UNIQUE (customer_id, name)
);

CREATE TABLE wishlist_items (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    wishlist_id bigint NOT NULL REFERENCES wishlists (id) ON DELETE CASCADE,
    product_id  bigint NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    added_at    timestamptz NOT NULL DEFAULT now(),
    UNIQUE (product_id, wishlist_id)
);

-- With whom a list was shared, by address, since most of them are no customers yet.
CREATE TABLE wishlist_shares (
    wishlist_id bigint NOT NULL REFERENCES wishlists (id) ON DELETE CASCADE,
    email       text NOT NULL,
    shared_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (wishlist_id, email)
);

CREATE TABLE coupons (
    code         text PRIMARY KEY,
    campaign_id  text NOT NULL,
    discount     numeric(5, 2) NOT NULL CHECK (discount BETWEEN 0 AND 100),
    category_ids text NOT NULL DEFAULT '',
    customer_ids bigint[] NOT NULL DEFAULT '{}',
    valid_until  date NOT NULL
);
CREATE INDEX coupons_valid_until_idx ON coupons (valid_until);

COMMIT;
