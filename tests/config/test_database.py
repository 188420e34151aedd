"""The launcher of our own PostgreSQL: it starts, survives a kill, steps aside, keeps to itself."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import ConnectionHandler

from miz.config import database
from miz.config.database import Cluster


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A cluster in a private folder, as `mktemp -d` makes them."""
    data = Path(tempfile.mkdtemp(prefix="miz-cluster-"))
    made = Cluster(data, {"fsync": "off"})
    yield made
    made.stop()
    shutil.rmtree(made.folder.resolve(), ignore_errors=True)
    shutil.rmtree(made.socket, ignore_errors=True)
    shutil.rmtree(data)


def rows(cluster: Cluster) -> list[tuple[int]]:
    with psycopg.connect(cluster.url()) as connection:
        return connection.execute("select n from kept order by n").fetchall()


def test_what_was_committed_is_there_after_the_server_was_killed(cluster: Cluster) -> None:
    cluster.start()
    with psycopg.connect(cluster.url()) as connection:
        connection.execute("create table kept as select 1 as n")
    assert cluster.process
    os.kill(cluster.process.pid, signal.SIGKILL)
    cluster.process.wait()
    cluster.start()
    assert rows(cluster) == [(1,)]


def test_it_listens_on_no_network_port(cluster: Cluster) -> None:
    cluster.start()
    with psycopg.connect(cluster.url()) as connection:
        assert connection.execute("show listen_addresses").fetchone() == ("",)


def test_a_second_server_on_the_same_folder_is_refused(cluster: Cluster) -> None:
    cluster.start()
    with pytest.raises(RuntimeError, match="Another server"):
        Cluster(cluster.folder.parent).start()


def test_a_socket_folder_that_somebody_else_made_is_refused(cluster: Cluster) -> None:
    cluster.socket.symlink_to(cluster.folder.parent)
    with pytest.raises(RuntimeError, match="somebody else"):
        cluster.start()
    cluster.socket.unlink()


def test_the_wheel_serves_where_the_system_has_no_postgresql(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(database, "SYSTEM_BINARIES", tmp_path)
    cluster.start()
    with psycopg.connect(cluster.url()) as connection:
        connection.execute("create extension btree_gin")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://ali:p%40ss@db:5433/desk", ("desk", "ali", "p@ss", "db", "5433")),
        ("postgres:///desk?host=/run/pg", ("desk", "", "", "/run/pg", "")),
    ],
)
def test_a_database_url_is_read_whole(
    url: str, expected: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    found = database.django_settings(Path("/nowhere"))
    assert tuple(found[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")) == expected


def test_who_looks_at_code_alone_waits_for_no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "none")
    found = database.django_settings(Path("/nowhere"))
    with pytest.raises(ImproperlyConfigured):
        ConnectionHandler({"default": found})["default"].ensure_connection()
