"""What a provider may be told by configuration alone; whole ways are in test_sms."""

from urllib.parse import parse_qs

import pytest

from miz.lib import http
from miz.outbox.transports import generic
from miz.outbox.transports.accounts import Account
from miz.outbox.transports.base import Fate, Kind, TransportError

SEND = {
    "path": "/send/{key}",
    "encoding": "form",
    "headers": {"X-From": "{sender}"},
    "body": {"mobile": "{to}", "message": "{text}", "ref": "miz-{id}", "kind": 1},
    "accepted": {"code": [0, "0"]},
    "refused": {"code": [12]},
    "reference": "data.0.id",
}


class Provider:
    """Stands where a provider would, for the answers that the sandbox does not give."""

    def __init__(self, status, body):
        self.answer = http.Answer(status, body)

    def post(self, path, body, *, headers, timeout):
        self.path, self.body, self.headers = path, body, headers
        return self.answer


@pytest.fixture
def provider(monkeypatch):
    def stand_in(status, body):
        found = Provider(status, body)
        monkeypatch.setattr(http, "client", lambda url: found)
        return found

    return stand_in


def send(account=None, body="سلام {to}"):
    account = account or Account("x", "http://x", "generic", "k/1", "3000", send=SEND)
    return generic.send(account, to="09120000123", body=body, local_id="5", timeout=1)


def test_names_are_filled_in_once_and_travel_as_a_form(provider):
    stand_in = provider(200, b'{"code": 0, "data": [{"id": 77}]}')
    assert send().reference == "77"
    form = parse_qs(stand_in.body.decode())
    assert form == {"mobile": ["09120000123"], "message": ["سلام {to}"], "ref": ["miz-5"],
                    "kind": ["1"]}  # fmt: skip
    assert stand_in.path == "/send/k%2F1"
    assert stand_in.headers["X-From"] == "3000"


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, b'{"code": 12}', Kind.REFUSED),
        (200, b'{"code": 5}', Kind.UNKNOWN),
        (200, b'{"code": 0}', Kind.UNKNOWN),
        (200, b'{"code": 0, "data": []}', Kind.UNKNOWN),
        (200, b"<html>", Kind.UNKNOWN),
        (402, b"no credit", Kind.BUSY),
        (429, b"{}", Kind.BUSY),
        (503, b"<html>", Kind.BUSY),
        (500, b"{}", Kind.UNKNOWN),
    ],
)
def test_an_answer_is_read_by_what_it_leaves_open(provider, status, body, kind):
    provider(status, body)
    with pytest.raises(TransportError) as caught:
        send()
    assert caught.value.kind is kind


def test_a_provider_that_tells_by_itself_is_not_asked():
    assert generic.report(Account("x", "http://x", "generic"), ["1"], timeout=1) == {}


def test_reports_are_read_by_their_places(provider):
    report = {"path": "/r", "encoding": "form", "body": {"ids": "{references}"}, "entries": "all",
              "reference": "n", "state": "s", "delivered": [3], "lost": [4]}  # fmt: skip
    stand_in = provider(200, b'{"all": [{"n": 1, "s": 3}, {"n": 2, "s": 4}, {"n": 3, "s": 1}]}')
    account = Account("x", "http://x", "generic", report=report)
    fates = generic.report(account, ["1", "2", "3"], timeout=1)
    assert fates == {"1": Fate.DELIVERED, "2": Fate.LOST, "3": Fate.ON_ITS_WAY}
    assert parse_qs(stand_in.body.decode()) == {"ids": ["1,2,3"]}
