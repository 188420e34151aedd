"""What the citizen reads on the page of a request whose deadline was extended."""

import datetime
import re

from django.core import signing
from django.test import Client
from django.utils import timezone

from miz.accounts.models import User
from miz.cases import actions, downtimes
from miz.cases.models import Case
from miz.catalogue.queries import PublishedService
from miz.lib import jalali
from miz.web.portal import tracking
from tests import factories


def page_of(case: Case) -> str:
    browser = Client()
    found = signing.dumps({"case": case.pk, "proven": False}, salt=tracking.SALT)
    browser.cookies[tracking.COOKIE] = found
    return re.sub(r"<[^>]+>", "", browser.get("/track/case/").content.decode())


def older(desk: PublishedService, days: int) -> Case:
    case = factories.case(desk)
    sent = case.submitted_at - factories.days(days)
    Case.objects.filter(pk=case.pk).update(submitted_at=sent)
    return Case.objects.get(pk=case.pk)


def week_lost(by: User) -> None:
    end = timezone.now() - datetime.timedelta(minutes=1)
    downtimes.record(
        by=by,
        organisation=by.organisation,
        starts_at=end - factories.days(7),
        ends_at=end,
        reason="قطعی برق",
    )
    while downtimes.work_off():
        pass


def test_the_citizen_reads_why_the_answer_comes_later(
    desk: PublishedService, headquarters: User
) -> None:
    case = older(desk, days=20)
    assert "تمدید" not in page_of(case)
    week_lost(headquarters)
    due_at = Case.objects.get(pk=case.pk).due_at
    assert due_at > case.due_at
    said = f"به‌سبب اختلال در کار ما (قطعی برق) مهلت پاسخ تا {jalali.format_date(due_at)}"
    assert said in page_of(case)


def test_who_sent_after_it_or_has_an_answer_reads_nothing_of_it(
    desk: PublishedService, headquarters: User, narges: User
) -> None:
    answered, later = older(desk, days=20), older(desk, days=0)
    week_lost(headquarters)
    actions.complete(by=narges, case=answered, revision=2, outcome="answer", text="انجام شد.")
    assert "تمدید" not in page_of(answered)
    assert "تمدید" not in page_of(later)
