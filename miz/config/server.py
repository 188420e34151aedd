"""Running the web server and the worker."""

import importlib
import threading

import django
from django.core.management import call_command
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

# One computes while the others wait for the database or the registry. More of them would share one
# interpreter: all would get slower and end late together. Never more than the pool's connections.
THREADS = 3
BACKLOG = 1024
# Seconds for what is on its way to a carrier when the worker ends; a lease covers the rest.
LAST_MESSAGES = 12


def serve(host: str, port: int, workers: int) -> int:
    Granian(
        target="miz.config.wsgi:application",
        interface=Interfaces.WSGI,
        address=host,
        port=port,
        workers=workers,
        blocking_threads=THREADS,
        backlog=BACKLOG,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
    ).serve()
    return 0


def work() -> int:
    django.setup()
    # The renderer takes seconds to import: now, not when the first citizen waits for a receipt.
    importlib.import_module("miz.documents.papers")
    # Beside the jobs, never one of them: what a person waits for stands in no other queue.
    postmen = importlib.import_module("miz.outbox.postmen")
    over = threading.Event()
    sending = postmen.start(over)
    call_command("procrastinate", "worker", "--concurrency", "4", "--delete-jobs", "successful")
    over.set()
    for postman in sending:
        postman.join(LAST_MESSAGES)
    return 0
