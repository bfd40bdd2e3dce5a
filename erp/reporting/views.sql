-- Read-only views for PowerBI, Metabase and the like: one row is one line, with the names that people know it by.
-- security_invoker: whoever asks stands behind row-level security themselves. Quantities are in the item's unit.

CREATE SCHEMA reporting;
COMMENT ON SCHEMA reporting IS 'Read-only views; see docs/reporting.md';

CREATE VIEW reporting.sales_order_lines WITH (security_invoker = true) AS
SELECT line.id, o.number AS order_number, line.position, o.state, o.order_class, o.ordered_on,
    customer.code AS customer_code, customer.name AS customer_name,
    item.code AS item_code, item.name AS item_name, unit.code AS unit,
    line.quantity, line.shipped, greatest(line.quantity - line.shipped, 0) AS open,
    line.price, line.currency, line.quantity * line.price AS amount,
    line.due_on, line.promised_on, line.planned_on,
    line.planned_on - line.due_on AS days_late_planned
FROM orders_salesorderline line
JOIN orders_salesorder o ON o.tenant_id = line.tenant_id AND o.id = line.order_id
JOIN orders_customer customer ON customer.tenant_id = o.tenant_id AND customer.id = o.customer_id
JOIN bom_item item ON item.tenant_id = line.tenant_id AND item.id = line.item_id
JOIN bom_unit unit ON unit.tenant_id = item.tenant_id AND unit.id = item.unit_id;
COMMENT ON COLUMN reporting.sales_order_lines.due_on IS 'What the customer asked for';
COMMENT ON COLUMN reporting.sales_order_lines.promised_on IS 'What was promised';
COMMENT ON COLUMN reporting.sales_order_lines.planned_on IS 'When the published plan ships it';

CREATE VIEW reporting.sales_orders WITH (security_invoker = true) AS
SELECT o.id, o.number, o.state, o.order_class, o.priority, o.ordered_on, o.note,
    customer.code AS customer_code, customer.name AS customer_name,
    count(line.id) AS lines, min(line.due_on) AS first_due_on, max(line.planned_on) AS last_planned_on,
    coalesce(sum(line.quantity * line.price), 0) AS amount,
    count(line.id) FILTER (WHERE line.shipped < line.quantity) AS open_lines
FROM orders_salesorder o
JOIN orders_customer customer ON customer.tenant_id = o.tenant_id AND customer.id = o.customer_id
LEFT JOIN orders_salesorderline line ON line.tenant_id = o.tenant_id AND line.order_id = o.id
GROUP BY o.tenant_id, o.id, customer.tenant_id, customer.id;

CREATE VIEW reporting.shipment_lines WITH (security_invoker = true) AS
SELECT line.id, shipment.number AS shipment_number, line.position, shipment.state, shipment.shipped_on,
    o.number AS order_number, line.order_position, customer.code AS customer_code, customer.name AS customer_name,
    item.code AS item_code, item.name AS item_name, lot.code AS lot_code, line.quantity
FROM orders_shipmentline line
JOIN orders_shipment shipment ON shipment.tenant_id = line.tenant_id AND shipment.id = line.shipment_id
JOIN orders_salesorder o ON o.tenant_id = shipment.tenant_id AND o.id = shipment.order_id
JOIN orders_customer customer ON customer.tenant_id = o.tenant_id AND customer.id = o.customer_id
JOIN bom_item item ON item.tenant_id = line.tenant_id AND item.id = line.item_id
LEFT JOIN inventory_lot lot ON lot.tenant_id = line.tenant_id AND lot.id = line.lot_id;

CREATE VIEW reporting.work_orders WITH (security_invoker = true) AS
SELECT o.id, o.number, o.state, item.code AS item_code, item.name AS item_name, unit.code AS unit,
    o.quantity, o.good, o.scrap, o.due_on, o.start_at AS planned_start_at, o.finish_at AS planned_finish_at,
    o.bom_revision, o.routing_revision, o.note
FROM orders_workorder o
JOIN bom_item item ON item.tenant_id = o.tenant_id AND item.id = o.item_id
JOIN bom_unit unit ON unit.tenant_id = item.tenant_id AND unit.id = item.unit_id;

CREATE VIEW reporting.work_order_operations WITH (security_invoker = true) AS
SELECT operation.id, o.number AS work_order_number, operation.sequence, operation.name, operation.state,
    item.code AS item_code, center.code AS work_center_code, center.name AS work_center_name,
    machine.code AS machine_code, o.quantity, operation.good, operation.scrap, operation.rework,
    (operation.setup_minutes + operation.run_minutes * o.quantity) / 60 AS standard_hours,
    operation.start_at AS planned_start_at, operation.finish_at AS planned_finish_at,
    operation.started_at, operation.finished_at
FROM orders_workorderoperation operation
JOIN orders_workorder o ON o.tenant_id = operation.tenant_id AND o.id = operation.work_order_id
JOIN bom_item item ON item.tenant_id = o.tenant_id AND item.id = o.item_id
JOIN bom_workcenter center ON center.tenant_id = operation.tenant_id AND center.id = operation.work_center_id
LEFT JOIN bom_machine machine ON machine.tenant_id = operation.tenant_id AND machine.id = operation.machine_id;
COMMENT ON COLUMN reporting.work_order_operations.standard_hours IS 'Set up once, run for each unit of the order';

CREATE VIEW reporting.operation_reports WITH (security_invoker = true) AS
SELECT report.id, report.reported_at, report.state, o.number AS work_order_number, operation.sequence,
    operation.name AS operation, item.code AS item_code, center.code AS work_center_code,
    machine.code AS machine_code, employee.number AS employee_number, reason.code AS scrap_reason,
    report.good, report.scrap, report.rework, report.again
