"""Messages in both directions, beside the process."""

import pytest

from miz.accounts.models import Organisation, User
from miz.audit.models import Event
from miz.cases import actions, talk
from miz.cases.errors import ChangedMeanwhile, NotAllowed, NotNow
from miz.cases.models import Case, Entry, ProcessState
from miz.catalogue.queries import PublishedService
from miz.outbox.models import Message
from tests import factories
from tests.cases import talking
from tests.cases.people import colleague_elsewhere, make


@pytest.fixture
def case(desk: PublishedService) -> Case:
    return factories.case(desk)


def test_a_message_is_kept_told_and_noted_and_moves_nothing(case: Case, narges: User) -> None:
    before = Case.objects.get(pk=case.pk).told(), bytes(ProcessState.objects.get(case=case).state)
    talking.tell(narges, case, "فردا تلفن می‌زنیم.")
    entry = case.entries.get()
    assert (entry.kind, entry.text, entry.author) == ("message", "فردا تلفن می‌زنیم.", narges)
    told = Message.objects.filter(reference=case.subject, body__contains="پیام")
    assert {message.channel for message in told} == {"sms", "email"}
    assert not any("تلفن می‌زنیم" in message.body for message in told)
    assert Event.objects.filter(subject=case.subject, action="case.message").count() == 1
    after = Case.objects.get(pk=case.pk)
    assert (after.told(), bytes(ProcessState.objects.get(case=case).state)) == before
    assert after.revision == 2


def test_a_citizen_answers_and_no_one_is_told_by_sms(case: Case) -> None:
    sent = Message.objects.count()
    talk.write(case=case, text="کی پاسخ می‌دهید؟")
    entry = case.entries.get()
    assert (entry.is_from_citizen, entry.is_internal) == (True, False)
    assert Message.objects.count() == sent
    assert Event.objects.get(action="case.write").actor_kind == "citizen"


def test_after_five_messages_it_is_the_desks_turn(case: Case, narges: User) -> None:
    for number in range(talk.MOST_UNANSWERED):
        talk.write(case=case, text=f"پیام {number}")
    with pytest.raises(NotNow, match="۵ پیام"):
        talk.write(case=case, text="پیام ششم")
    actions.note(**talking.said(narges, case), text="فقط برای همکاران")
    with pytest.raises(NotNow):
        talk.write(case=case, text="یادداشت پاسخ نیست")
    assert len(talk.unanswered(case)) == talk.MOST_UNANSWERED
    talking.tell(narges, case)
    assert talk.unanswered(case) == []
    talk.write(case=case, text="سپاس")
    assert [entry.text for entry in talk.unanswered(case)] == ["سپاس"]


@pytest.mark.parametrize("outcome", ["ask", "answer", "reject"])
def test_both_may_write_while_the_case_is_open_in_any_state(
    case: Case, narges: User, outcome: str
) -> None:
    actions.complete(**talking.said(narges, case), outcome=outcome, text="شرح")
    state = Case.objects.get(pk=case.pk).state
    talking.tell(narges, case)
    talk.write(case=case, text="دیدم")
    assert Case.objects.get(pk=case.pk).state == state


def test_nobody_writes_in_a_closed_case(case: Case, narges: User) -> None:
    talking.close(case)
    with pytest.raises(NotNow, match="بسته"):
        talking.tell(narges, case)
    with pytest.raises(NotNow, match="بسته"):
        talk.write(case=case, text="دیر شد")
    assert not talk.may_talk(narges, Case.objects.get(pk=case.pk))
    assert not Entry.objects.exists()


def test_a_clerk_who_saw_an_older_case_hears_what_happened(case: Case, narges: User) -> None:
    talk.write(case=case, text="خبر تازه‌ای دارم")
    with pytest.raises(ChangedMeanwhile, match="پیامی فرستاد"):
        talk.tell(by=narges, case=case, revision=1, text="پاسخ")
    assert case.entries.count() == 1


@pytest.mark.parametrize("who", ["omid", "inspector", "administrator", "publisher", "elsewhere"])
def test_a_stranger_writes_nothing(case: Case, hajj: Organisation, who: str) -> None:
    strangers = {
        "omid": lambda: make(hajj, "clerk", province="fars"),
        "elsewhere": lambda: colleague_elsewhere("clerk"),
    }
    stranger = strangers.get(who, lambda: make(hajj, who))()
    with pytest.raises(NotAllowed):
        talking.tell(stranger, case)
    assert not Entry.objects.exists()
    assert not talk.may_talk(stranger, case)


def test_in_a_complaint_only_the_inspector_writes(
    complaints: PublishedService, inspector: User, headquarters: User
) -> None:
    case = factories.case(complaints)
    with pytest.raises(NotAllowed):
        talking.tell(headquarters, case)
    talking.tell(inspector, case)
    assert case.entries.get().author == inspector
