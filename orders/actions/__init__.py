"""The verbs of customers' orders, of work orders and of shipments."""

from orders.actions import orders, shipments

__all__ = ["orders", "shipments"]
