"""The sandbox of outside systems as a process of its own, for tests over real HTTP and SMTP."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import Any, Self
from urllib.parse import urlencode

from miz.connectors.sandbox.switches import System

PATIENCE = 60.0


class RunningSandbox:
    """`with RunningSandbox() as sandbox:` gives its addresses, switches and inboxes."""

    def __init__(self) -> None:
        self.port, self.smtp_port = _free_ports(2)
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        start = (
            "from miz.connectors.sandbox import serve;"
            f"serve.main('127.0.0.1', {self.port}, {self.smtp_port})"
        )
        self.process = subprocess.Popen([sys.executable, "-c", start], env=_own_settings())
        self._wait_until_ready()
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process is not None
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def settings(self) -> dict[str, Any]:
        """Return the settings by which the desk finds this sandbox."""
        return {
            "CIVIL_REGISTRY_URL": f"{self.url}/civil-registry",
            "SHAHKAR_URL": f"{self.url}/shahkar",
            "SMS_GATEWAY_URL": f"{self.url}/sms",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": self.smtp_port,
            # The tests run at any hour.
            "QUIET_HOURS": "none",
        }

    def set_switch(self, system: str, *, delay: float = 0, **shares: float) -> None:
        """Let `shares` percent of a system's requests fail: set_switch("sms", unavailable=100)."""
        self.request("POST", "/switches", {system: {"delay": delay, **shares}})

    def heal(self) -> None:
        """Switch every fault off and empty the inboxes."""
        self.request("POST", "/switches", {str(system): {} for system in System})
        self.request("DELETE", "/inbox")

    def sms(self, receptor: str) -> list[dict[str, Any]]:
        """Return what a number received, newest first."""
        return self._messages("sms", receptor=receptor)

    def mails(self, to: str) -> list[dict[str, Any]]:
        """Return what an address received, newest first."""
        return self._messages("mail", to=to)

    def request(self, method: str, path: str, content: object = None) -> bytes:
        body = None if content is None else json.dumps(content).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, body, headers, method=method)  # noqa: S310
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
            return answer.read()

    def _messages(self, kind: str, **query: str) -> list[dict[str, Any]]:
        return json.loads(self.request("GET", f"/inbox/{kind}.json?{urlencode(query)}"))["messages"]

    def _wait_until_ready(self) -> None:
        assert self.process is not None
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            try:
                self.request("GET", "/health")
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
            else:
                return
        self.__exit__()
        raise RuntimeError("the sandbox does not start")


def _own_settings() -> dict[str, str]:
    """Our environment without the settings module of the tests, which the sandbox replaces."""
    return {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}


def _free_ports(number: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports
