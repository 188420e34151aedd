"""The board: figures of one's own scope."""

import re
from collections.abc import Callable

from django.test import Client

from miz.accounts.models import User
from miz.cases import actions
from miz.cases.models import Case
from miz.catalogue.queries import PublishedService
from tests import factories

SignIn = Callable[[User], Client]
FIGURE = re.compile(r"<dt><a[^>]*>([^<]+)</a></dt><dd>([^<]+)</dd>")


def figures(browser: Client) -> dict[str, str]:
    return dict(FIGURE.findall(browser.get("/office/board/").content.decode()))


def test_figures_are_of_the_scope_and_leave_complaints_out(
    as_user: SignIn,
    narges: User,
    parisa: User,
    headquarters: User,
    desk: PublishedService,
    complaint: Case,
) -> None:
    cases = [factories.case(desk, applicant=factories.applicant(n)) for n in range(3)]
    factories.case(desk, province="fars")
    actions.claim(by=narges, case=cases[0], revision=1)
    actions.complete(by=narges, case=cases[1], revision=1, outcome="ask", text="مدرک؟")
    cases[2].submitted_at -= factories.days(60)
    cases[2].due_at -= factories.days(60)
    cases[2].save()
    assert figures(as_user(parisa)) == {
        "در دست اقدام": "۲",
        "گذشته از مهلت": "۱",
        "نزدیک به مهلت": "۰",
        "بی‌مسئول": "۱",
        "در انتظار متقاضی": "۱",
    }
    assert figures(as_user(headquarters))["در دست اقدام"] == "۳"


def test_the_load_of_each_clerk_is_told(
    as_user: SignIn, narges: User, reza: User, parisa: User, desk: PublishedService
) -> None:
    for number, clerk in enumerate([narges, narges, reza]):
        case = factories.case(desk, applicant=factories.applicant(number))
        actions.claim(by=clerk, case=case, revision=1)
    page = as_user(parisa).get("/office/board/").content.decode()
    rows = re.findall(r'data-label="کارشناس">([^<]+)<.*?m-number">([^<]+)<', page)
    assert rows == [("Narges", "۲"), ("Reza", "۱")]


def test_a_clerk_has_no_board(as_user: SignIn, narges: User) -> None:
    assert as_user(narges).get("/office/board/").status_code == 403
