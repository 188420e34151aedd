"""What came up because it is late: on the board, and as a tag in the inbox."""

import re
from collections.abc import Callable

from django.test import Client

from miz.accounts.models import User
from miz.cases import escalations
from miz.cases.models import Case
from miz.catalogue.queries import PublishedService
from miz.lib import holidays
from tests import factories

SignIn = Callable[[User], Client]


def late(case: Case, days: int) -> Case:
    sent, due = case.submitted_at, case.due_at
    Case.objects.filter(pk=case.pk).update(
        submitted_at=sent - factories.days(days), due_at=due - factories.days(days)
    )
    escalations.watch()
    return case


def shown(browser: Client, page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", browser.get(page).content.decode()))


def test_the_board_counts_and_lists_what_came_to_the_supervisor(
    as_user: SignIn, parisa: User, desk: PublishedService
) -> None:
    browser = as_user(parisa)
    assert "مهلت هیچ درخواستی" in shown(browser, "/office/board/")
    cases = [late(factories.case(desk), days=30) for _ in range(2)]
    late(factories.case(desk, province="fars"), days=30)
    page = browser.get("/office/board/").content.decode()
    section = page.split('id="escalations"')[1].split("</section>")[0]
    assert "درخواست‌های گذشته از مهلت (۲)" in section
    listed = re.findall(r"/office/cases/(\d+)/", section)
    assert listed == [str(case.pk) for case in cases]


def test_the_inbox_says_of_each_row_how_high_it_came(
    as_user: SignIn, narges: User, desk: PublishedService, case: Case
) -> None:
    browser = as_user(narges)
    assert "به سرپرست رسید" not in shown(browser, "/office/")
    late(factories.case(desk), days=30)
    assert shown(browser, "/office/").count("به ستاد رسید") == 1


def test_a_row_whose_deadline_was_moved_says_nothing(
    as_user: SignIn, narges: User, desk: PublishedService
) -> None:
    case = late(factories.case(desk), days=30)
    due = Case.objects.get(pk=case.pk).due_at + factories.days(1)
    Case.objects.filter(pk=case.pk).update(due_at=due)
    assert "به ستاد رسید" not in shown(as_user(narges), "/office/")


def test_the_board_says_when_the_holiday_table_ends(
    as_user: SignIn, parisa: User, monkeypatch
) -> None:
    browser = as_user(parisa)
    assert "جدول تعطیلات" not in shown(browser, "/office/board/")
    monkeypatch.setattr(holidays, "NOTICE", factories.days(36500))
    assert "جدول تعطیلات تا پایان ۱۴۰۸ است" in shown(browser, "/office/board/")
