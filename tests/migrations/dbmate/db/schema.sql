SET statement_timeout = 0;
CREATE TABLE public.orders (
    id bigint NOT NULL,
    note character varying
);
CREATE TABLE public.schema_migrations (version character varying(128) NOT NULL);
ALTER TABLE ONLY public.orders ADD CONSTRAINT orders_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.schema_migrations ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);
