"""`make up` for real: cold, again, twice, and with each of its parts killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Iterator

import pytest

from erp.services.places import server_account, servers_of
from tests.services.installation import Installation

pytestmark = [pytest.mark.services, pytest.mark.xdist_group("services")]


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Started from nothing, with one tenant."""
    directory = tmp_path_factory.mktemp("up")
    for parent in (directory, *list(directory.parents)[:2]):
        parent.chmod(0o711)  # pytest's are private, and the servers run as another account
    installed = Installation(directory / "data").start()
    installed.found_tenant()
    yield installed
    installed.stop()
    assert installed.left_running() == []


def test_a_start_from_nothing_serves_pages_and_does_work(product):
    product.work()
    assert product.run("status").stdout.strip().endswith("It answers.")


def test_a_second_start_says_where_the_first_one_runs_and_leaves_it_alone(product):
    assert f"already at {product.url}" in product.refusal()
    assert product.serves()


@pytest.mark.parametrize("name", ["postgres", "valkey", "web", "short", "dispatcher"])
def test_a_killed_part_comes_back_and_the_work_goes_on(product, name):
    product.kill(name)
    product.work()
    assert f"{name} ended with -9" in product.log


def test_the_next_start_has_the_data_of_the_last_and_leaves_a_stranger_with_its_old_number_alone(product):
    jobs = product.query("SELECT max(id) FROM base_job")
    product.stop()
    assert product.left_running() == []
    account = server_account()
    cluster = servers_of(product.data) / "postgres"
    with subprocess.Popen(["sleep", "60"], **account.switch) as stranger:
        (cluster / "postmaster.pid").write_text(f"{stranger.pid}\n{cluster}\n1\n5432\n{cluster.parent}/run\n\n 1 1\n")
        os.chown(cluster / "postmaster.pid", account.uid, account.gid)
        product.start()
        assert stranger.poll() is None
        stranger.kill()
    assert product.query("SELECT max(id) FROM base_job") >= jobs


def test_a_killed_start_leaves_no_process_and_no_lock_behind(product):
    product.stop(signal.SIGKILL)
    assert product.left_running() == []
    product.start()
    assert product.serves()


def test_stop_ends_every_part_in_order(product):
    assert product.run("stop").returncode == 0
    stopped = [line.split()[2] for line in product.log.splitlines() if line.endswith(" stopped")]
    assert stopped == ["dispatcher", "long", "short", "web", "valkey", "postgres"]
    assert "does not run here" in product.run("status").stdout
    product.start()


def test_a_port_in_use_is_refused_with_a_way_out(tmp_path):
    installed = Installation(tmp_path / "data")
    with socket.create_server(("127.0.0.1", installed.port)):
        assert f"make up PORT={installed.port + 1}" in installed.refusal()


def test_data_of_another_major_version_is_refused_and_not_touched(tmp_path):
    installed = Installation(tmp_path / "data")
    assert installed.run("status").returncode == 1
    installed.data.mkdir()
    installed.data.chmod(0o711)
    servers = servers_of(installed.data)
    (servers / "postgres").mkdir()
    (servers / "postgres" / "PG_VERSION").write_text("14\n")
    said = installed.refusal()
    assert "written by PostgreSQL 14" in said
    assert "nothing was changed" in said
    assert [path.name for path in (servers / "postgres").iterdir()] == ["PG_VERSION"]


def test_a_given_database_that_lets_nobody_in_is_named(tmp_path):
    installed = Installation(tmp_path / "data")
    assert "does not let erp_owner in" in installed.refusal(LOOPWORKS_DB_HOST=str(tmp_path))
