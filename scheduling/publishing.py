"""The dates of a plan version, written onto operations, work orders and order lines: three statements in all."""

from __future__ import annotations

from django.db import connection

from base.tenancy import current_tenant_id
from scheduling.models import PlanVersion

OPERATIONS = """UPDATE orders_workorderoperation AS row
    SET start_at = plan.start_at, finish_at = plan.finish_at, version = row.version + 1,
        machine_id = coalesce(plan.machine_id, row.machine_id)
    FROM scheduling_planversionoperation AS plan
    WHERE plan.tenant_id = %(tenant)s AND plan.plan_id = %(version)s
      AND row.tenant_id = plan.tenant_id AND row.id = plan.operation_id"""

WORK_ORDERS = """UPDATE orders_workorder AS row
    SET start_at = plan.start_at, finish_at = plan.finish_at, version = row.version + 1
    FROM (SELECT work_order_id, min(planned.start_at) AS start_at, max(planned.finish_at) AS finish_at
          FROM scheduling_planversionoperation AS planned JOIN orders_workorderoperation AS operation
            ON operation.tenant_id = planned.tenant_id AND operation.id = planned.operation_id
          WHERE planned.tenant_id = %(tenant)s AND planned.plan_id = %(version)s
          GROUP BY work_order_id) AS plan
    WHERE row.tenant_id = %(tenant)s AND row.id = plan.work_order_id"""

LINES = """UPDATE orders_salesorderline AS row SET planned_on = plan.planned_on, version = row.version + 1
    FROM scheduling_planversionline AS plan
    WHERE plan.tenant_id = %(tenant)s AND plan.plan_id = %(version)s
      AND row.tenant_id = plan.tenant_id AND row.id = plan.line_id"""


def publish_dates(version: PlanVersion) -> None:
    """Write the version's dates. What the dates were before stays readable in the versions published earlier."""
    values = {"tenant": current_tenant_id(), "version": version.pk}
    with connection.cursor() as cursor:
        for statement in (OPERATIONS, WORK_ORDERS, LINES):
            cursor.execute(statement, values)
