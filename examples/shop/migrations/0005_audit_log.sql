-- Who changed which order, written by a trigger so that no service can forget it.
BEGIN;

CREATE TABLE audit_log (
    order_id   bigint NOT NULL,
    actor      text NOT NULL,
    old_status text,
    new_status text NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX audit_log_order_id_idx ON audit_log (order_id, changed_at);
CREATE INDEX audit_log_changed_at_idx ON audit_log (changed_at);

CREATE FUNCTION audit_actor() RETURNS text
    LANGUAGE sql STABLE
    SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
    AS $$ SELECT coalesce(current_setting('shop.actor', true), session_user::text) $$;

CREATE FUNCTION record_order_change() RETURNS trigger
    LANGUAGE plpgsql
    SECURITY DEFINER
    AS $$
BEGIN
    INSERT INTO audit_log (order_id, actor, old_status, new_status)
    VALUES (NEW.id, audit_actor(), OLD.status, NEW.status);
    RETURN NEW;
END
$$;

CREATE TRIGGER orders_audit
    AFTER UPDATE OF status ON orders
    FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION record_order_change();

COMMIT;
