"""Three walls between tenants: the SQL compiler, composite foreign keys, row-level security."""

from base.tenancy.context import TenantError, all_tenants, current_tenant_id, tenant_scope
from base.tenancy.transactions import in_tenant

__all__ = ["TenantError", "all_tenants", "current_tenant_id", "in_tenant", "tenant_scope"]
