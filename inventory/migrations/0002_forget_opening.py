"""The opening position can be taken back: a function of the owner removes exactly its moves."""

from django.conf import settings
from django.db import migrations

CREATE = f"""
CREATE FUNCTION inventory_forget_opening(balances bigint[]) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH gone AS (
        DELETE FROM inventory_stockmove
        WHERE tenant_id = current_setting('app.tenant_id')::bigint AND kind = 'opening'
          AND subject_type = 'inventory.stockbalance' AND subject_id = ANY (balances)
        RETURNING 1)
    SELECT count(*) FROM gone
$$;
REVOKE ALL ON FUNCTION inventory_forget_opening(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION inventory_forget_opening(bigint[]) TO {settings.APP_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [("inventory", "0001_start")]

    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION inventory_forget_opening(bigint[])")]
