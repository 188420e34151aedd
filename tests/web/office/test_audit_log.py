"""The book of events: found by what is asked, without what is in a case, and read with a trace."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from miz.accounts.models import User
from miz.audit import actions as audit
from miz.audit import tasks as audit_tasks
from miz.audit.models import Event
from miz.cases import actions
from miz.cases.models import Case
from miz.web.office import audit_log
from tests.cases import people

SignIn = Callable[[User], Client]
PAGE = "/office/audit/"


@pytest.fixture
def auditor(narges: User) -> User:
    return people.make(narges.organisation, "auditor")


def rows(browser: Client, **asked: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = browser.get(PAGE, asked).context["rows"]
    return found


def test_who_did_what_with_a_case_is_found(
    as_user: SignIn, auditor: User, narges: User, case: Case
) -> None:
    actions.see(by=narges, case=case)
    browser = as_user(auditor)
    for asked in (
        {"about": "case", "number": str(case.pk)},
        {"name": narges.username},
        {"action": "case.view"},
        {"kind": "staff", "action": "case.view"},
    ):
        first = rows(browser, **asked)[0]
        assert (first["who"], first["action"]) == (narges.full_name, "case.view"), asked


def test_nothing_of_what_is_in_a_case_is_shown(
    as_user: SignIn, auditor: User, narges: User, case: Case
) -> None:
    secret = "واژه‌ای که تنها در پرونده است"
    claimed = actions.claim(by=narges, case=case, revision=case.revision)
    actions.hand_over(by=narges, case=claimed, revision=claimed.revision, unit=narges.unit,
                      colleague=None, reason=secret)  # fmt: skip
    page = as_user(auditor).get(PAGE).content.decode()
    assert "آن را ارجاع داد" in page
    for told in (secret, case.full_name, case.national_code, case.tracking_code, case.text):
        assert told not in page


def test_reading_leaves_a_trace_of_what_was_asked(
    as_user: SignIn, auditor: User, narges: User
) -> None:
    as_user(auditor).get(PAGE, {"name": narges.username, "made_up": "x"})
    row = Event.objects.get(action="audit.read")
    assert row.actor_id == str(auditor.pk)
    assert row.details["asked"] == {"name": narges.username}


def test_what_another_organisation_does_is_not_shown(as_user: SignIn, auditor: User) -> None:
    stranger = people.colleague_elsewhere("clerk")
    audit.record(by=stranger.as_actor(), action="staff.login", subject=f"user:{stranger.pk}")
    browser = as_user(auditor)
    assert stranger.full_name not in browser.get(PAGE).content.decode()
    answer = browser.get(PAGE, {"name": stranger.username})
    assert "همکاری با این نام کاربری نیست." in answer.content.decode()


@pytest.mark.parametrize(
    "asked",
    [
        {"action": "drop table"},
        {"kind": "king"},
        {"about": "case"},
        {"number": "1"},
        {"about": "case", "number": "1 or 1=1"},
        {"about": "case", "number": "²"},
        {"before": "-1"},
        {"since_day": "1"},
        {"since_day": "31", "since_month": "12", "since_year": "1404"},
        {"name": "a\x00b"},
    ],
)
def test_what_is_not_on_a_list_is_refused_and_asks_nothing(
    as_user: SignIn, auditor: User, asked: dict[str, str]
) -> None:
    answer = as_user(auditor).get(PAGE, asked)
    assert answer.status_code == 200
    assert "rows" not in answer.context
    assert not Event.objects.filter(action="audit.read").exists()


def test_a_broken_chain_is_told(as_user: SignIn, auditor: User, monkeypatch: Any) -> None:
    browser = as_user(auditor)
    assert "هنوز سنجیده نشده" in browser.get(PAGE).content.decode()
    audit_tasks.verify(timestamp=0)
    assert "زنجیره درست است" in browser.get(PAGE).content.decode()
    audit.note(checked=3, broken_at=4)
    assert "در جایگاه ۴ شکسته است" in browser.get(PAGE).content.decode()


@pytest.mark.parametrize("who", ["narges", "headquarters", "inspector", "administrator"])
def test_nobody_else_reads_it(as_user: SignIn, request: Any, who: str) -> None:
    assert as_user(request.getfixturevalue(who)).get(PAGE).status_code == 403


# --- taken along


def exported(browser: Client, **asked: str) -> list[list[str]]:
    response = browser.get(f"{PAGE}export/", asked)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    content = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(content, newline="")))[1:]


def test_the_filtered_rows_are_taken_along_whole(
    as_user: SignIn, auditor: User, narges: User, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_log, "CHUNK", 2)
    for _ in range(5):
        actions.see(by=narges, case=case)
    actions.claim(by=narges, case=case, revision=1)
    lines = exported(as_user(auditor), action="case.view")
    assert len(lines) == 5
    assert {(line[2], line[5], line[6]) for line in lines} == {
        (narges.full_name, "case.view", case.subject)
    }


def test_an_export_leaves_its_own_row_and_computes_nothing(
    as_user: SignIn, auditor: User, narges: User
) -> None:
    User.objects.filter(pk=narges.pk).update(full_name="=1+1")
    narges.refresh_from_db()
    audit.record(by=narges.as_actor(), action="staff.login", subject=narges.subject, reason="@x")
    [line] = exported(as_user(auditor), action="staff.login")
    assert (line[2], line[7]) == ("'=1+1", "'@x")
    row = Event.objects.get(action="audit.export")
    assert row.actor_id == str(auditor.pk)
    assert row.details["asked"] == {"action": "staff.login"}


def test_an_export_has_an_end_and_says_so(
    as_user: SignIn, auditor: User, narges: User, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_log, "MOST", 2)
    for _ in range(3):
        actions.see(by=narges, case=case)
    lines = exported(as_user(auditor), action="case.view")
    assert len(lines) == 3
    assert lines[-1] == [audit_log.MORE]


def test_what_cannot_be_asked_is_told_on_the_page(as_user: SignIn, auditor: User) -> None:
    sent = as_user(auditor).get(f"{PAGE}export/", {"name": "nobody"})
    assert sent["Location"] == f"{PAGE}?name=nobody"
    assert not Event.objects.filter(action="audit.export").exists()


def test_a_clerk_takes_nothing_along(as_user: SignIn, narges: User) -> None:
    assert as_user(narges).get(f"{PAGE}export/").status_code == 403
