"""A letter becomes a request or a message in one; machines are counted and left unanswered."""

import re
from email.message import EmailMessage
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import Settings

from miz.accounts.models import Organisation, User
from miz.audit.models import Event
from miz.cases import actions, similar, talk
from miz.cases.models import Attachment, Case, Entry, Inbound, State
from miz.catalogue.errors import UnknownService
from miz.catalogue.models import Service
from miz.catalogue.queries import PublishedService
from miz.lib import digits
from miz.outbox.models import Message
from miz.web.shared.inbound import mail
from miz.web.shared.inbound.mail import LetterRefused
from tests import factories

BOX, SENDER, STRANGER = "desk@miz.invalid", "ali@example.com", "other@example.com"
Outcome = Inbound.Outcome

pytestmark = pytest.mark.django_db


def letter(text: str = "نام من در فهرست نیست.", sender: str = SENDER, **headers: str) -> Any:
    made = EmailMessage()
    made["From"] = f"علی رضایی <{sender}>"
    made["Subject"] = headers.pop("Subject", "پرسش")
    made["Message-ID"] = headers.pop("Message_ID", f"<{hash((text, sender))}@example.com>")
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def take(made: EmailMessage, to: str = BOX, envelope: str = SENDER) -> Outcome | None:
    return mail.take(address=to, envelope_sender=envelope, content=bytes(made))


def opened() -> Case:
    assert take(letter()) == Outcome.OPENED
    return Case.objects.get(channel="email")


def written_to(address: str = SENDER) -> list[Message]:
    return list(Message.objects.filter(recipient=address).order_by("pk"))


def sent(message: Message) -> Message:
    """As the worker leaves it: known by the Message-ID of the letter."""
    Message.objects.filter(pk=message.pk).update(gateway_reference=f"<miz.{message.pk}@x.ir>")
    message.refresh_from_db()
    return message


# --- a new request


def test_a_letter_becomes_a_request_with_its_files() -> None:
    made = letter()
    made.add_attachment(factories.PDF, maintype="application", subtype="pdf", filename="رسید.pdf")
    assert take(made) == Outcome.OPENED
    case = Case.objects.get()
    assert (case.channel, case.email, case.full_name) == ("email", SENDER, "علی رضایی")
    assert (case.national_code, case.birth_date, case.gender, case.mobile) == ("", None, "", "")
    assert case.text == "پرسش\n\nنام من در فهرست نیست."
    assert case.is_unproved
    assert [one.title for one in Attachment.objects.filter(case=case)] == ["رسید.pdf"]
    assert Event.objects.get(subject=case.subject, action="case.open").actor_id == "email"


def test_the_sender_gets_code_and_promised_day_and_no_words_of_the_letter() -> None:
    case = opened()
    [answer] = written_to()
    assert digits.to_persian(case.tracking_code) in answer.body
    assert "موعد پاسخ" in answer.body
    assert "کد ملی" not in answer.body
    assert "فهرست" not in answer.body
    assert not Message.objects.filter(channel="sms").exists()


def test_a_file_that_is_refused_is_named_and_the_rest_is_kept() -> None:
    made = letter()
    made.add_attachment(b"MZ", maintype="application", subtype="x", filename="run.exe")
    made.add_attachment(b"x" * 400_000, maintype="image", subtype="png", filename="big.png")
    for number in range(6):
        made.add_attachment(
            factories.PDF, maintype="application", subtype="pdf", filename=f"{number}.pdf"
        )
    take(made)
    [answer] = written_to()
    assert "run.exe" in answer.body
    assert "۳۰۰ کیلوبایت" in answer.body
    assert "5.pdf" in answer.body
    assert Attachment.objects.count() == 5


def test_the_same_letter_twice_is_one_request() -> None:
    opened()
    assert take(letter()) is None
    assert (Case.objects.count(), len(written_to())) == (1, 1)


def test_a_letter_without_an_id_is_known_by_its_content() -> None:
    made = letter()
    del made["Message-ID"]
    assert take(made) == Outcome.OPENED
    assert take(made) is None


def test_a_mailbox_says_which_desk_and_province(settings: Settings) -> None:
    settings.MAILBOXES = ["Fars@desk.ir=hajj/fars"]
    assert take(letter(), to="fars@DESK.ir") == Outcome.OPENED
    assert Case.objects.get().province == "fars"


def test_a_stranger_mailbox_is_refused() -> None:
    with pytest.raises(LetterRefused, match=r"5\.1\.1"):
        take(letter(), to="nobody@miz.invalid")


def test_only_so_many_letters_a_day_from_one_address(settings: Settings) -> None:
    limit, _ = settings.QUOTAS["mail_by_sender"]
    for number in range(limit):
        take(letter(f"نامهٔ {number}"))
    with pytest.raises(LetterRefused, match=r"5\.7\.1"):
        take(letter("یکی بیش"))
    assert take(letter("دیگری", sender=STRANGER)) == Outcome.OPENED