FROM shopfloor_operationreport report
JOIN orders_workorderoperation operation
    ON operation.tenant_id = report.tenant_id AND operation.id = report.operation_id
JOIN orders_workorder o ON o.tenant_id = operation.tenant_id AND o.id = operation.work_order_id
JOIN bom_item item ON item.tenant_id = o.tenant_id AND item.id = o.item_id
JOIN bom_workcenter center ON center.tenant_id = operation.tenant_id AND center.id = operation.work_center_id
LEFT JOIN bom_machine machine ON machine.tenant_id = report.tenant_id AND machine.id = report.machine_id
LEFT JOIN shopfloor_employee employee ON employee.tenant_id = report.tenant_id AND employee.id = report.employee_id
LEFT JOIN shopfloor_scrapreason reason ON reason.tenant_id = report.tenant_id AND reason.id = report.scrap_reason_id;

CREATE VIEW reporting.stock WITH (security_invoker = true) AS
SELECT balance.id, item.code AS item_code, item.name AS item_name, unit.code AS unit, site.code AS site_code,
    location.code AS location_code, lot.code AS lot_code, lot.produced_on, lot.expires_on,
    balance.status, balance.owner, balance.quantity, balance.quantity * item.cost AS value, item.currency
FROM inventory_stockbalance balance
JOIN bom_item item ON item.tenant_id = balance.tenant_id AND item.id = balance.item_id
JOIN bom_unit unit ON unit.tenant_id = item.tenant_id AND unit.id = item.unit_id
JOIN inventory_location location ON location.tenant_id = balance.tenant_id AND location.id = balance.location_id
JOIN base_site site ON site.tenant_id = location.tenant_id AND site.id = location.site_id
LEFT JOIN inventory_lot lot ON lot.tenant_id = balance.tenant_id AND lot.id = balance.lot_id
WHERE balance.quantity <> 0;

CREATE VIEW reporting.stock_moves WITH (security_invoker = true) AS
SELECT move.id, move.business_on, move.posted_on, move.recorded_at, move.kind, move.reason,
    item.code AS item_code, item.name AS item_name, location.code AS location_code, lot.code AS lot_code,
    move.status, move.owner, move.quantity, move.reverses_id AS reverses
FROM inventory_stockmove move
JOIN bom_item item ON item.tenant_id = move.tenant_id AND item.id = move.item_id
JOIN inventory_location location ON location.tenant_id = move.tenant_id AND location.id = move.location_id
LEFT JOIN inventory_lot lot ON lot.tenant_id = move.tenant_id AND lot.id = move.lot_id;
COMMENT ON COLUMN reporting.stock_moves.posted_on IS 'The day it counts on; later than business_on after closing';
COMMENT ON COLUMN reporting.stock_moves.reverses IS 'The move that this one takes back';

CREATE VIEW reporting.purchase_lines WITH (security_invoker = true) AS
SELECT line.id, o.number AS order_number, line.position, o.state, o.ordered_on,
    supplier.code AS supplier_code, supplier.name AS supplier_name,
    item.code AS item_code, item.name AS item_name, unit.code AS unit,
    line.quantity, line.received, greatest(line.quantity - line.received, 0) AS open,
    line.price, line.currency, line.quantity * line.price AS amount,
    line.needed_on, line.requested_on, line.confirmed_on
FROM suppliers_purchaseorderline line
JOIN suppliers_purchaseorder o ON o.tenant_id = line.tenant_id AND o.id = line.order_id
JOIN suppliers_supplier supplier ON supplier.tenant_id = o.tenant_id AND supplier.id = o.supplier_id
JOIN bom_item item ON item.tenant_id = line.tenant_id AND item.id = line.item_id
JOIN bom_unit unit ON unit.tenant_id = item.tenant_id AND unit.id = item.unit_id;

CREATE VIEW reporting.inspections WITH (security_invoker = true) AS
SELECT inspection.id, inspection.number, inspection.state, item.code AS item_code, item.name AS item_name,
    lot.code AS lot_code, lot.supplier_name, inspection.quantity, inspection.source,
    inspection.opened_on, inspection.decided_on
FROM quality_inspection inspection
JOIN bom_item item ON item.tenant_id = inspection.tenant_id AND item.id = inspection.item_id
JOIN inventory_lot lot ON lot.tenant_id = inspection.tenant_id AND lot.id = inspection.lot_id;

CREATE VIEW reporting.measurements WITH (security_invoker = true) AS
SELECT measurement.id, inspection.number AS inspection_number, item.code AS item_code, lot.code AS lot_code,
    measurement.position, measurement.sample, measurement.name, measurement.kind, measurement.lower,
    measurement.upper, measurement.unit, measurement.value, measurement.passed
FROM quality_measurement measurement
JOIN quality_inspection inspection
    ON inspection.tenant_id = measurement.tenant_id AND inspection.id = measurement.inspection_id
JOIN bom_item item ON item.tenant_id = inspection.tenant_id AND item.id = inspection.item_id
JOIN inventory_lot lot ON lot.tenant_id = inspection.tenant_id AND lot.id = inspection.lot_id;

CREATE VIEW reporting.nonconformances WITH (security_invoker = true) AS
SELECT report.id, report.number, report.state, report.found_on, item.code AS item_code, item.name AS item_name,
    lot.code AS lot_code, report.quantity, report.disposed, report.description
FROM quality_nonconformance report
JOIN bom_item item ON item.tenant_id = report.tenant_id AND item.id = report.item_id
JOIN inventory_lot lot ON lot.tenant_id = report.tenant_id AND lot.id = report.lot_id;
