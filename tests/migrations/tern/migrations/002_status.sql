alter table orders add column status text not null default 'open';

---- create above / drop below ----

alter table orders drop column status;
