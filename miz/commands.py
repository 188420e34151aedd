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
    _serving_parsers(commands)
    _services_parser(commands)
    _catalogue_parser(commands)
    _processes_parser(commands)
    _forms_parser(commands)
    _cases_parser(commands)
    _audit_parser(commands)
    _measuring_parsers(commands)
    return parser


def _serving_parsers(commands: Any) -> None:
    demo = _add(commands, "demo", _demo, "bring up a whole desk with demo people and cases")
    demo.add_argument("--port", type=int, default=8000, help="of the desk (default 8000)")
    demo.add_argument("--data", type=Path, default=Path(".data/demo"), help="where all is kept")

    serve = _add(commands, "serve", _serve, "serve the doors over HTTP")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--workers", type=int, default=os.cpu_count() or 2)

    _add(commands, "worker", _worker, "run the background jobs")

    listen = _add(commands, "listen", _listen, "take letters (LMTP) and calls (FastAGI)")
    listen.add_argument("--host", default="127.0.0.1")
    listen.add_argument("--mail-port", type=int, default=8024, help="0 leaves letters out")
    listen.add_argument("--voice-port", type=int, default=4573, help="0 leaves calls out")

    sandbox = _add(commands, "sandbox", _sandbox, "serve the stand-ins of outside systems")
    sandbox.add_argument("--host", default="127.0.0.1")
    sandbox.add_argument("--port", type=int, default=8001)
    sandbox.add_argument("--smtp-port", type=int, default=8025)


def _services_parser(commands: Any) -> None:
    services = commands.add_parser("services", help="check, publish, list, migrate packages")
    verbs = services.add_subparsers(required=True, metavar="WHAT")
    for what, help_text in (
        ("check", "read every package and run its scenarios"),
        ("publish", "publish what has changed"),
        ("list", "what is published"),
    ):
        verb = _add(verbs, what, _services, help_text)
        verb.set_defaults(what=what)
        verb.add_argument("--json", action="store_true", help="print JSON")
    migrate = _add(verbs, "migrate", _migrate, "move running cases to another version")
    migrate.add_argument("code", help="the service's slug or official code")
    migrate.add_argument("--from", dest="old", type=int, help="version number")
    migrate.add_argument("--to", dest="new", type=int, help="version number")
    migrate.add_argument(
        "--map", action="append", default=[], metavar="OLD=NEW", help="an element's new id"
    )
    migrate.add_argument("--apply", action="store_true", help="move them; without it only look")
    migrate.add_argument("--revert", type=int, metavar="BATCH", help="take a move back")
    migrate.add_argument("--json", action="store_true", help="print JSON")


def _catalogue_parser(commands: Any) -> None:
    catalogue = commands.add_parser("catalogue", help="export what is published, take in CPSV-AP")
    verbs = catalogue.add_subparsers(required=True, metavar="WHAT")
    export = _add(verbs, "export", _export_catalogue, "the published services, as others read them")
    export.add_argument(
        "--format", choices=["cpsv-ap", "dcat", "json", "csv"], required=True, dest="form"
    )
    export.add_argument("--output", type=Path, help="a file; without it the terminal")
    export.add_argument(
        "--syntax", choices=["jsonld", "turtle"], default="",
        help="of cpsv-ap and dcat; without it the file's ending (.ttl) says, else jsonld",
    )  # fmt: skip
    take = _add(verbs, "import-cpsv", _import_cpsv, "read CPSV-AP as records of the service form")
    take.add_argument("file", type=Path, help="JSON-LD or Turtle")
    take.add_argument("--out", type=Path, help="a folder; writes a package for each service")
    take.add_argument("--json", action="store_true", help="print the records")


