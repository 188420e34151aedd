"""«چه کسی پروندهٔ مرا دیده است؟» as the applicant reads it."""

import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from miz.accounts.models import User
from miz.audit import actions as audit
from miz.cases import access
from miz.cases.models import Case
from miz.catalogue.queries import PublishedService
from miz.citizens.representation import OWNER_OF_NUMBER
from miz.connectors.shahkar import client as shahkar
from miz.web.portal import tracking
from miz.web.shared import receipts
from tests import factories

from .conftest import text

PAGE = "/track/case/access/"
SignIn = Callable[[User], Client]


@pytest.fixture
def case(desk: PublishedService) -> Case:
    return factories.case(desk)


def visitor(case: Case, *, proven: bool = False) -> Client:
    """Somebody who has found the case."""
    browser = Client()
    browser.cookies = tracking.grant(case, proven=proven).cookies
    return browser


def test_after_a_clerk_looked_the_applicant_reads_role_and_unit(
    case: Case, narges: User, as_user: SignIn
) -> None:
    as_user(narges).get(reverse("office:case", args=[case.pk]))
    as_user(narges).get(reverse("office:print", args=[case.pk]))
    page = text(visitor(case).get(PAGE))
    assert "کارشناس، دفتر حج و زیارت استان تهران" in page
    assert "آن را دید" in page
    assert "چاپ کرد" in page
    assert narges.full_name not in page


def test_nobody_has_looked_yet(case: Case) -> None:
    assert "هنوز کسی آن را ندیده است" in text(visitor(case).get(PAGE))


def test_who_has_not_found_the_case_learns_nothing(case: Case, client: Client) -> None:
    response = client.get(PAGE)
    assert response.status_code == 302
    assert response["Location"] == "/track/"


def test_of_a_sensitive_case_it_is_told_after_the_code_alone(complaints: PublishedService) -> None:
    case = factories.case(complaints)
    assert visitor(case).get(PAGE)["Location"] == "/track/code/"
    assert visitor(case, proven=True).get(PAGE).status_code == 200


def test_the_page_before_is_one_link_away(case: Case, narges: User) -> None:
    for _ in range(access.AT_ONCE + 1):
        audit.record(by=narges.as_actor(), action="case.view", subject=case.subject)
    browser = visitor(case)
    older = access.of(case).older
    assert f"?before={older}" in text(browser.get(PAGE))
    second = text(browser.get(PAGE, {"before": str(older)}))
    assert second.count("<time") == 1
    assert "قدیمی‌تر" not in second


def test_questions_to_other_agencies_are_told_with_their_law(case: Case, agencies: object) -> None:
    shahkar.owns(case.national_code, case.mobile, purpose=OWNER_OF_NUMBER)
    page = text(visitor(case).get(PAGE))
    assert "استعلام شاهکار" in page
    assert OWNER_OF_NUMBER.legal_basis in page
    other = factories.applicant(5).national_code
    Case.objects.filter(pk=case.pk).update(national_code=other)
    assert "استعلام شاهکار" not in text(visitor(case).get(PAGE))


def test_the_page_of_the_case_leads_there(case: Case) -> None:
    assert PAGE in text(visitor(case).get("/track/case/"))


def test_who_opened_the_receipt_is_told_of(case: Case, client: Client) -> None:
    client.get(reverse("portal:receipt", args=[receipts.token(case)]))
    assert "رسید آن را دید" in text(visitor(case).get(PAGE))


def test_a_machine_that_asked_without_a_token_is_told_of(case: Case, client: Client) -> None:
    codes = {"national_code": case.national_code, "tracking_code": case.tracking_code}
    client.post("/api/v1/requests/track", json.dumps(codes), "application/json")
    client.post(
        "/api/v1/requests/track",
        json.dumps({**codes, "national_code": factories.applicant(1).national_code}),
        "application/json",
    )
    page = text(visitor(case).get(PAGE))
    assert page.count("کسی که کد ملی و کد پیگیری را داشت") == 1
    assert "پیگیری درخواست</bdi>" in page
