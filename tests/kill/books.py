"""What the database says about a run of clients; `run` is the pattern of their markers."""

OF_ORDERS = {
    "stored": "SELECT count(*) FROM orders_salesorder WHERE note LIKE %(run)s",
    "different": "SELECT count(DISTINCT note) FROM orders_salesorder WHERE note LIKE %(run)s",
    "audited": """SELECT count(*) FROM base_auditentry JOIN orders_salesorder AS sold ON sold.id = subject_id
        WHERE subject_type = 'orders.salesorder' AND verb = 'add' AND note LIKE %(run)s""",
    "effects": """SELECT count(*) FROM inventory_stockmove AS move JOIN orders_salesorder AS sold
        ON move.reason = 'order ' || sold.id WHERE note LIKE %(run)s""",
}
OF_COUNTS = {
    "stored": "SELECT count(*) FROM inventory_stockmove WHERE reason LIKE %(run)s",
    "different": "SELECT count(DISTINCT reason) FROM inventory_stockmove WHERE reason LIKE %(run)s",
}
OF_IMPORT = {
    "stored": "SELECT count(*) FROM bom_item WHERE code LIKE 'IMPORTED-%%'",
    "audited": """SELECT count(*) FROM base_auditentry JOIN bom_item ON bom_item.id = subject_id
        WHERE subject_type = 'bom.item' AND code LIKE 'IMPORTED-%%'""",
}
NEVER = {
    "numbers given twice": "SELECT count(*) - count(DISTINCT number) FROM orders_salesorder",
    "balances that are not their moves": """SELECT count(*) FROM inventory_stockbalance AS balance WHERE quantity <> (
        SELECT sum(quantity) FROM inventory_stockmove AS move WHERE move.item_id = balance.item_id)""",
    "jobs given up": "SELECT count(*) FROM base_job WHERE state = 'failed'",
}
OWED = "SELECT count(*) FROM base_job WHERE name = 'base.react' AND state <> 'done'"
