#!/bin/sh
# `backup.sh`: every day at $BACKUP_AT, and at once where there is no backup yet. `backup.sh once`: now, and no more.
# The server is the one that PGHOST, PGUSER and PGPASSWORD say. $BACKUPS should be a disk of another machine.
set -eu
BACKUPS=${BACKUPS:-/backups} BACKUP_AT=${BACKUP_AT:-02:30} KEEP_DAYS=${KEEP_DAYS:-14} DATABASE=${DATABASE:-loopworks}

# A dump is a backup from the moment it was read to its end; until then it has another name.
backup() {
    name="$BACKUPS/$DATABASE-$(date +%Y%m%d-%H%M%S)"
    umask 077
    pg_dump --format=custom --file="$name.partial" "$DATABASE"
    pg_restore --file=/dev/null "$name.partial"
    mv "$name.partial" "$name.dump"
    find "$BACKUPS" -name "$DATABASE-*" -mtime "+$KEEP_DAYS" -delete
    echo "$name.dump"
}

seconds_left() {
    now=$(date +%s) at=$(date -d "$BACKUP_AT" +%s)
    [ "$at" -gt "$now" ] || at=$(date -d "tomorrow $BACKUP_AT" +%s)
    echo $((at - now))
}

if [ "${1:-}" = once ]; then
    backup
    exit
fi
[ -n "$(find "$BACKUPS" -name "$DATABASE-*.dump" -print -quit)" ] || sh "$0" once
while sleep "$(seconds_left)"; do
    sh "$0" once || { echo "the backup failed: once more in an hour" >&2 && sleep 3600 && sh "$0" once; }
done
