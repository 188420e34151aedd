"""JSON over HTTP for connectors: every failure becomes a ConnectorError."""

import json
from collections.abc import Mapping
from typing import Any

from miz.lib import http

from .errors import Refused, Unavailable

# Asked to wait, or somebody upstream was slow: the same question may be answered later.
PASSING = {408, 425, 429}


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
    try:
        answer = http.client(base_url).post(path, body, headers=headers, timeout=timeout)
        _check_status(answer.status)
        return answer.json()
    except http.NoAnswer:
        raise Unavailable from None


def _check_status(status: int) -> None:
    if status >= 500 or status in PASSING:
        raise Unavailable
    if status != 200:
        raise Refused
