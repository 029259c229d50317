"""Prints the schema that migrations have led to, one fact a line, sorted: the truth that tests compare with."""
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_settings")

import django
from django.db import connection

django.setup()
OTHERS = ("django_", "auth_", "sqlite_")

POSTGRES_COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
"""
POSTGRES_INDEXES = """
SELECT c.relname, i.indisprimary, i.indisunique, i.indpred IS NOT NULL, m.amname,
  array(SELECT CASE WHEN k.attnum = 0 THEN 'expression' ELSE a.attname END
      || CASE WHEN pg_index_column_has_property(i.indexrelid, k.n::int, 'desc') THEN ' desc' ELSE '' END
      || CASE WHEN o.opcdefault THEN '' ELSE ' ' || o.opcname END
    FROM unnest(i.indkey::int2[], i.indclass::oid[]) WITH ORDINALITY k(attnum, class, n)
    LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum AND k.attnum > 0
    LEFT JOIN pg_opclass o ON o.oid = k.class
    WHERE k.n <= i.indnkeyatts ORDER BY k.n)
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
"""
POSTGRES_NAMES = """
SELECT c.relname, x.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
WHERE c.relnamespace = 'public'::regnamespace AND NOT i.indisunique
"""
POSTGRES_KEYS = """
SELECT c.relname, t.relname,
  array(SELECT a.attname FROM unnest(f.conkey) WITH ORDINALITY k(n, p) JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.n ORDER BY p),
  array(SELECT a.attname FROM unnest(f.confkey) WITH ORDINALITY k(n, p) JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.n ORDER BY p)
FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid JOIN pg_class t ON t.oid = f.confrelid
WHERE f.contype = 'f' AND c.relnamespace = 'public'::regnamespace
"""


def index_line(table, primary, unique, partial, method, keys):
    kind = "primary" if primary else "unique" if unique else "index"
    ending = (" partial" if partial else "") + ("" if method == "btree" else f" {method}")
    return table, f"{kind} {table} ({', '.join(keys)}){ending}"


def postgres(cursor):
    cursor.execute(POSTGRES_COLUMNS)
    for table, column, written, required in cursor.fetchall():
        yield table, f"column {table} {column} {'required' if required else 'nullable'} {written}"
    cursor.execute(POSTGRES_INDEXES)
    for row in cursor.fetchall():
        yield index_line(*row)
    cursor.execute(POSTGRES_NAMES)
    for table, name in cursor.fetchall():
        yield table, f"name {table} {name}"
    cursor.execute(POSTGRES_KEYS)
    for table, target, columns, target_columns in cursor.fetchall():
        yield table, f"key {table} ({', '.join(columns)}) {target} ({', '.join(target_columns)})"


def sqlite(cursor):
    cursor.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    for (table,) in cursor.fetchall():
        cursor.execute(f"PRAGMA table_xinfo({table})")
        primary = []
        for _, column, written, required, _, position, _ in cursor.fetchall():
            yield table, f"column {table} {column} {'required' if required else 'nullable'} {written}"
            primary += [column] if position else []
        yield index_line(table, True, True, False, "btree", primary)
        cursor.execute(f"PRAGMA index_list({table})")
        for _, name, unique, origin, partial in cursor.fetchall():
            if origin == "pk":
                continue
            cursor.execute(f'PRAGMA index_xinfo("{name}")')
            parts = [row for row in cursor.fetchall() if row[5]]
            keys = [("expression" if part[1] == -2 else part[2]) + (" desc" if part[3] else "") for part in parts]
            yield index_line(table, False, unique, partial, "btree", keys)
        cursor.execute(f"PRAGMA foreign_key_list({table})")
        for _, _, target, column, target_column, *_ in cursor.fetchall():
            yield table, f"key {table} ({column}) {target} ({target_column})"


with connection.cursor() as cursor:
    facts = postgres(cursor) if connection.vendor == "postgresql" else sqlite(cursor)
    lines = sorted(line for table, line in facts if not table.startswith(OTHERS))
print("\n".join(lines))
