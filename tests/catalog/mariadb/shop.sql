-- Names by default, indexes for foreign keys, and columns that are replaced.
CREATE TABLE customers (
    id int unsigned NOT NULL AUTO_INCREMENT,
    email varchar(190) NOT NULL,
    name varchar(80) DEFAULT NULL,
    created datetime NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY (email),
    KEY (name),
    KEY (name, created)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE products (
    id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
    sku char(12) UNIQUE,
    title varchar(255) NOT NULL,
    body text,
    price decimal(10, 2) NOT NULL DEFAULT 0.00,
    active tinyint(1) NOT NULL DEFAULT 1,
    kind enum('book','game') NOT NULL,
    KEY by_title (title(20)),
    FULLTEXT KEY words (title, body)
) ENGINE=InnoDB;
CREATE TABLE orders (
    id bigint NOT NULL AUTO_INCREMENT,
    customer_id int unsigned NOT NULL,
    product_id bigint NOT NULL,
    related bigint,
    note varchar(50),
    PRIMARY KEY (id),
    FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE,
    CONSTRAINT fk_product FOREIGN KEY (product_id) REFERENCES products (id),
    KEY (related, note),
    FOREIGN KEY (related) REFERENCES orders (id) ON DELETE SET NULL
) ENGINE=InnoDB;
ALTER TABLE orders ADD INDEX covering (customer_id, note);
ALTER TABLE orders ADD COLUMN placed date NULL AFTER id, ADD UNIQUE (placed, note);
ALTER TABLE customers MODIFY name varchar(120) NOT NULL;
ALTER TABLE customers CHANGE created created_at timestamp NULL DEFAULT NULL;
CREATE TABLE entries (
    order_id bigint NOT NULL,
    position smallint NOT NULL,
    product_id bigint,
    amount int,
    extra int,
    PRIMARY KEY (order_id, position),
    KEY pair (amount, extra),
    KEY single (extra),
    FOREIGN KEY (order_id) REFERENCES orders (id)
) ENGINE=InnoDB;
ALTER TABLE entries ADD CONSTRAINT FOREIGN KEY (product_id) REFERENCES products (id);
ALTER TABLE entries DROP COLUMN extra;
ALTER TABLE entries RENAME TO order_lines;
RENAME TABLE products TO articles;
CREATE TABLE articles_old LIKE articles;
CREATE INDEX newest ON orders (placed DESC);
DROP INDEX by_title ON articles;
ALTER TABLE orders DROP FOREIGN KEY fk_product;
ALTER TABLE articles ALTER COLUMN active DROP DEFAULT;
ALTER TABLE articles RENAME INDEX sku TO by_sku;
CREATE TABLE `tags` (`id` int NOT NULL, `name` varchar(20), PRIMARY KEY (`id`));
ALTER TABLE `tags` DROP PRIMARY KEY, ADD PRIMARY KEY (`name`);
CREATE TABLE IF NOT EXISTS tags (other int);
CREATE TABLE recent AS SELECT id, note FROM orders;
CREATE VIEW shown AS SELECT id, email FROM customers;
