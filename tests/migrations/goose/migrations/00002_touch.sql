-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION touch() RETURNS trigger AS $$ BEGIN NEW.status := 'touched'; RETURN NEW; END; $$ LANGUAGE plpgsql;
-- +goose StatementEnd
CREATE INDEX orders_status_idx ON orders (status);
-- +goose Down
DROP INDEX orders_status_idx;
