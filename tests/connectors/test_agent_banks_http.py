"""The agent banks' files over real HTTP, from the sandbox with its troubles and faults."""

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from miz.connectors import batches, breaker
from miz.connectors.agent_banks import banks, client, exchange
from miz.connectors.batch_models import BatchFile, DepositCertificate
from miz.connectors.errors import Refused, Unavailable
from miz.connectors.models import Call
from tests.sandbox import RunningSandbox

from .exchange import ask_bank

pytestmark = pytest.mark.django_db
Reason, State = BatchFile.Reason, BatchFile.State


@pytest.fixture(autouse=True)
def _bank(agencies: RunningSandbox, settings: Settings, tmp_path: Path) -> None:
    settings.BATCH_FOLDER, settings.BATCH_SPOOL = tmp_path / "exchange", tmp_path / "spool"
    settings.AGENT_BANKS_URL = f"{agencies.url}/agent-banks"
    settings.CONNECTOR_HOSTS = {"127.0.0.1"}
    breaker.of.cache_clear()
    agencies.request("DELETE", "/batches.json")


def answer() -> int:
    return batches.answer_due(exchange.AGREEMENT)


@pytest.mark.parametrize("form", ["csv", "xml"])
def test_a_file_is_fetched_taken_and_its_receipt_handed_in(
    agencies: RunningSandbox, form: str
) -> None:
    ask_bank(agencies, form=form, number="30")
    assert exchange.fetch() == 1
    assert (BatchFile.objects.get().state, DepositCertificate.objects.count()) == ("taken", 30)
    assert answer() == 1
    assert client.listed("mellat") == []
    assert exchange.fetch() == 0
    assert "پذیرفته شد" in agencies.request("GET", "/batches").decode()


def test_a_file_of_many_pieces_arrives_whole(
    agencies: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_bank(agencies, number="20000")
    assert client.listed("mellat")[0].size > 2 * banks.PIECE
    exchange.fetch()
    assert BatchFile.objects.get().accepted == 20000


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [("half", Reason.CHECKSUM), ("short", Reason.COUNT), ("sum", Reason.SUM)],
)
def test_half_a_file_is_refused_and_the_bank_is_told(
    agencies: RunningSandbox, trouble: str, reason: str
) -> None:
    ask_bank(agencies, trouble=trouble)
    exchange.fetch()
    assert BatchFile.objects.get().reason == reason
    assert exchange.fetch() == 0, "its receipt is due, so it is not fetched again"
    answer()
    assert client.listed("mellat") == []
    assert "برگردانده شد" in agencies.request("GET", "/batches").decode()


def test_twice_out_of_order_and_other_content(agencies: RunningSandbox) -> None:
    for trouble in ("good", "again", "other"):
        ask_bank(agencies, trouble=trouble)
        exchange.fetch()
        answer()
    ask_bank(agencies, trouble="skip")
    exchange.fetch()
    assert exchange.fetch() == 0, "what waits is not fetched again"
    states = [(f.sequence, f.state, f.reason, f.repeats) for f in BatchFile.objects.order_by("pk")]
    assert states == [
        (1, "taken", "", 1),
        (1, "refused", Reason.REUSED, 0),
        (3, "waiting", "", 0),
    ]
    ask_bank(agencies, sequence="2", number="4")
    exchange.fetch()
    assert set(BatchFile.objects.filter(sequence__gt=1).values_list("state", flat=True)) == {
        State.TAKEN
    }


@pytest.mark.parametrize("fault", ["unavailable", "cut_before", "malformed", "wrong_type"])
def test_a_bank_that_fails_loses_nothing(agencies: RunningSandbox, fault: str) -> None:
    ask_bank(agencies)
    agencies.set_switch("agent_banks", **{fault: 100})
    assert exchange.fetch() == 0
    assert not BatchFile.objects.exists()
    assert not list(Path(batches.settings.BATCH_SPOOL).glob("*"))
    agencies.heal()
    assert exchange.fetch() == 1
    agencies.set_switch("agent_banks", **{fault: 100})
    assert answer() == 0
    assert BatchFile.objects.get().receipt_at is None
    agencies.heal()
    breaker.of(client.CONNECTOR.name).rest_ends()
    assert answer() == 1


def test_who_has_no_key_gets_nothing(agencies: RunningSandbox, settings: Settings) -> None:
    settings.AGENT_BANKS_KEY = "another"
    with pytest.raises(Refused):
        client.listed("mellat")
    assert Call.objects.get().outcome == Call.Outcome.REFUSED


@pytest.mark.parametrize(
    "listed",
    [
        {},
        {"files": 5},
        {"files": [{"name": "../x.csv", "size": 1, "sha256": "a" * 64}]},
        {"files": [{"name": "x.csv", "size": "1", "sha256": "a" * 64}]},
        {"files": [{"name": "x.csv", "size": 1, "sha256": "short"}]},
    ],
)
def test_an_answer_that_is_not_agreed_is_none(
    monkeypatch: pytest.MonkeyPatch, listed: dict[str, Any]
) -> None:
    monkeypatch.setattr(client, "post_json", lambda *_, **__: listed)
    with pytest.raises(Unavailable):
        client.listed("mellat")
