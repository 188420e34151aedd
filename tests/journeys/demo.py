"""A whole desk as `make demo` brings it up, as a process of its own, for tests in a browser."""

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any, Self

from miz.config.supervisor import free_port
from tests.sandbox import RunningSandbox

PATIENCE = 120.0
OURS = ("MIZ_", "DATABASE_URL", "DJANGO_SETTINGS_MODULE")


class DemoSandbox(RunningSandbox):
    """The outside systems of a running demo: its switches and inboxes."""

    def __init__(self, url: str) -> None:
        self.url = url


class RunningDemo:
    """`with RunningDemo() as demo:` gives the parsed face of a desk that lives until the end."""

    def __init__(self) -> None:
        self.data = Path(tempfile.mkdtemp(prefix="miz-journeys-"))
        self.data.chmod(0o755)  # the database runs as another user and must reach its folder
        # Below the range from which the kernel gives ports to outgoing connections.
        self.port = free_port(22_000 + secrets.randbelow(10_000))
        self.process: subprocess.Popen[bytes] | None = None
        self.face: dict[str, Any] = {}
        self.sessions: dict[str, Any] = {}  # of staff who have signed in, by username

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "miz", "demo"]
        command += ["--port", str(self.port), "--data", str(self.data)]
        environment = {k: v for k, v in os.environ.items() if not k.startswith(OURS)}
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        self._wait_until_ready()
        self.sandbox = DemoSandbox(self["sandbox_url"])
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process is not None
        self.process.terminate()
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.data, ignore_errors=True)

    def __getitem__(self, name: str) -> Any:
        return self.face[name]

    def send_request(self, citizen: dict[str, str], **changes: object) -> str:
        """A request of a citizen by the other door, for whoever begins after it; its code."""
        who = {name: citizen[name] for name in ("national_code", "birth_date", "mobile")}
        body = {**self["example_request"], **who, **changes}
        request = urllib.request.Request(  # noqa: S310 - our own demo
            f"{self['base_url']}/api/v1/requests",
            data=json.dumps(body).encode(),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"Bearer {self['api_token']}",
                "Idempotency-Key": secrets.token_hex(8),
            },
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            return str(json.load(answer)["tracking_code"])

    def password(self, username: str) -> str:
        passwords: dict[str, str] = {r["username"]: r["password"] for r in self["staff"]}
        return passwords[username]

    def app_secret(self, username: str) -> str:
        """Of the authenticator app of who has one, else empty."""
        return next(
            (str(r.get("totp_secret", "")) for r in self["staff"] if r["username"] == username), ""
        )

    @property
    def _log(self) -> Path:
        return self.data / "demo.log"

    def _wait_until_ready(self) -> None:
        assert self.process is not None
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            if (self.data / "demo.json").exists():
                self.face = json.loads((self.data / "demo.json").read_text(encoding="utf-8"))
                return
            time.sleep(0.1)
        said = self._log.read_text(encoding="utf-8")[-2000:]
        self.__exit__()
        raise RuntimeError(f"the demo does not start:\n{said}")
