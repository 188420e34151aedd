"""The worked example of docs/howto/add-a-connector.md is run as it stands there."""

import re
import sys
import threading
from collections.abc import Iterator
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType

import pytest
from django.test import RequestFactory

from miz import connectors
from miz.connectors import breaker, directory, queries
from miz.connectors.errors import Refused
from miz.connectors.models import Call
from miz.connectors.sandbox import switches
from miz.connectors.sandbox.switches import Fault, Switch
from miz.processes import steps
from miz.processes.errors import AgencySilent

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).parents[2] / "docs/howto/add-a-connector.md"
NAME = "miz.connectors.postal_codes"


def blocks() -> list[str]:
    return re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)


def load(name: str, source: str) -> ModuleType:
    module = ModuleType(name)
    exec(compile(source, str(PAGE), "exec"), module.__dict__)  # noqa: S102 - our own page
    return module


class Caller(BaseHTTPRequestHandler):
    """Hands what comes by real HTTP to the view of the page."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {"HTTP_X_API_KEY": self.headers["X-API-Key"]}
        request = RequestFactory().post(self.path, body, "application/json", **headers)
        answer = self.server.view(request)
        self.send_response(answer.status_code)
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def post(monkeypatch, settings) -> Iterator[ModuleType]:
    """The client of the page, its other end behind real HTTP; each line of step 3 is done here."""
    names = {each.name: each.value for each in switches.System} | {"POSTAL_CODES": "postal_codes"}
    monkeypatch.setattr(switches, "System", StrEnum("System", names))
    client_source, sandbox_source, step_source = blocks()
    client = load(f"{NAME}.client", client_source)
    sandbox = load(f"{NAME}.sandbox", sandbox_source)
    package = ModuleType(NAME)
    package.client = client
    monkeypatch.setitem(sys.modules, NAME, package)
    monkeypatch.setattr(connectors, "postal_codes", package, raising=False)
    monkeypatch.setitem(directory.CONNECTORS, "postal_codes", client.CONNECTOR)
    monkeypatch.setitem(switches._switches, "postal_codes", Switch())
    monkeypatch.delitem(steps._STEPS, "find_province", raising=False)
    load("postal_steps", step_source)
    with ThreadingHTTPServer(("127.0.0.1", 0), Caller) as server:
        server.view = sandbox.address
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        settings.POSTAL_CODES_URL = f"http://127.0.0.1:{server.server_port}"
        settings.POSTAL_CODES_KEY = "sandbox"
        yield client
        server.shutdown()
    steps._STEPS.pop("find_province")


def test_a_code_is_found_and_the_call_recorded(post, settings):
    assert steps.run("find_province", {"postal_code": "7134567890"}) == {"province": "fars"}
    call = Call.objects.get()
    assert (call.connector, call.asked, call.answered) == (
        "postal_codes", ["postal_code"], ["province"],
    )  # fmt: skip
    assert "7134567890" not in str(Call.objects.values().get())


def test_an_unknown_code_is_an_answer(post):
    with pytest.raises(post.NoSuchCode) as caught:
        post.province("9999999999", purpose=post.CHECKING)
    assert not caught.value.again
    assert Call.objects.get().outcome == "answered"


def test_a_silent_post_is_asked_again_and_at_last_left_alone(post, monkeypatch):
    monkeypatch.setitem(switches._switches, "postal_codes", Switch(shares={Fault.UNAVAILABLE: 100}))
    for _ in range(breaker.THRESHOLD + 1):
        with pytest.raises(AgencySilent) as caught:
            steps.run("find_province", {"postal_code": "7134567890"})
        assert (caught.value.detail, caught.value.retry) == ("postal_codes", True)
    assert Call.objects.filter(outcome="held").count() == 1
    monkeypatch.setitem(switches._switches, "postal_codes", Switch())
    directory.check(post.CONNECTOR)
    assert steps.run("find_province", {"postal_code": "7134567890"})


def test_a_wrong_key_is_refused(post, settings):
    post.check()
    with pytest.raises(Refused):
        post.post_json(settings.POSTAL_CODES_URL, "/address", {}, headers={}, timeout=2)


def test_the_page_of_connections_measures_it(post):
    post.check()
    state = next(each for each in queries.connections() if each.connector is post.CONNECTOR)
    assert state.hour.asked == 1
    assert directory.title("postal_codes") == "کد پستی"
