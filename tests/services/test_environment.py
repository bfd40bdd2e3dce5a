"""Settings come from the environment, typed; a wrong one stops the start with a sentence."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.services.installation import clean_environment


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("LOOPWORKS_DB_PORT", "five", "valid integer"),
        ("LOOPWORKS_DB_PORT", "70000", "less than or equal to 65535"),
        ("LOOPWORKS_DEBUG", "perhaps", "valid boolean"),
        ("LOOPWORKS_SECRET_KEY", "short", "at least 20 characters"),
        ("LOOPWORKS_WEB_THREADS", "0", "greater than or equal to 1"),
    ],
)
def test_a_wrong_value_stops_the_start_with_a_sentence_that_names_it(name: str, value: str, why: str):
    command = [sys.executable, "manage.py", "check"]
    done = subprocess.run(command, env=clean_environment(**{name: value}), capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith(f"{name}=")
    assert why in done.stderr


def test_a_secret_is_not_told():
    command = [sys.executable, "manage.py", "check"]
    env = clean_environment(LOOPWORKS_SECRET_KEY="hush")
    assert "hush" not in subprocess.run(command, env=env, capture_output=True, text=True, check=False).stderr
