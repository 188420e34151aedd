"""Any provider of SMS that takes a POST and answers JSON, told by configuration alone.

`send` of the account: {path, headers, encoding: json | form, body, accepted, refused, reference}.
Texts in path, headers and body may name {to}, {text}, {sender}, {id} and {key}. `reference` is
where the provider's number stands in its answer, in words joined by dots ("message.id");
`accepted` and `refused` are {place: [values]}: of the first all must fit, of the second one.
`report`: {path, headers, encoding, body, entries, reference, state, delivered, lost}, where a
text of the body that is "{references}" becomes the list of numbers.

Only POST: proxies write addresses down, and the number and the text would stand in them.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from miz.lib import http

from .accounts import Account
from .base import Fate, Kind, Sent, TransportError, refusal

GATEWAY = "the SMS provider"
REPORTED_AT_ONCE = 100
_NAME = re.compile(r"\{(to|text|sender|id|key|references)\}")
_TYPES = {"json": "application/json", "form": "application/x-www-form-urlencoded"}


def send(account: Account, *, to: str, body: str, local_id: str, timeout: float) -> Sent:
    """Hand one SMS to the provider and return its number there; raises TransportError."""
    words = {"to": to, "text": body, "id": local_id, "sender": account.sender, "key": account.key}
    answer = _post(account, account.send, words, timeout)
    content = _content(answer)
    if any(_fits(content, *each) for each in account.send.get("refused", {}).items()):
        raise TransportError(f"{GATEWAY} refused the message", kind=Kind.REFUSED)
    if not 200 <= answer.status < 300:
        raise refusal(GATEWAY, answer.status)
    accepted = all(_fits(content, *each) for each in account.send.get("accepted", {}).items())
    number = _at(content, account.send["reference"])
    if not accepted or not isinstance(number, str | int):
        raise TransportError(f"{GATEWAY}'s answer is not understood", kind=Kind.UNKNOWN)
    return Sent(reference=str(number))


def report(account: Account, references: Sequence[str], *, timeout: float) -> dict[str, Fate]:
    """What became of messages, by their numbers; nothing when the provider tells by itself."""
    asked = account.report
    if not asked:
        return {}
    answer = _post(account, asked, {"key": account.key, "references": list(references)}, timeout)
    if answer.status != 200:
        raise refusal(GATEWAY, answer.status)
    entries = _at(_content(answer), asked["entries"])
    return {
        str(_at(each, asked["reference"])): _fate(asked, _at(each, asked["state"]))
        for each in (entries if isinstance(entries, list) else [])
    }


def _fate(asked: Mapping[str, Any], state: Any) -> Fate:
    if state in asked.get("delivered", []):
        return Fate.DELIVERED
    return Fate.LOST if state in asked.get("lost", []) else Fate.ON_ITS_WAY


def _post(
    account: Account, asked: Mapping[str, Any], words: Mapping[str, Any], timeout: float
) -> http.Answer:
    encoding = asked.get("encoding", "json")
    safe = {name: quote(word, safe="") for name, word in words.items() if isinstance(word, str)}
    headers = {"Content-Type": _TYPES[encoding], **_filled(asked.get("headers", {}), words)}
    body = _filled(asked["body"], words)
    written = urlencode(_flat(body)) if encoding == "form" else json.dumps(body)
    try:
        return http.client(account.url).post(
            _filled(asked["path"], safe), written.encode(), headers=headers, timeout=timeout
        )
    except http.NotReached:
        raise TransportError(f"{GATEWAY} is not reached", kind=Kind.UNREACHABLE) from None
    except http.NoAnswer:
        raise TransportError(f"{GATEWAY} gave no usable answer", kind=Kind.UNKNOWN) from None


def _filled(template: Any, words: Mapping[str, Any]) -> Any:
    """The template with its names filled in once: braces in a message stay what they are."""
    if isinstance(template, dict):
        return {key: _filled(value, words) for key, value in template.items()}
    if isinstance(template, list):
        return [_filled(value, words) for value in template]
    if template == "{references}":
        return words["references"]
    if isinstance(template, str):
        return _NAME.sub(lambda found: str(words.get(found[1], "")), template)
    return template


def _flat(body: Mapping[str, Any]) -> dict[str, str]:
    return {k: ",".join(v) if isinstance(v, list) else str(v) for k, v in body.items()}


def _content(answer: http.Answer) -> Any:
    """The JSON of an answer; of a refusal that is none, nothing."""
    try:
        return answer.json()
    except http.NoAnswer:
        if answer.status == 200:
            text = f"{GATEWAY}'s answer is not understood"
            raise TransportError(text, kind=Kind.UNKNOWN) from None
        return {}


def _fits(content: Any, place: str, values: Sequence[Any]) -> bool:
    return _at(content, place) in values


def _at(content: Any, place: str) -> Any:
    for word in place.split("."):
        if isinstance(content, list) and word.isdecimal() and int(word) < len(content):
            content = content[int(word)]
        elif isinstance(content, dict):
            content = content.get(word)
        else:
            return None
    return content
