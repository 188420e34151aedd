"""`miz processes`: anyone's models at the terminal, without a database."""

import dataclasses
import json
from pathlib import Path

from miz.lib.console import say
from miz.processes import dmn, engine, reader, scenario
from miz.processes.errors import Finding, ProcessError, ProcessRefused


def lint(files: list[Path], *, as_json: bool) -> int:
    """Findings of BPMN and DMN files; 1 when one is refused. What a process calls, and its rules,
    are looked for among the files given and beside them (rules.dmn)."""
    found = {str(file): _findings(file, files) for file in files}
    if as_json:
        told = {name: [dataclasses.asdict(f) for f in each] for name, each in found.items()}
        say(json.dumps(told, ensure_ascii=False))
    else:
        for name, each in found.items():
            for finding in each:
                say(f"{name}:{finding.line or 1}: {finding.element or '-'}: {finding.reason}")
            if not each:
                say(f"{name}: ok")
    return 1 if any(found.values()) else 0


def run(file: Path, scenarios: list[Path], *, as_json: bool) -> int:
    """Runs scenarios on the real engine; 1 when one goes otherwise than it says."""
    try:
        process = _load(file, [file])
    except ProcessError as refused:
        say(str(refused))
        return 1
    told: dict[str, list[str]] = {}
    for each in scenarios:
        try:
            told[str(each)] = scenario.run(process, scenario.parse(each.read_text("utf-8")))
        except (ProcessError, OSError, ValueError) as error:
            told[str(each)] = [str(error)]
    if as_json:
        say(json.dumps(told, ensure_ascii=False))
    else:
        for name, lines in told.items():
            say("\n".join(f"{name}: {line}" for line in lines or ["ok"]))
    return 1 if any(told.values()) else 0


def _findings(file: Path, files: list[Path]) -> list[Finding]:
    try:
        text = file.read_bytes()
    except OSError as error:
        return [Finding("file", None, None, f"این پرونده خوانده نشد: {type(error).__name__}")]
    if _is_dmn(text):
        return dmn.lint(text)
    try:
        _load(file, files)
    except (ProcessRefused, dmn.RulesRefused) as refused:
        return list(refused.findings)
    return []


def _is_dmn(text: bytes) -> bool:
    return b"/DMN/" in text[:4000] and b"/BPMN/20100524/MODEL" not in text[:4000]


def _load(file: Path, files: list[Path]) -> engine.Process:
    """The process of a file with its rules and with the processes of the other files."""
    rules = file.parent / "rules.dmn"
    others = [f for f in files if f != file and f.suffix == ".bpmn"]
    called = tuple(
        found for each in others if (found := _callable(each, file.read_bytes())) is not None
    )
    return engine.load(file.read_bytes(), rules.read_bytes() if rules.exists() else b"", called)


def _callable(file: Path, caller: bytes) -> engine.Process | None:
    """The process of another file when the caller names it; None for every other."""
    try:
        name = reader.read(reader.parse(file.read_bytes())).id
        wanted = f'calledElement="{name}"'.encode() in caller
        return engine.load(file.read_bytes()) if wanted else None
    except (ProcessError, OSError):
        return None
