"""The `miz` command: one subcommand for each thing an operator does."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from miz.lib.console import say

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "miz.config.settings")


def main(arguments: Sequence[str] | None = None) -> None:
    options = _parser().parse_args(arguments)
    sys.exit(options.run(options))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="miz", description="The electronic service desk.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    demo = _add(commands, "demo", _demo, "bring up a whole desk with demo people and cases")
    demo.add_argument("--port", type=int, default=8000, help="of the desk (default 8000)")
    demo.add_argument("--data", type=Path, default=Path(".data/demo"), help="where all is kept")

    serve = _add(commands, "serve", _serve, "serve the doors over HTTP")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--workers", type=int, default=os.cpu_count() or 2)

    _add(commands, "worker", _worker, "run the background jobs")

    sandbox = _add(commands, "sandbox", _sandbox, "serve the stand-ins of outside systems")
    sandbox.add_argument("--host", default="127.0.0.1")
    sandbox.add_argument("--port", type=int, default=8001)
    sandbox.add_argument("--smtp-port", type=int, default=8025)

    services = _add(commands, "services", _services, "check, publish and list service packages")
    services.add_argument("what", choices=["check", "publish", "list"])
    services.add_argument("--json", action="store_true", help="print JSON")

    audit = _add(commands, "audit", _audit, "seal the audit's rows, or verify the whole chain")
    audit.add_argument("what", choices=["seal", "verify"])
    audit.add_argument("--json", action="store_true", help="print JSON")

    bench = _add(commands, "bench", _bench, "measure a whole way under load")
    bench.add_argument("name", choices=["submit", "track", "inbox"])
    bench.add_argument("--clients", type=int, default=16)
    bench.add_argument("--seconds", type=float, default=10)
    bench.add_argument("--cases", type=int, default=0, help="preloaded by bulk SQL")
    bench.add_argument("--json", action="store_true", help="print one JSON object")

    prove = _add(commands, "prove", _prove, "show that a promise holds, by trying to break it")
    prove.add_argument("name", choices=["crash"])
    prove.add_argument("--submissions", type=int, default=200)
    prove.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def _add(commands: Any, name: str, run: Any, what: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=what, description=what)
    parser.set_defaults(run=run)
    return parser


# Each command imports what it needs when it runs: Django must know its settings first, and the
# supervisor of the demo must not load what its children load.
# ruff: noqa: PLC0415


def _demo(options: argparse.Namespace) -> int:
    from miz.config import demo

    return demo.run(options.port, options.data.resolve())


def _serve(options: argparse.Namespace) -> int:
    from miz.config import server

    return server.serve(options.host, options.port, options.workers)


def _worker(options: argparse.Namespace) -> int:
    from miz.config import server

    return server.work()


def _sandbox(options: argparse.Namespace) -> int:
    # A stand-in of other agencies knows nothing of the desk: settings, addresses, state.
    os.environ["DJANGO_SETTINGS_MODULE"] = "miz.config.sandbox_settings"
    from miz.connectors.sandbox import serve

    serve.main(options.host, options.port, options.smtp_port)
    return 0


def _services(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from miz.config import services

    return services.run(options.what, as_json=options.json)


def _audit(options: argparse.Namespace) -> int:
    import dataclasses

    import django

    django.setup()
    from miz.audit import actions, queries

    if options.what == "seal":
        say(f"sealed {actions.seal()}")
        return 0
    verdict = dataclasses.asdict(queries.verify())
    say(json.dumps(verdict) if options.json else str(verdict))
    return 1 if verdict["broken_at"] else 0


def _bench(options: argparse.Namespace) -> int:
    from miz.bench import run

    return run.main(options.name, options.clients, options.seconds, options.cases, options.json)


def _prove(options: argparse.Namespace) -> int:
    from miz.bench import crash

    return crash.main(options.submissions, options.json)
