"""What a unit is asked: read and answered without a word of the case it belongs to."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from miz.accounts.models import User
from miz.cases import actions, referrals, talk
from miz.cases.models import Case, Entry

SignIn = Callable[[User], Client]
OPINION = "پوزش خواستیم."


def decide(by: User, case: Case, outcome: str, **said: Any) -> None:
    case.refresh_from_db()
    actions.complete(by=by, case=case, revision=case.revision, outcome=outcome, **said)


@pytest.fixture
def referred(complaint: Case, inspector: User) -> Case:
    decide(inspector, complaint, "accept")
    unit = {"unit": "province-desk/tehran"}
    decide(inspector, complaint, "refer", text="برخورد چگونه بود؟", data=unit)
    complaint.refresh_from_db()
    return complaint


def test_what_happens_in_the_case_meanwhile_neither_stops_the_answer_nor_is_told(
    as_user: SignIn, referred: Case, parisa: User, inspector: User
) -> None:
    task, seen = referrals.waiting(parisa).get(), referred.revision
    actions.note(by=inspector, case=referred, revision=seen, text="یادداشت")
    talk.write(case=referred, text="پیام شاکی")
    sent = {"revision": seen, "choice": f"done-{task.pk}", "text": OPINION}
    response = as_user(parisa).post(reverse("office:referral", args=[task.pk]), sent)
    assert response.status_code == 302
    assert referred.entries.get(kind=Entry.Kind.OPINION).text == OPINION


def test_what_is_answered_already_is_asked_no_more(
    as_user: SignIn, referred: Case, parisa: User
) -> None:
    task = referrals.waiting(parisa).get()
    sent = {"revision": 1, "choice": f"done-{task.pk}", "text": OPINION}
    address, browser = reverse("office:referral", args=[task.pk]), as_user(parisa)
    assert [browser.post(address, sent).status_code for _ in range(2)] == [302, 404]
    assert referred.entries.filter(kind=Entry.Kind.OPINION).count() == 1
