"""REST, built from screens and actions: reads are values straight from the database, writes are `perform`."""