def test_a_letter_in_a_circle_is_refused() -> None:
    made = letter()
    for _ in range(mail.MOST_HOPS + 1):
        made["Received"] = "from one by another"
    with pytest.raises(LetterRefused, match=r"5\.4\.6"):
        take(made)


def test_an_empty_letter_is_refused() -> None:
    with pytest.raises(LetterRefused, match=r"5\.6\.0"):
        take(letter("", Subject=""))


def test_a_long_letter_is_cut_and_its_sender_is_told() -> None:
    take(letter("سلام " * 3000))
    assert len(Case.objects.get().text) <= 5000
    assert "۵۰۰۰ نویسه" in written_to()[0].body


# --- a desk that was withdrawn


@pytest.fixture
def withdrawn(hajj: Organisation, narges: User) -> None:
    Service.objects.filter(slug="hajj-desk").update(
        withdrawn_at=timezone.now(), withdrawn_by=narges, withdrawn_reason="در میزی دیگر ادغام شد"
    )


def test_who_writes_to_a_withdrawn_desk_is_told_so_and_why(withdrawn: None) -> None:
    assert take(letter("این واژه‌ها بازنمی‌گردد.")) == Outcome.HELPED
    assert not Case.objects.exists()
    [answer] = written_to()
    assert "در میزی دیگر ادغام شد" in answer.body
    assert "ثبت نشد" in answer.title
    assert "بازنمی‌گردد" not in answer.body
    assert Inbound.objects.get().outcome == Outcome.HELPED


def test_it_is_told_once(withdrawn: None) -> None:
    assert [take(letter()), take(letter())] == [Outcome.HELPED, None]
    assert len(written_to()) == 1


def test_machines_are_not_told(withdrawn: None) -> None:
    assert take(letter(Auto_Submitted="auto-replied")) == Outcome.AUTOMATIC
    assert take(letter("برگشت"), envelope="") == Outcome.BOUNCE
    assert take(letter("رونوشت", Message_ID="<miz.17@miz.invalid>")) == Outcome.OWN
    assert not Message.objects.exists()


def test_a_request_that_runs_is_still_answered_by_letter(
    request: pytest.FixtureRequest,
) -> None:
    case = opened()
    request.getfixturevalue("withdrawn")
    assert take(letter("رسید پیوست است.", Subject=case.tracking_code)) == Outcome.ADDED
    Case.objects.update(state="closed", closed_at=case.submitted_at)
    assert take(letter("باز سلام", Subject=case.tracking_code)) == Outcome.HELPED
    assert Case.objects.count() == 1


def test_a_letter_to_a_desk_that_never_was_waits_at_the_mail_server(settings: Settings) -> None:
    settings.MAILBOXES = ["desk@miz.invalid=nobody"]
    with pytest.raises(UnknownService):
        take(letter())
    assert not Inbound.objects.exists()


# --- what no person wrote


@pytest.mark.parametrize(
    ("headers", "outcome"),
    [
        ({"Auto_Submitted": "auto-replied (vacation)"}, Outcome.AUTOMATIC),
        ({"X_Auto_Response_Suppress": "All"}, Outcome.AUTOMATIC),
        ({"Precedence": "auto_reply"}, Outcome.AUTOMATIC),
        ({"Precedence": "bulk"}, Outcome.LIST),
        ({"List_Id": "<news.example.com>"}, Outcome.LIST),
        ({"Message_ID": "<miz.17@miz.invalid>"}, Outcome.OWN),
        ({"X_Spam_Flag": "YES"}, Outcome.SPAM),
        ({"X_Spam_Score": "12.4"}, Outcome.SPAM),
    ],
)
def test_what_no_person_wrote_is_counted_and_not_answered(
    headers: dict[str, str], outcome: Outcome
) -> None:
    assert take(letter(**headers)) == outcome
    assert Inbound.objects.get().outcome == outcome
    assert not Case.objects.exists()
    assert not Message.objects.exists()


@pytest.mark.parametrize("headers", [{"Auto_Submitted": "no"}, {"X_Spam_Score": "1.2"}])
def test_what_a_person_wrote_is_not_set_aside(headers: dict[str, str]) -> None:
    assert take(letter(**headers)) == Outcome.OPENED


def test_a_bounce_and_our_own_letter_open_nothing() -> None:
    assert take(letter(), envelope="") == Outcome.BOUNCE
    assert take(letter("از خود میز", sender=BOX)) == Outcome.OWN
    assert not Case.objects.exists()


def test_set_aside_spends_nobodys_quota(settings: Settings) -> None:
    limit, _ = settings.QUOTAS["mail_by_sender"]
    for number in range(limit + 1):
        take(letter(f"خبر {number}", Precedence="bulk"))
    assert take(letter()) == Outcome.OPENED


# --- an answer to our letter


def test_an_answer_to_our_letter_is_a_message_in_its_case() -> None:
    case = opened()
    ours = sent(written_to()[0])
    answer = letter("رسید را هم می‌فرستم.", In_Reply_To=ours.gateway_reference)
    answer.add_attachment(factories.PDF, maintype="application", subtype="pdf", filename="r.pdf")
    assert take(answer) == Outcome.ADDED
    entry = Entry.objects.get(case=case)
    assert (entry.kind, entry.text, entry.author) == ("message", "رسید را هم می‌فرستم.", None)
    assert [one.title for one in entry.attachments.all()] == ["r.pdf"]
    assert "احراز نشده" in str(entry.facts)
    assert Event.objects.get(action="case.write").actor_id == "email"
    assert len(written_to()) == 1


