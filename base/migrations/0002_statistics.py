"""Whoever has just written much may have PostgreSQL look at it again: a function of the owner does."""

from django.conf import settings
from django.db import migrations

CREATE = f"""
CREATE FUNCTION base_refresh_statistics(tables text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY tables LOOP
        EXECUTE format('ANALYZE (SKIP_LOCKED) public.%I', name);
    END LOOP;
END
$$;
REVOKE ALL ON FUNCTION base_refresh_statistics(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION base_refresh_statistics(text[]) TO {settings.APP_ROLE};
"""


class Migration(migrations.Migration):
    replaces = [("base", "0004_statistics")]
    dependencies = [("base", "0001_start")]

    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION base_refresh_statistics(text[])")]