def _processes_parser(commands: Any) -> None:
    processes = commands.add_parser("processes", help="lint, run and decide at the terminal")
    verbs = processes.add_subparsers(required=True, metavar="WHAT")
    lint = _add(verbs, "lint", _lint, "what is wrong with BPMN and DMN files")
    lint.add_argument("files", nargs="+", type=Path)
    lint.add_argument("--json", action="store_true", help="print JSON")
    play = _add(verbs, "run", _run, "run scenarios on the real engine")
    play.add_argument("file", type=Path)
    play.add_argument("--scenario", action="append", type=Path, required=True, dest="scenarios")
    play.add_argument("--json", action="store_true", help="print JSON")
    decide = _add(verbs, "decide", _decide, "ask a decision of a DMN file")
    decide.add_argument("file", type=Path)
    decide.add_argument("--decision", default="", help="by name or id")
    decide.add_argument("--data", default="{}", help="a JSON object")
    decide.add_argument(
        "--lines", action="store_true", help="read {decision, data} objects, one per line"
    )
    decide.add_argument("--json", action="store_true", help="print JSON")


def _forms_parser(commands: Any) -> None:
    forms = commands.add_parser("forms", help="read official service and process forms")
    verbs = forms.add_subparsers(required=True, metavar="WHAT")
    read = _add(verbs, "import", _import_forms, "read the forms of a file into records")
    read.add_argument("file", type=Path, nargs="?", help="left out of a report: all known forms")
    read.add_argument("--json", action="store_true", help="print JSON, a list of forms")
    read.add_argument(
        "--report", type=Path, nargs="?", const=Path(), metavar="EXPECTED",
        help="precision and recall by field against expected records (JSON or YAML); left out,"
        " those of the same name with .yaml",
    )  # fmt: skip
    read.set_defaults(usage=read.error)


def _cases_parser(commands: Any) -> None:
    cases = commands.add_parser("cases", help="export histories, prove that they are whole")
    verbs = cases.add_subparsers(required=True, metavar="WHAT")
    export = _add(verbs, "export", _export, "histories for process mining, without personal data")
    export.add_argument("--format", choices=["ocel", "xes"], required=True, dest="form")
    export.add_argument("--out", type=Path, required=True)
    export.add_argument("--service", default="", help="slug; left out: all")
    export.add_argument("--since", default="", help="yyyy-mm-dd, Jalali or ISO")
    export.add_argument("--until", default="", help="yyyy-mm-dd, Jalali or ISO")
    export.add_argument("--confidential", action="store_true", help="complaints too")
    export.add_argument("--json", action="store_true", help="print JSON")
    rebuild = _add(verbs, "rebuild", _rebuild, "work out where cases stand, and compare")
    rebuild.add_argument("--service", default="", help="slug; left out: all")
    rebuild.add_argument("--limit", type=int, help="the newest only")
    rebuild.add_argument("--json", action="store_true", help="print JSON")


def _audit_parser(commands: Any) -> None:
    audit = _add(commands, "audit", _audit, "seal the audit's rows, or verify the whole chain")
    audit.add_argument("what", choices=["seal", "verify"])
    audit.add_argument("--json", action="store_true", help="print JSON")


def _measuring_parsers(commands: Any) -> None:
    bench = _add(commands, "bench", _bench, "measure a whole way under load")
    bench.add_argument(
        "name", choices=["submit", "track", "inbox", "search", "process", "codes", "recover"]
    )
    bench.add_argument("--clients", type=int, help="16; of a search 2")
    bench.add_argument("--seconds", type=float, default=10)
    bench.add_argument("--cases", type=int, default=0, help="preloaded by bulk SQL")
    bench.add_argument("--services", type=int, default=0, help="preloaded by bulk SQL")
    bench.add_argument("--json", action="store_true", help="print one JSON object")

    prove = _add(commands, "prove", _prove, "show that a promise holds, by trying to break it")
    prove.add_argument("name", choices=["crash", "enumeration", "quotas"])
    prove.add_argument("--submissions", type=int, default=200, help="of crash")
    prove.add_argument("--pairs", type=int, default=2000, help="of enumeration")
    prove.add_argument("--json", action="store_true", help="print one JSON object")


