"""Serves the sandbox until it is told to stop."""

import os

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

THREADS = 32


def main(host: str = "127.0.0.1", port: int = 8001, smtp_port: int = 8025) -> None:
    """Serve HTTP and SMTP; blocks. One worker, since what was received lives in its memory."""
    os.environ["MIZ_SANDBOX_SMTP_PORT"] = str(smtp_port)
    Granian(
        target="miz.connectors.sandbox.wsgi:application",
        interface=Interfaces.WSGI,
        address=host,
        port=port,
        workers=1,
        blocking_threads=THREADS,
        # A delay of the switches may last 30 s: stopping does not wait for it.
        workers_kill_timeout=2,
        # A connection that is cut on purpose is logged as an error of the application.
        log_level=LogLevels.critical,
    ).serve()
