CREATE TABLE parcels (id bigint PRIMARY KEY, tracking varchar(40) NOT NULL);
