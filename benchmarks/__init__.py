"""How fast it is: ratios to PostgreSQL doing the same statements in the same run, so that any machine may compare."""
