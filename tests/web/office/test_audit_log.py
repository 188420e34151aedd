"""The book of events: found by what is asked, without what is in a case, and read with a trace."""

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
