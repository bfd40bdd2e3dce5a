"""`run --scratch`: servers for one command, gone with it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.services.installation import Installation

pytestmark = pytest.mark.services

ASK = """
import os, psycopg2
print(os.environ["LOOPWORKS_DB_HOST"])
for role in ("owner", "app", "platform"):
    connection = psycopg2.connect(host=os.environ["LOOPWORKS_DB_HOST"], user=f"erp_{role}", dbname="loopworks")
    cursor = connection.cursor()
    cursor.execute("SELECT rolbypassrls FROM pg_roles WHERE rolname = current_user")
    print(role, cursor.fetchone()[0], connection.server_version // 10000)
"""


@pytest.mark.parametrize("engines", ["machine wheel", "wheel"])
def test_a_command_finds_three_roles_and_nothing_is_left_after_it(tmp_path: Path, engines: str):
    done = Installation(tmp_path).run("run", "--scratch", "--", sys.executable, "-c", ASK, LOOPWORKS_ENGINES=engines)
    assert done.returncode == 0, done.stderr
    directory, owner, app, platform = done.stdout.splitlines()
    assert [line.split()[1] for line in (owner, app, platform)] == ["True", "False", "True"]
    assert engines != "wheel" or owner.endswith(" 18")
    assert not Path(directory).parent.exists()


def test_the_exit_code_is_the_commands(tmp_path: Path):
    done = Installation(tmp_path).run("run", "--scratch", "--", sys.executable, "-c", "raise SystemExit(7)")
    assert done.returncode == 7
