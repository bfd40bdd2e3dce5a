"""Views for tools that read with SQL, and the database roles that may: one for each tenant, behind a wall of its own.

The views are no part of the migrations: they are dropped before these run and made again after, so that no migration
has to know them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from psycopg2 import sql

GROUP = "erp_reporting"
VIEWS = Path(__file__).with_name("views.sql")

# What the views read, and nothing else of these tables: with security_invoker the asker needs the rights.
READ = """
SELECT entry.refobjid::regclass::text, array_agg(DISTINCT attribute.attname::text)
FROM pg_class view
JOIN pg_rewrite rule ON rule.ev_class = view.oid
JOIN pg_depend entry ON entry.classid = 'pg_rewrite'::regclass AND entry.objid = rule.oid
    AND entry.refclassid = 'pg_class'::regclass AND entry.refobjsubid > 0
JOIN pg_attribute attribute ON attribute.attrelid = entry.refobjid AND attribute.attnum = entry.refobjsubid
WHERE view.relnamespace = 'reporting'::regnamespace AND entry.refobjid <> view.oid
GROUP BY entry.refobjid ORDER BY 1"""

# app.tenant_id is what a session says of itself, and it may say anything: whose rows a role sees is in its name.
WALL = f"""CREATE POLICY reporting_isolation ON {{}} AS RESTRICTIVE FOR SELECT TO {GROUP}
    USING (tenant_id = substring(current_user::text FROM '^{GROUP}_([0-9]+)$')::bigint)"""


def drop_views(cursor: Any) -> None:
    cursor.execute("DROP SCHEMA IF EXISTS reporting CASCADE")


def make_views(cursor: Any) -> None:
    """The views, and the rights on them where somebody has been given any."""
    cursor.execute(VIEWS.read_text())
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [GROUP])
    if cursor.fetchone():
        let_in(cursor)


def let_in(cursor: Any) -> None:
    """Whoever is in the group may read the views, and through them the rows of the tenant in their name."""
    cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {GROUP}")
    cursor.execute(f"GRANT USAGE ON SCHEMA reporting TO {GROUP}")
    cursor.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA reporting TO {GROUP}")
    cursor.execute(READ)
    for table, columns in cursor.fetchall():
        name, listed = sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
        cursor.execute(sql.SQL(f"GRANT SELECT ({{}}) ON {{}} TO {GROUP}").format(listed, name))
        cursor.execute(sql.SQL("DROP POLICY IF EXISTS reporting_isolation ON {}").format(name))
        cursor.execute(sql.SQL(WALL).format(name))


def role_of(tenant_id: int) -> str:
    return f"{GROUP}_{tenant_id}"
