CREATE TABLE invoices (id bigint PRIMARY KEY, number varchar(20) NOT NULL, total numeric NOT NULL);
