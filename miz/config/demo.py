"""`miz demo`: a whole desk from nothing: database, outside systems, worker, web, demo people."""

import json
import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

import psycopg

from miz.config.database import Cluster
from miz.config.supervisor import (
    PAUSE,
    Child,
    Stopped,
    answers,
    free_port,
    stop_on_signals,
    wait_until_ready,
)
from miz.connectors.sms_gateway import accounts as sms_gateway
from miz.lib.console import say


class Demo:
    """The processes of one demo and the environment they share."""

    def __init__(self, port: int, data: Path) -> None:
        self.port, self.data = port, data
        data.mkdir(parents=True, exist_ok=True)
        self.sandbox_port = free_port(port + 1)
        self.smtp_port = free_port(port + 2)
        self.mail_port = free_port(self.smtp_port + 1)
        self.voice_port = free_port(self.mail_port + 1)
        self.environment = self._environment()
        self.cluster = Cluster(data) if "DATABASE_URL" not in os.environ else None
        self.sandbox = self._child(
            "sandbox", ["sandbox", "--port", self.sandbox_port, "--smtp-port", self.smtp_port],
            lambda: answers(self.sandbox_port),
        )  # fmt: skip
        self.worker = self._child("worker", ["worker"])
        self.web = self._child("web", ["serve", "--port", port], lambda: answers(port))
        self.listener = self._child(
            "listen", ["listen", "--mail-port", self.mail_port, "--voice-port", self.voice_port],
            lambda: answers(self.voice_port),
        )  # fmt: skip
        self.children = [self.sandbox, self.worker, self.web, self.listener]

    @property
    def _sandbox_url(self) -> str:
        return f"http://127.0.0.1:{self.sandbox_port}"

    def _environment(self) -> dict[str, str]:
        return {
            "MIZ_DATA": str(self.data),
            "MIZ_SECRET_KEY": _secret(self.data / "secret-key"),
            "MIZ_STATIC": str(self.data / "static"),
            "MIZ_BASE_URL": f"http://127.0.0.1:{self.port}",
            "MIZ_SANDBOX_URL": self._sandbox_url,
            "MIZ_SANDBOX_SMTP_PORT": str(self.smtp_port),
            "MIZ_INBOUND_SECRET": _secret(self.data / "inbound-secret"),
            "MIZ_SMS_PROVIDERS": json.dumps(sms_gateway.accounts(self._sandbox_url)),
            # Who tries the desk at night wants to see what it sends.
            "MIZ_QUIET_HOURS": "none",
            # Staff of the demo come in by a password alone, but for those who have a factor.
            "MIZ_SECOND_FACTOR": os.environ.get("MIZ_SECOND_FACTOR", "optional"),
            "PYTHONUNBUFFERED": "1",
        }

    def _child(self, name: str, words: list[object], ready: object = None) -> Child:
        command = [sys.executable, "-m", "miz", *map(str, words)]
        log = self.data / f"{name}.log"
        if ready is None:
            return Child(name, command, self.environment, log)
        return Child(name, command, self.environment, log, ready)  # type: ignore[arg-type]

    def prepare(self) -> None:
        """Tables, static files, packages, people: each step may be repeated on an old folder."""
        for step in ("migrate --verbosity 0", "collectstatic --noinput --verbosity 0"):
            self._run("-m", "django", *step.split())
        self._run("-m", "miz.config.demo_content")

    def _run(self, *words: str) -> None:
        environment = {**os.environ, **self.environment}
        environment["DJANGO_SETTINGS_MODULE"] = "miz.config.settings"
        subprocess.run([sys.executable, *words], env=environment, check=True)  # noqa: S603

    def start(self) -> None:
        if self.cluster:
            self.cluster.start()
        self.sandbox.start()
        self.prepare()
        self.worker.start()
        self.web.start()
        self.listener.start()
        for child in self.children:
            wait_until_ready(child)

    def watch(self) -> None:
        """Starts again what dies, the database first."""
        while True:
            self._revive_database()
            for child in self.children:
                if child.has_died():
                    say(f"{child.name} died, starting it again")
                    child.clear_away()
                    child.start()
            time.sleep(PAUSE)

    def _revive_database(self) -> None:
        """One that dies again while it recovers is started again at the next look."""
        if self.cluster is None or not self.cluster.has_died():
            return
        say("database died, starting it again")
        try:
            self.cluster.start()
        except (RuntimeError, psycopg.OperationalError) as error:
            say(f"database is not up yet: {error}")

    def stop(self) -> None:
        for child in reversed(self.children):
            child.stop()
        if self.cluster:
            self.cluster.stop()


def _secret(path: Path) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="utf-8")
    return path.read_text(encoding="utf-8")


def run(port: int, data: Path) -> int:
    if answers(port):
        sys.exit(f"Port {port} is taken; give another one, for example PORT=8010.")
    demo = Demo(port, data)
    stop_on_signals()
    try:
        demo.start()
        (data / "demo.json.new").replace(data / "demo.json")
        say(f"Miz is ready on http://127.0.0.1:{port}")
        say(f"Outside systems: http://127.0.0.1:{demo.sandbox_port}")
        say(f"Letters (LMTP) on {demo.mail_port}, calls (FastAGI) on {demo.voice_port}")
        say(f"People to try it with: {data / 'demo.json'}")
        say("Ctrl-C stops everything.")
        demo.watch()
    except Stopped:
        say("Stopping.")
    finally:
        demo.stop()
    return 0