def _add(commands: Any, name: str, run: Any, what: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=what, description=what)
    parser.set_defaults(run=run)
    return parser


# Each command imports what it needs when it runs: Django must know its settings first, and the
# supervisor of the demo must not load what its children load.
# ruff: noqa: PLC0415


def _set_up() -> None:
    import django

    django.setup()


def _demo(options: argparse.Namespace) -> int:
    from miz.config import demo

    return demo.run(options.port, options.data.resolve())


def _serve(options: argparse.Namespace) -> int:
    from miz.config import server

    return server.serve(options.host, options.port, options.workers)


def _worker(options: argparse.Namespace) -> int:
    from miz.config import server

    return server.work()


def _listen(options: argparse.Namespace) -> int:
    _set_up()
    from miz.config import listen

    return listen.run(options.host, options.mail_port, options.voice_port)


def _sandbox(options: argparse.Namespace) -> int:
    # A stand-in of other agencies knows nothing of the desk: settings, addresses, state.
    os.environ["DJANGO_SETTINGS_MODULE"] = "miz.config.sandbox_settings"
    from miz.connectors.sandbox import serve

    serve.main(options.host, options.port, options.smtp_port)
    return 0


def _services(options: argparse.Namespace) -> int:
    _set_up()
    from miz.config import services

    return services.run(options.what, as_json=options.json)


def _export_catalogue(options: argparse.Namespace) -> int:
    _set_up()
    from miz.config import catalogue

    return catalogue.export(options.form, options.output, options.syntax)


def _import_cpsv(options: argparse.Namespace) -> int:
    _set_up()
    from miz.config import catalogue

    return catalogue.take(options.file, options.out, as_json=options.json)


def _lint(options: argparse.Namespace) -> int:
    from miz.config import processes

    return processes.lint(options.files, as_json=options.json)


def _run(options: argparse.Namespace) -> int:
    from miz.config import processes

    return processes.run(options.file, options.scenarios, as_json=options.json)


def _decide(options: argparse.Namespace) -> int:
    from miz.processes import command

    if options.lines:
        return command.decide_lines(options.file)
    return command.decide(options.file, options.decision, options.data, options.json)


def _import_forms(options: argparse.Namespace) -> int:
    _set_up()
    from miz.config import forms

    if options.report is not None:
        expected = options.report if options.report.name else None
        return forms.compare(options.file, expected, as_json=options.json)
    if options.file is None:
        options.usage("which file?")
    return forms.run(options.file, as_json=options.json)


def _migrate(options: argparse.Namespace) -> int:
    _set_up()
    from miz.config import migrate

    return migrate.run(options)


def _export(options: argparse.Namespace) -> int:
    _set_up()
    from miz.insights import command

    return command.run(
        form=options.form, out=options.out, service=options.service, since=options.since,
        until=options.until, confidential=options.confidential, as_json=options.json,
    )  # fmt: skip


def _rebuild(options: argparse.Namespace) -> int:
    _set_up()
    from miz.insights import command

    return command.run_rebuild(service=options.service, limit=options.limit, as_json=options.json)


def _audit(options: argparse.Namespace) -> int:
    import dataclasses

    _set_up()
    from miz.audit import actions, queries

    if options.what == "seal":
        say(f"sealed {actions.seal()}")
        return 0
    verdict = dataclasses.asdict(queries.verify())
    say(json.dumps(verdict) if options.json else str(verdict))
    return 1 if verdict["broken_at"] else 0


def _bench(options: argparse.Namespace) -> int:
    from miz.bench import run

    return run.main(
        options.name, options.clients, options.seconds, options.cases, options.services,
        options.json,
    )  # fmt: skip


def _prove(options: argparse.Namespace) -> int:
    from miz.bench import crash, enumeration, quotas

    if options.name == "enumeration":
        return enumeration.main(options.pairs, options.json)
    if options.name == "quotas":
        return quotas.main(options.json)
    return crash.main(options.submissions, options.json)
