"""What customers want, and what is made for them."""

from orders.models.sales import Customer, OrderClass, SalesOrder, SalesOrderLine
from orders.models.shipments import Shipment, ShipmentLine
from orders.models.work import WorkOrder, WorkOrderComponent, WorkOrderOperation, WorkOrderOutput

__all__ = [
    "Customer",
    "OrderClass",
    "SalesOrder",
    "SalesOrderLine",
    "Shipment",
    "ShipmentLine",
    "WorkOrder",
    "WorkOrderComponent",
    "WorkOrderOperation",
    "WorkOrderOutput",
]
