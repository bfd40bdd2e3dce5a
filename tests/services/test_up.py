"""`make up` for real: cold, again, twice, and with each of its parts killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Iterator

import pytest

from erp.services.places import MOVED, cluster_of, server_account
from tests.services.installation import Installation, installation

pytestmark = pytest.mark.services


@pytest.fixture(scope="module")
def product() -> Iterator[Installation]:
    """Started from nothing, with one tenant."""
    with installation() as installed:
        installed.start()
        installed.found_tenant()
        yield installed
        installed.stop()
        assert installed.left_running() == []


@pytest.fixture
def other() -> Iterator[Installation]:
    """Not started, with an empty data directory."""
    with installation() as installed:
        yield installed


def test_a_start_from_nothing_serves_pages_and_does_work(product):
    assert product.serves("/accounts/login/")
    product.work()
    assert product.run("status").stdout.strip().endswith("It answers.")


def test_a_second_start_says_where_the_first_one_runs_and_leaves_it_alone(product):
    assert f"already at {product.url}" in product.refusal()
    assert product.serves()


@pytest.mark.parametrize("name", ["postgres", "valkey", "web", "short", "long", "dispatcher"])
def test_a_killed_part_comes_back_and_the_work_goes_on(product, name):
    product.kill(name)
    product.work()
    assert f"{name} ended with -9" in product.log


def test_the_next_start_has_the_data_of_the_last_and_leaves_a_stranger_with_its_old_number_alone(product):
    jobs = product.query("SELECT max(id) FROM base_job")
    product.stop()
    assert product.left_running() == []
    cluster = cluster_of(product.data)
    account = server_account(cluster)
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
    assert stopped == ["dispatcher", "out", "long", "short", "web", "valkey", "postgres"]
    assert "does not run here" in product.run("status").stdout
    product.start()


def test_a_port_in_use_is_refused_with_a_way_out(other):
    with socket.create_server(("127.0.0.1", other.port)):
        assert f"make up PORT={other.port + 1}" in other.refusal()


def test_data_of_another_major_version_is_refused_and_not_touched(other):
    cluster = other.data / "postgres"
    cluster.mkdir()
    (cluster / "PG_VERSION").write_text("14\n")
    said = other.refusal()
    assert "written by PostgreSQL 14" in said
    assert "nothing was changed" in said
    assert [path.name for path in cluster.iterdir()] == ["PG_VERSION"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can meet data it does not own")
def test_data_of_somebody_else_is_refused_and_not_touched(other):
    os.chown(other.data, 65534, 65534)
    assert "start as nobody" in other.refusal()
    assert list(other.data.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's servers run as another account")
def test_data_the_servers_account_cannot_reach_is_refused_and_not_left_for_an_empty_one(other):
    (other.data / "postgres").mkdir()
    other.data.parent.chmod(0o700)
    assert "cannot reach the data" in other.refusal()
    assert not (other.data / MOVED).exists()


def test_a_given_database_that_lets_nobody_in_is_named(other):
    assert "does not let erp_owner in" in other.refusal(LOOPWORKS_DB_HOST=str(other.data))
