"""A whole desk in a temporary folder, for a measurement: database, sandbox, web, packages.

The database is the demo's, as durable as in production (fsync and synchronous_commit are on).
There is no worker unless it is asked for: what it would do while we measure is bought with the
same two cores, and belongs to the minutes after.
"""

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import django
import psycopg

from miz.config.database import Cluster, socket_folder
from miz.config.demo import Demo
from miz.config.supervisor import free_port, stop_on_signals, wait_until_ready

PORT = 8300


class Desk(Demo):
    """The demo without its worker."""

    cluster: Cluster

    def __init__(self, data: Path) -> None:
        super().__init__(free_port(PORT), data)
        self.children.remove(self.worker)

    def start(self) -> None:
        self.cluster.start()
        self.sandbox.start()
        wait_until_ready(self.sandbox)
        self.prepare()
        self._leave_papers()
        self.web.start()
        wait_until_ready(self.web)

    def _leave_papers(self) -> None:
        """The worker would draw the papers of all that was published in its first minute."""
        with psycopg.connect(host=str(self.cluster.socket), user="miz", dbname="miz") as database:
            database.execute("delete from procrastinate_jobs where queue_name = 'papers'")

    def start_worker(self) -> None:
        """For what is measured of the worker itself."""
        self.children.append(self.worker)
        self.worker.start()

    def stop_worker(self) -> None:
        self.worker.stop()

    @property
    def face(self) -> dict[str, Any]:
        """What demo.json will say: citizens, staff, the token."""
        content: dict[str, Any] = json.loads((self.data / "demo.json.new").read_bytes())
        return content


@contextlib.contextmanager
def throw_away(settings: Mapping[str, str] | None = None) -> Iterator[Desk]:
    """A running desk, with this process's Django pointed at it; everything is removed behind.

    `settings` are environment variables that it gets besides.
    """
    with temporary_data() as data:
        os.environ.update(settings or {})
        desk = Desk(data)
        try:
            desk.start()
            os.environ.update(desk.environment)
            django.setup()
            yield desk
        finally:
            desk.stop()


@contextlib.contextmanager
def temporary_data() -> Iterator[Path]:
    """A data folder of our own, removed behind; a polite end raises Stopped from here on.

    An operator's DATABASE_URL is dropped: it is never measured on.
    """
    os.environ.pop("DATABASE_URL", None)
    stop_on_signals()
    data = Path(tempfile.mkdtemp(prefix="miz-bench-"))
    # PostgreSQL runs as another user where we are root, and must be able to walk in.
    data.chmod(0o755)
    try:
        yield data
    finally:
        shutil.rmtree(socket_folder(data), ignore_errors=True)
        shutil.rmtree(data, ignore_errors=True)
