"""Loaded by pytest before Django: gives the tests a PostgreSQL of their own.

DATABASE_URL wins when it is set. Otherwise a cluster in a new temporary folder is started and
ended with the run; fsync is off in it, since it holds nothing that must survive.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

os.environ.setdefault("MIZ_SECRET_KEY", "tests only")
_WORKER = "PYTEST_XDIST_WORKER"


def _start_cluster() -> None:
    from miz.config.database import Cluster

    data = Path(tempfile.mkdtemp(prefix="miz-tests-"))
    data.chmod(0o755)
    os.environ["MIZ_DATA"] = str(data)
    cluster = Cluster(
        data, {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    )
    cluster.start()
    atexit.register(_end, cluster, data)


def _end(cluster: object, data: Path) -> None:
    cluster.stop()  # type: ignore[attr-defined]
    shutil.rmtree(cluster.socket, ignore_errors=True)  # type: ignore[attr-defined]
    shutil.rmtree(data, ignore_errors=True)


def pytest_configure(config: pytest.Config) -> None:
    """The plugin may be loaded for collection alone; nothing to do then."""


if "DATABASE_URL" not in os.environ and _WORKER not in os.environ and "MIZ_DATA" not in os.environ:
    _start_cluster()
