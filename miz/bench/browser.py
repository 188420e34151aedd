"""A browser for benches and proofs: one connection, its cookies, forms sent as people send them.

Django takes any CSRF cookie whose token comes back with the form, so no page is fetched for it.
"""

import http.client
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

TOKEN = "bench" + "0" * 27
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Page:
    """What came back: `location` is where a redirect leads, `seconds` what the answer took."""

    status: int
    location: str
    text: str
    seconds: float

    @property
    def face(self) -> tuple[int, str, int]:
        """What a stranger compares: status, where it leads, how long it is."""
        return self.status, self.location, len(self.text)


# Asks once as who has an account (True) or has none.
Ask = Callable[[bool], Page]


class Browser:
    """Keeps its connection as long as the server does, and what cookies it was given."""

    def __init__(self, port: int) -> None:
        self.cookies = self.fresh()
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def get(self, path: str) -> Page:
        return self._ask("GET", path, None)

    def post(self, path: str, fields: dict[str, str]) -> Page:
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": TOKEN, **fields}))

    @staticmethod
    def fresh() -> dict[str, str]:
        """The cookies of somebody who comes for the first time."""
        return {"csrftoken": TOKEN}

    def close(self) -> None:
        self._connection.close()

    def _ask(self, method: str, path: str, body: str | None) -> Page:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        seconds = time.perf_counter() - began
        self._keep(answer.headers.get_all("Set-Cookie") or [])
        location = answer.getheader("Location") or ""
        return Page(answer.status, location, content.decode(errors="replace"), seconds)

    def _keep(self, given: list[str]) -> None:
        for line in given:
            for name, morsel in SimpleCookie(line).items():
                if name != "csrftoken":
                    self.cookies[name] = morsel.value
