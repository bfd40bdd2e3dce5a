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
WHOLE: dict[str, Any] = yaml.safe_load(COMPOSE)
SERVICES: dict[str, Any] = WHOLE["services"]
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


def test_the_services_are_those_a_plant_needs():
    expected = {"postgres", "valkey", "schema", "web", "proxy", "dispatcher", "backup", *WORKERS}
    assert set(SERVICES) == expected


def test_whatever_runs_on_says_whether_it_is_well():
    assert [name for name, s in SERVICES.items() if s.get("restart") != "no" and "healthcheck" not in s] == []


def test_nothing_runs_before_what_it_needs_is_well():
    for name, service in SERVICES.items():
        for needed, condition in service.get("depends_on", {}).items():
            well = "service_completed_successfully" if SERVICES[needed].get("restart") == "no" else "service_healthy"
            assert condition == {"condition": well}, (name, needed)


def test_only_the_proxy_is_reached_from_outside_and_by_https():
    assert {name: s["ports"] for name, s in SERVICES.items() if "ports" in s} == {
        "proxy": ["80:80", "443:443", "443:443/udp"]
    }
    assert WHOLE["networks"]["inside"] == {"internal": True}
    outside = {name for name, s in SERVICES.items() if "outside" in s["networks"]}
    assert outside == {"proxy", "out"}  # and webhooks go out


def test_what_must_last_lies_on_volumes():
    lasting = {
        name: [v.split(":")[1] for v in s.get("volumes", ()) if not v.endswith(":ro")] for name, s in SERVICES.items()
    }
    found = {name: paths for name, paths in lasting.items() if paths}
    assert found == {"postgres": ["/var/lib/postgresql/data"], "proxy": ["/data"], "backup": ["-backups}"]}
    assert set(WHOLE["volumes"]) == {"database", "certificates", "backups"}


def test_no_secret_has_a_default():
    """Each is set by whoever installs it, or is not there; none is written in the file."""
    secrets = re.findall(r"^\s+\w*(?:PASSWORD|SECRET|TOKEN)\w*: *(.*)$", COMPOSE, re.MULTILINE)
    assert len(secrets) > 8
    assert [text for text in secrets if not re.fullmatch(r"\$\{\w+(:\?set it in \.env|:-)\}", text)] == []
    example = Path("deploy/env.example").read_text()
    assert re.findall(r"^\w*(?:PASSWORD|SECRET|TOKEN)\w*=(.+)$", example, re.MULTILINE) == []


def test_programs_run_without_rights_they_do_not_need():
    for name, service in SERVICES.items():
        if name != "postgres":  # starts as root to own its directory, and then drops to its own user
            assert service["cap_drop"] == ["ALL"], name
        assert "privileged" not in service and service.get("network_mode") is None
    assert {tuple(s["cap_add"]) for s in SERVICES.values() if "cap_add" in s} == {("NET_BIND_SERVICE",)}


def test_the_proxy_speaks_to_the_web_and_keeps_figures_inside():
    text = Path("deploy/Caddyfile").read_text()
    port = SERVICES["web"]["command"][SERVICES["web"]["command"].index("--port") + 1]
    assert text.count(f"reverse_proxy web:{port}") == 2
    assert re.search(r"@inside path .*/metrics", text) and "respond @inside 404" in text
    assert set(re.findall(r"\{\$(\w+)", text)) <= set(SERVICES["proxy"]["environment"])


def test_the_backup_and_its_restore_are_scripts_that_exist():
    assert SERVICES["backup"]["entrypoint"] == ["sh", "/deploy/backup.sh"]
    restore = re.search(r"^restore:\n((?:\t.*\n)+)", Path("Makefile").read_text(), re.MULTILINE)
    assert restore and "/deploy/restore.sh" in restore[1]
    stopped = set(re.findall(r"docker compose stop (.*)", restore[1])[0].split())
    assert stopped == {"proxy", *OURS} - {"schema"}
    assert SERVICES["backup"]["image"] == SERVICES["postgres"]["image"]  # a dump is read by the version that wrote it
