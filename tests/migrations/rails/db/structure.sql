CREATE TABLE public.orders (id bigint NOT NULL, note character varying, created_at timestamp(6) without time zone NOT NULL);
CREATE SEQUENCE public.orders_id_seq START WITH 1;
ALTER TABLE ONLY public.orders ALTER COLUMN id SET DEFAULT nextval('public.orders_id_seq'::regclass);
ALTER TABLE ONLY public.orders ADD CONSTRAINT orders_pkey PRIMARY KEY (id);
CREATE INDEX index_orders_on_created_at ON public.orders USING btree (created_at);
SET search_path TO "$user", public;
INSERT INTO "schema_migrations" (version) VALUES ('20240101000000');
