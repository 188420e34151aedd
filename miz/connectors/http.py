"""HTTP for connectors, to the hosts they may reach: every failure becomes a ConnectorError."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from miz.lib import http

from .errors import Refused, Unavailable

# Asked to wait, or somebody upstream was slow: the same question may be answered later.
PASSING = {408, 425, 429}
# A SOAP fault comes with 500 and is an answer like any other.
FAULT = 500


def post_json(
    base_url: str,
    path: str,
    question: Mapping[str, Any],
    *,
    headers: Mapping[str, str],
    timeout: float,
) -> dict[str, Any]:
    """Return the JSON object a system under `base_url` answers within `timeout` seconds.

    Raises Unavailable (silence, cut, unreadable, 5xx) or Refused (4xx, a redirect).
    """
    body = json.dumps(question).encode()
    headers = {"Content-Type": "application/json", **headers}
    return _object(_post(base_url, path, body, headers, timeout))


def post_xml(
    base_url: str, path: str, question: bytes, *, headers: Mapping[str, str], timeout: float
) -> http.Answer:
    """Return what a system answers to a document, a fault too; raises as `post_json` does."""
    headers = {"Content-Type": "text/xml; charset=utf-8", **headers}
    answer = _post(base_url, path, question, headers, timeout)
    if answer.status != FAULT:
        check_status(answer.status)
    return answer


def post_form(
    base_url: str,
    path: str,
    fields: Mapping[str, str],
    *,
    headers: Mapping[str, str],
    timeout: float,
) -> dict[str, Any]:
    """Return the JSON object that answers a form; raises as `post_json` does."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", **headers}
    answer = _post(base_url, path, urlencode(fields).encode(), headers, timeout)
    return _object(answer)


def get_json(
    base_url: str, path: str, *, headers: Mapping[str, str], timeout: float
) -> dict[str, Any]:
    """Return the JSON object at a path; raises as `post_json` does."""
    try:
        return _object(_client(base_url).get(path, headers=headers, timeout=timeout))
    except http.NoAnswer:
        raise Unavailable from None


def check_status(status: int) -> None:
    """Raise Unavailable or Refused for any status but 200."""
    if status >= 500 or status in PASSING:
        raise Unavailable
    if status != 200:
        raise Refused


def _post(
    base_url: str, path: str, body: bytes, headers: Mapping[str, str], timeout: float
) -> http.Answer:
    try:
        return _client(base_url).post(path, body, headers=headers, timeout=timeout)
    except http.NoAnswer:
        raise Unavailable from None


def _object(answer: http.Answer) -> dict[str, Any]:
    check_status(answer.status)
    try:
        return answer.json()
    except http.NoAnswer:
        raise Unavailable from None


def _client(base_url: str) -> http.Client:
    return http.client(base_url, inside=_host(base_url) in settings.CONNECTOR_HOSTS)


@cache
def _host(base_url: str) -> str:
    return urlsplit(base_url).hostname or ""
