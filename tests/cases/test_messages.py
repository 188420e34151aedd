"""The words of what is said beside the process: complete, short, silent where they must be."""

import datetime

import pytest

from miz.accounts.models import User
from miz.cases import messages, talk, visits
from miz.cases.models import Case, Correction
from miz.catalogue.packages import OF_EVENT
from miz.catalogue.queries import PublishedService
from miz.lib import jalali
from miz.outbox.models import Message
from tests import factories
from tests.cases import talking

LONGEST_SMS = 134
EVENTS = [*OF_EVENT, "message"]
LONGEST_TIME = datetime.datetime(2027, 5, 12, 11, 30, tzinfo=jalali.TEHRAN)
SECRETS = ("شکایت", "بازرسی", "مراجعه حضوری", talking.PLACE, talking.REASON, talking.DOCUMENTS)


def longest_values() -> dict[str, str]:
    field = max(Correction.Field.labels, key=len)
    place = "نشانی بلند " * 10
    return {"visit_time": visits.when(LONGEST_TIME), "visit_place": place, "field": field}


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_has_words_that_fit_two_parts(
    desk: PublishedService, complaints: PublishedService, settings: object, event: str
) -> None:
    settings.BASE_URL = "https://" + "m" * (45 - len("https:///track/"))  # type: ignore[attr-defined]
    for service in (desk, complaints):
        sms, mail = messages.drafts(factories.case(service), event, **longest_values())
        assert len(sms.body) <= LONGEST_SMS
        assert "{" not in sms.body + mail.body + mail.title


def test_in_a_complaint_nothing_is_told_of_what_was_said(
    complaints: PublishedService, inspector: User
) -> None:
    case = factories.case(complaints)
    visit = talking.invite(inspector, case)
    visits.confirm(case=case, seen=visit.at)
    talking.ask(inspector, case, "text")
    talking.tell(inspector, case, "متن پیام")
    told = [m.title + m.body for m in Message.objects.filter(reference=case.subject)]
    assert len(told) > 6
    secrets = (*SECRETS, visits.when(visit.at), "متن")
    assert [(text, secret) for text in told for secret in secrets if secret in text] == []


def test_of_a_sensitive_request_the_place_is_told_on_the_page_alone(
    desk: PublishedService, narges: User
) -> None:
    topic = next(topic for topic in desk.topics if topic.sensitive)
    case: Case = factories.case(desk, topic=topic)
    talking.invite(narges, case)
    told = [m.body for m in Message.objects.filter(reference=case.subject)]
    assert not any(talking.PLACE in text for text in told)
    assert any(messages.ON_THE_PAGE in text for text in told)
    assert talk.may_talk(narges, case)
