"""The server's compose file cannot be run without an engine here; what it says must at least be what we know."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from erp.environment import Environment
from erp.services.postgres import ROLES
from erp.services.product import WORKERS

COMPOSE = Path("docker-compose.yml").read_text()
SERVICES: dict[str, Any] = yaml.safe_load(COMPOSE)["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"].startswith("loopworks")}
SETTINGS = {f"LOOPWORKS_{name.upper()}" for name in Environment.model_fields}


@pytest.mark.parametrize("name", OURS)
def test_a_program_is_given_settings_that_exist_and_all_that_have_no_default(name: str):
    given = set(OURS[name]["environment"])
    assert given <= SETTINGS
    assert {"LOOPWORKS_SECRET_KEY", "LOOPWORKS_DB_HOST", "LOOPWORKS_REDIS_URL"} <= given


def test_only_the_schema_has_the_owners_password():
    assert [name for name, s in OURS.items() if "LOOPWORKS_DB_PASSWORD_OWNER" in s["environment"]] == ["schema"]


def test_there_is_a_worker_for_each_queue():
    queues = {s["command"][s["command"].index("-Q") + 1] for s in OURS.values() if "-Q" in s["command"]}
    assert queues == set(WORKERS)


def test_whoever_fills_in_the_example_has_set_everything_that_must_be():
    must = set(re.findall(r"\$\{(\w+):\?", COMPOSE))
    example = re.findall(r"^(\w+)=", Path("deploy/env.example").read_text(), re.MULTILINE)
    assert must == set(example)


def test_the_roles_are_those_the_embedded_start_makes_but_for_databases_of_tests():
    script = Path("deploy/roles.sh").read_text()
    made = dict(re.findall(r"CREATE ROLE (\w+) LOGIN (\w+)", script))
    assert made == {role: rights.split()[-1] for role, rights in ROLES.items()}
