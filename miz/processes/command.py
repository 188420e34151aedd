"""Decisions at the terminal: `decide` takes one, `decide_lines` one for each line of input.

Answers are JSON with every digit of every number. An error names the decision and the reason and
never repeats the data, which may be personal.
"""

import json
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from miz.lib.console import say

from .dmn import Rules, RulesFailed, RulesRefused, jsonable, load
from .dmn.numerals import plain
from .reader import MAX_BYTES

MAX_LINE = 1_000_000


class _Unreadable(Exception):
    """این ورودی JSON درستی نیست."""


def decide(file: Path, decision: str, data: str, as_json: bool) -> int:
    """Prints the answer; 1 when the file is refused, 2 when there is no answer."""
    rules = _loaded(file)
    if rules is None:
        return 1
    answer = _answer(rules, {"decision": decision, "data": data})
    if "error" in answer:
        say(_json(answer) if as_json else str(answer["error"]))
        return 2
    say(_json(answer if as_json else answer["result"]))
    return 0


def decide_lines(file: Path) -> int:
    """Answers `{"decision": ..., "data": {...}}` lines one by one; 1 when the file is refused."""
    rules = _loaded(file)
    if rules is None:
        return 1
    for line in sys.stdin.buffer:
        if line.strip():
            say(_json(_answer(rules, line.decode("utf-8", "replace"))))
    return 0


def _loaded(file: Path) -> Rules | None:
    """None after telling why the file is refused."""
    try:
        with file.open("rb") as opened:
            return load(opened.read(MAX_BYTES + 1))
    except RulesRefused as refused:
        say(str(refused))
    except OSError:
        say("این پرونده خوانده نشد.")
    return None


def _answer(rules: Rules, question: str | Mapping[str, object]) -> dict[str, object]:
    name: object = None
    try:
        asked = _mapping(question)
        name = asked.get("decision")
        data = _mapping(asked.get("data", {}))
        return {"decision": name, "result": rules.decide(str(name), data)}
    except RulesFailed as failed:
        return {"decision": name, "error": str(failed), "code": failed.code}
    except _Unreadable as error:
        return {"decision": name, "error": str(error.__doc__), "code": "json"}


def _mapping(given: object) -> Mapping[str, object]:
    """A JSON object, read with exact numbers."""
    found = _read(given) if isinstance(given, str) else given
    if not isinstance(found, Mapping):
        raise _Unreadable
    return found


def _read(text: str) -> object:
    if len(text) > MAX_LINE:
        raise _Unreadable
    try:
        return json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=_unknown)
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise _Unreadable from error


def _unknown(constant: str) -> None:
    """NaN and Infinity are not JSON."""
    raise ValueError(constant)


def _json(value: object) -> str:
    """As `json.dumps`, but with decimals, which it would not take, written out in full."""
    match value:
        case dict():
            pairs = (f"{_json(str(name))}: {_json(part)}" for name, part in value.items())
            return f"{{{', '.join(pairs)}}}"
        case list():
            return f"[{', '.join(map(_json, value))}]"
        case Decimal():
            return plain(value)
        case None | bool() | str():
            # Half of a surrogate pair cannot be written, but its escape can.
            text = json.dumps(value, ensure_ascii=False)
            return text.encode("utf-8", "backslashreplace").decode()
    return _json(jsonable(value))