def test_the_code_in_the_subject_is_enough_from_the_same_address() -> None:
    case = opened()
    subject = f"RE: درخواست {digits.to_persian(case.tracking_code)}"
    assert take(letter("سلام", Subject=subject)) == Outcome.ADDED


def test_a_stranger_with_the_code_or_the_id_writes_into_nobodys_case() -> None:
    case = opened()
    ours = sent(written_to()[0])
    forged = letter(
        "این هم از من", sender=STRANGER, Subject=case.tracking_code,
        In_Reply_To=ours.gateway_reference,
    )  # fmt: skip
    assert take(forged, envelope=STRANGER) == Outcome.OPENED
    assert not case.entries.exists()


def test_an_answer_to_a_question_of_the_desk_moves_the_case_on(narges: User) -> None:
    case = opened()
    case = actions.complete(
        by=narges, case=case, revision=None, outcome="ask", text="رسید را بفرستید."
    )
    assert case.state == State.WAITING_FOR_CITIZEN
    subject = f"Re: {case.tracking_code}"
    assert take(letter("بفرمایید", Subject=subject)) == Outcome.ADDED
    case.refresh_from_db()
    assert case.state != State.WAITING_FOR_CITIZEN
    assert case.entries.get(kind="reply").text == "بفرمایید"


def test_a_letter_does_not_move_a_case_of_the_portal(desk: PublishedService, narges: User) -> None:
    case = factories.case(desk, email=SENDER)
    case = actions.complete(by=narges, case=case, revision=None, outcome="ask", text="رسید؟")
    assert take(letter("بفرمایید", Subject=case.tracking_code)) == Outcome.ADDED
    case.refresh_from_db()
    assert case.state == State.WAITING_FOR_CITIZEN
    assert case.entries.filter(kind="message").count() == 1


def test_a_letter_to_a_closed_case_opens_another(narges: User) -> None:
    case = opened()
    Case.objects.update(state="closed", closed_at=case.submitted_at)
    assert take(letter("باز سلام", Subject=case.tracking_code)) == Outcome.OPENED


def test_after_five_letters_the_sender_is_asked_to_wait() -> None:
    case = opened()
    for number in range(talk.MOST_UNANSWERED):
        take(letter(f"پیام {number}", Subject=case.tracking_code))
    assert take(letter("پیام ششم", Subject=case.tracking_code)) == Outcome.SILENT
    assert "بی‌پاسخ" in written_to()[-1].body


# --- the words of staff go back by mail


def test_the_answer_itself_goes_by_mail_and_no_page_is_named(narges: User) -> None:
    case = opened()
    actions.complete(
        by=narges, case=case, revision=None, outcome="answer", text="نام شما افزوده شد."
    )
    _, answer, *more = written_to()
    assert more == []
    assert "نام شما افزوده شد." in answer.body
    assert not re.search("https?://|کد ملی", answer.body)
    assert not Message.objects.filter(channel="sms").exists()


def test_an_internal_note_goes_to_nobody(narges: User) -> None:
    case = opened()
    actions.note(by=narges, case=case, revision=case.revision, text="مشکوک است")
    assert len(written_to()) == 1


def test_the_answer_to_a_person_of_the_portal_stays_on_the_page(
    desk: PublishedService, narges: User
) -> None:
    case = factories.case(desk, email=SENDER)
    actions.complete(by=narges, case=case, revision=None, outcome="answer", text="متن پاسخ")
    assert not any("متن پاسخ" in message.body for message in written_to())


def test_an_event_without_words_of_staff_is_told_without_the_page(narges: User) -> None:
    case = opened()
    actions.complete(by=narges, case=case, revision=None, outcome="ask", text="رسید؟")
    [draft] = mail.messages.drafts(Case.objects.get(), "more_reminded")
    assert draft.channel == Message.Channel.EMAIL
    assert "در انتظار تکمیل" in draft.body
    assert "http" not in draft.body


def test_an_answer_to_a_letter_may_serve_another_person(desk: PublishedService) -> None:
    """Who gave no numbers leaves none to be taken out; nothing in the answer is torn apart."""
    theirs, ours = opened(), factories.case(desk)
    assert similar.adapted("در ۳ روز انجام شد.", theirs, ours) == "در ۳ روز انجام شد."


# --- the database


@pytest.mark.parametrize(
    "changes",
    [{"national_code": ""}, {"mobile": ""}, {"birth_date": None}, {"gender": ""}],
)
def test_only_a_letter_may_be_without_a_person(
    desk: PublishedService, changes: dict[str, Any]
) -> None:
    case = factories.case(desk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**changes)


def test_a_letter_always_has_an_address() -> None:
    opened()
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.update(email="")
