#!/bin/sh
# `restore.sh FILE`: put a backup in the place of $DATABASE, which stays beside it under another name.
# Nothing of the product may run meanwhile: `make restore` sees to it.
set -eu
FILE=$1 DATABASE=${DATABASE:-loopworks}
ASIDE="$DATABASE-before-$(date +%Y%m%d-%H%M%S)"

ask() { psql -X -q -A -t -v ON_ERROR_STOP=1 -v base="$DATABASE" -v aside="$ASIDE" "$@"; }

pg_restore --list "$FILE" >/dev/null # whole and readable, or nothing is touched
# Backups may name this role (docs/reporting.md).
echo "DO 'BEGIN CREATE ROLE erp_reporting NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END'" |
    ask -d postgres
if [ -n "$(echo "SELECT 1 FROM pg_database WHERE datname = :'base'" | ask -d postgres)" ]; then
    echo 'ALTER DATABASE :"base" RENAME TO :"aside"' | ask -d postgres
    echo "what was there is kept as $ASIDE"
fi
echo 'CREATE DATABASE :"base" OWNER erp_owner TEMPLATE template0' | ask -d postgres
pg_restore --exit-on-error --dbname="$DATABASE" "$FILE"
# Audit entries are sealed in the order of their transactions. Another server counts these from its own beginning: here
# they go on after the last one that is known.
ask -d "$DATABASE" <<'SQL'
SELECT format('ALTER DATABASE %I SET app.transaction_offset = %L', :'base', greatest(0,
    greatest((SELECT max(until) FROM base_auditseal), (SELECT max(transaction) + 1 FROM base_auditentry))
    - pg_current_xact_id()::text::bigint)) \gexec
ANALYZE;
SQL
echo "restored: $DATABASE"
