create table orders (id bigserial primary key, note text);

---- create above / drop below ----

drop table orders;
