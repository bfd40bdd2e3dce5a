"""PostgreSQL and broker: those the environment names, else our own; and the environment that leads to them."""

from __future__ import annotations

import os
import signal

import psycopg2

from erp.services.places import Places, Refusal
from erp.services.postgres import ROLES, SAFE, Postgres
from erp.services.supervisor import Child, Supervisor
from erp.services.valkey import Valkey

DATABASE = "loopworks"
FAST, IMMEDIATE = signal.SIGINT, signal.SIGQUIT  # as PostgreSQL calls its ways of stopping
GIVEN = ("LOOPWORKS_DB_HOST", "LOOPWORKS_REDIS_URL")


def start_servers(supervisor: Supervisor, places: Places, given: dict[str, str]) -> dict[str, str]:
    """Start what is not given and wait until it answers."""
    database = {} if "LOOPWORKS_DB_HOST" in given else start_postgres(supervisor, places)
    broker = {} if "LOOPWORKS_REDIS_URL" in given else start_broker(supervisor, places)
    return database | broker


def start_postgres(supervisor: Supervisor, places: Places, settings: dict[str, str] = SAFE) -> dict[str, str]:
    postgres = Postgres(places, settings)
    engine = postgres.engine
    supervisor.say("up", f"PostgreSQL {engine.major} of the {engine.source}, as {places.account.name}")
    postgres.initialise()
    child = Child(
        "postgres",
        postgres.command,
        postgres.prepare,
        postgres.ready,
        switch=places.account.switch,
        loud=False,
        server=True,
    )
    child.ends_with, child.grace = (FAST, IMMEDIATE, signal.SIGKILL), 30
    supervisor.wait(supervisor.add(child))
    postgres.bootstrap(DATABASE)
    own = {"LOOPWORKS_DB_HOST": str(places.sockets), "LOOPWORKS_DB_PORT": "5432", "LOOPWORKS_DB_NAME": DATABASE}
    return own | {f"LOOPWORKS_DB_{role.removeprefix('erp_').upper()}": role for role in ROLES}


def start_broker(supervisor: Supervisor, places: Places) -> dict[str, str]:
    valkey = Valkey(places)
    child = Child("valkey", valkey.command, ready=valkey.ready, switch=places.account.switch, loud=False, server=True)
    supervisor.wait(supervisor.add(child))
    return {"LOOPWORKS_REDIS_URL": valkey.url}


def given_servers() -> dict[str, str]:
    """What the environment says about servers of the machine's keeper; checked, so that a mistake is one sentence."""
    given = {name: os.environ[name] for name in GIVEN if os.environ.get(name)}
    if "LOOPWORKS_DB_HOST" in given:
        check_database()
    return given


def check_database() -> None:
    from erp.environment import environment

    env = environment()
    try:
        connection = psycopg2.connect(
            host=env.db_host,
            port=env.db_port,
            dbname=env.db_name,
            user=env.db_owner,
            password=env.db_password_owner or None,
            connect_timeout=5,
        )
    except psycopg2.OperationalError as error:
        reason = str(error).strip().splitlines()[-1]
        raise Refusal(f"The database LOOPWORKS_DB_HOST names does not let {env.db_owner} in: {reason}") from None
    major = connection.server_version // 10000
    connection.close()
    if major < 15:
        raise Refusal(f"PostgreSQL {major} at {env.db_host} is too old: Loopworks needs 15 or newer.")
