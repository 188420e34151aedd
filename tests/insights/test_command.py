"""What an operator types: exports that are whole, audited and private; histories that prove."""

import json
from pathlib import Path

import pytest

from miz.accounts.models import User
from miz.audit.models import Event
from miz.cases import actions
from miz.cases.models import Case, ProcessState
from miz.insights import command
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def lived(desk, narges: User) -> Case:
    case = actions.claim(by=narges, case=factories.case(desk), revision=1)
    return actions.complete(by=narges, case=case, revision=2, outcome="answer", text="پاسخ")


@pytest.mark.parametrize("form", ["ocel", "xes"])
def test_an_export_is_a_file_for_its_owner_alone(form: str, lived, tmp_path: Path, capsys) -> None:
    out = tmp_path / "log"
    assert command.run(form=form, out=out, as_json=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["cases"], told["format"]) == (1, form)
    assert told["events"] > 3
    assert out.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [out]


def test_an_export_leaves_a_row_in_the_audit(lived, complaints, tmp_path: Path) -> None:
    factories.case(complaints)
    command.run(form="xes", out=tmp_path / "log", since="1400-01-01", confidential=True)
    row = Event.objects.get(action="cases.export")
    assert row.actor_id.startswith("uid:")
    assert row.details.pop("events") > 3
    assert row.details == {
        "service": "", "since": "2021-03-21", "until": "", "confidential": True, "cases": 2,
    }  # fmt: skip


def test_days_are_jalali_or_of_the_world(lived, tmp_path: Path, capsys) -> None:
    for since, cases in (
        ("1400-01-01", 1),
        ("۱۴۹۹-۰۱-۰۱", 0),
        ("2021-03-21", 1),
        ("2120-01-01", 0),
    ):
        assert command.run(form="ocel", out=tmp_path / "log", since=since, as_json=True) == 0
        assert json.loads(capsys.readouterr().out)["cases"] == cases, since


@pytest.mark.parametrize(
    "asked", [{"service": "no-such"}, {"since": "1403-13-01"}, {"until": "yesterday"}]
)
def test_nonsense_is_refused_and_nothing_is_written(asked, tmp_path: Path, capsys) -> None:
    assert command.run(form="ocel", out=tmp_path / "log", **asked) == 2
    assert capsys.readouterr().out.strip()
    assert list(tmp_path.iterdir()) == []
    assert not Event.objects.filter(action="cases.export").exists()


def test_an_export_that_breaks_leaves_the_earlier_file(lived, tmp_path: Path, monkeypatch) -> None:
    out = tmp_path / "log"
    out.write_text("earlier")

    def broken(traces, file) -> tuple[int, int]:
        file.write(b"half")
        raise OSError("disk full")

    monkeypatch.setitem(command.FORMATS, "ocel", broken)
    with pytest.raises(OSError, match="disk full"):
        command.run(form="ocel", out=out)
    assert out.read_text() == "earlier"
    assert list(tmp_path.iterdir()) == [out]


def test_histories_that_prove_their_cases(lived, desk, capsys) -> None:
    factories.case(desk)
    assert command.run_rebuild(as_json=True) == 0
    assert json.loads(capsys.readouterr().out) == {"checked": 2, "differing": []}


def test_a_case_that_differs_from_its_history_is_named(lived, desk, capsys) -> None:
    other = factories.case(desk)
    state = ProcessState.objects.get(case=other).state
    ProcessState.objects.filter(case=lived).update(state=state)
    assert command.run_rebuild(as_json=True) == 1
    differing = json.loads(capsys.readouterr().out)["differing"]
    assert differing == [{"case": lived.pk, "why": "differs"}]


def test_a_case_without_a_history_is_named(desk, capsys) -> None:
    case = factories.case(desk)
    bare = Case.objects.get(pk=case.pk)
    bare.pk, bare.tracking_code = None, "123456789012"
    bare.save()
    ProcessState.objects.create(case=bare, state=b"{}")
    assert command.run_rebuild() == 1
    assert capsys.readouterr().out.splitlines() == [
        f"case:{bare.pk} NotNow",
        "2 cases, 1 differ from their history",
    ]


def test_the_newest_cases_come_first_up_to_the_limit(desk, complaints, monkeypatch) -> None:
    monkeypatch.setattr(command, "GROUP", 2)
    numbers = [factories.case(desk).pk for _ in range(5)]
    factories.case(complaints)
    assert list(command._numbers("hajj-desk", 3)) == numbers[:1:-1]
    assert list(command._numbers("hajj-desk", None)) == numbers[::-1]
    assert command.run_rebuild(service="no-such") == 2
