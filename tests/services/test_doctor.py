"""The doctor: what a bare machine lacks, each with the command that brings it."""

from __future__ import annotations

import subprocess
import sys

LACKING = (
    "import runpy, sys; sys.modules['ensurepip'] = None; runpy.run_path('erp/services/doctor.py', run_name='__main__')"
)


def ask(*command: str) -> subprocess.CompletedProcess[str]:
    """On a machine with nothing on its path."""
    env = {"PATH": "/nowhere"}
    return subprocess.run([sys.executable, *command], env=env, capture_output=True, text=True, check=False)


def test_what_only_some_work_needs_is_named_and_does_not_stop_the_start():
    done = ask("erp/services/doctor.py", "--all")
    assert done.returncode == 0
    for package in ("npm", "chromium", "fonts-noto-cjk"):
        assert f"apt-get install {package}" in done.stdout
    assert ask("erp/services/doctor.py").stdout == ""


def test_a_python_without_its_venv_stops_the_start_with_the_command():
    done = ask("-c", LACKING)
    assert done.returncode == 1
    assert "apt-get install python3-venv" in done.stdout
