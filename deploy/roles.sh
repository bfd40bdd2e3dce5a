#!/bin/sh
# The database's first start: the three roles (docs/decisions/0001-tenant-walls.md), with passwords of the environment.
set -eu
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" -v base="$POSTGRES_DB" \
    -v owner="$LOOPWORKS_DB_PASSWORD_OWNER" -v app="$LOOPWORKS_DB_PASSWORD_APP" \
    -v platform="$LOOPWORKS_DB_PASSWORD_PLATFORM" <<'SQL'
CREATE ROLE erp_owner LOGIN BYPASSRLS PASSWORD :'owner';
CREATE ROLE erp_app LOGIN NOBYPASSRLS PASSWORD :'app';
CREATE ROLE erp_platform LOGIN BYPASSRLS PASSWORD :'platform';
ALTER DATABASE :"base" OWNER TO erp_owner;
SQL
