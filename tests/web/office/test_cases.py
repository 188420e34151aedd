"""The page of a case and what is done on it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from miz.accounts.models import Unit, User
from miz.audit.actors import CITIZEN
from miz.audit.models import Event
from miz.cases import actions
from miz.cases.models import Attachment, Case, Entry
from miz.catalogue.queries import PublishedService
from miz.web.office import offers
from miz.web.office.permissions import SIGNED_OUT
from tests import factories

from .conftest import give_reason

SignIn = Callable[[User], Client]
Act = Callable[..., HttpResponse]


# Beside the process, and told in test_talk.py.
TALK = {"talk"}
OUTCOMES = ["answer", "ask", "reject"]


def page_of(browser: Client, case: Case) -> str:
    response = browser.get(reverse("office:case", args=[case.pk]))
    assert response.status_code == 200
    return response.content.decode()


def text(response: HttpResponse) -> str:
    return response.content.decode()


def offered(page: str, case: Case) -> set[str]:
    """The things to do that the page offers, by their addresses."""
    return (
        set(re.findall(rf'action="/office/cases/{case.pk}/(?:tasks/\d+/)?([a-z-]+)/"', page)) - TALK
    )


def box(case: Case, name: str) -> str:
    """How the page calls the box of an outcome of the newest task."""
    return f"{name}-{case.tasks.latest('pk').pk}"


# --- seeing


def test_the_page_tells_who_asked_what_and_leaves_a_trace(
    as_user: SignIn, narges: User, case: Case
) -> None:
    page = page_of(as_user(narges), case)
    for fact in (case.full_name, case.text, case.topic_title, case.email):
        assert fact in page
    trace = Event.objects.get(action="case.view")
    assert (trace.subject, trace.actor_id) == (case.subject, str(narges.pk))


@pytest.mark.parametrize("name", ["case", "attachment"])
def test_without_a_trace_nothing_is_shown(
    as_user: SignIn, narges: User, desk: PublishedService, monkeypatch: Any, name: str
) -> None:
    case = factories.case(desk, attachments=[factories.attachment()])
    keys = [case.attachments.get().upload.key] if name == "attachment" else []
    browser = as_user(narges)

    def broken(**_: object) -> None:
        raise DatabaseError("the audit cannot be written")

    monkeypatch.setattr("miz.audit.actions.record", broken)
    with pytest.raises(DatabaseError):
        browser.get(reverse(f"office:{name}", args=[case.pk, *keys]))


def test_a_file_is_downloaded_never_shown(
    as_user: SignIn, narges: User, desk: PublishedService
) -> None:
    case = factories.case(desk, attachments=[factories.attachment("شناسنامه")])
    browser = as_user(narges)
    link = re.search(r'href="(/office/cases/\d+/attachments/[^"]+)"', page_of(browser, case))
    assert link
    response = browser.get(link[1])
    assert response.content == factories.PDF
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]
    assert Event.objects.filter(action="case.view").count() == 2


def test_a_file_is_not_found_under_another_case(
    as_user: SignIn, narges: User, desk: PublishedService, case: Case
) -> None:
    other = factories.case(desk, attachments=[factories.attachment()])
    key = other.attachments.get().upload.key
    assert as_user(narges).get(reverse("office:attachment", args=[case.pk, key])).status_code == 404


def test_what_a_citizen_wrote_is_text_and_never_markup(
    as_user: SignIn, narges: User, desk: PublishedService
) -> None:
    case = factories.case(desk, text="<script>alert(1)</script>")
    page = page_of(as_user(narges), case)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


# --- what is offered


def test_a_free_case_offers_everything_that_a_clerk_may_do(
    as_user: SignIn, narges: User, case: Case
) -> None:
    everything = {"claim", "answer", "ask", "reject", "hand-over", "note"}
    assert offered(page_of(as_user(narges), case), case) == everything


def test_a_colleagues_case_offers_no_answer(
    as_user: SignIn, narges: User, reza: User, parisa: User, case: Case
) -> None:
    actions.claim(by=reza, case=case, revision=1)
    assert offered(page_of(as_user(narges), case), case) == {"hand-over", "note"}
    supervisor = offered(page_of(as_user(parisa), case), case)
    assert supervisor == {"claim", "release", "hand-over", "note"}


def test_an_answered_case_offers_only_to_be_closed(
    as_user: SignIn, narges: User, case: Case, act: Act
) -> None:
    browser = as_user(narges)
    act(browser, case, "answer", text="انجام شد.")
    assert offered(page_of(browser, case), case) == {"close"}
    act(browser, case, "close")
    assert offered(page_of(browser, case), case) == set()
    assert Case.objects.get().state == "closed"


def test_an_objection_is_for_the_supervisor_alone(
    as_user: SignIn, narges: User, parisa: User, case: Case, act: Act
) -> None:
    act(as_user(narges), case, "reject", text="مدارک کافی نیست.")
    actions.receive(by=CITIZEN, case=case, message="objection", text="کافی است.")
    page = page_of(as_user(narges), case)
    assert offered(page, case) == {"hand-over", "note"}
    assert "این مرحله با سرپرست است" in page
    assert offered(page_of(as_user(parisa), case), case) >= {"answer", "reject", "claim"}
    assert "ask" not in offered(page_of(as_user(parisa), case), case)
    response = act(as_user(narges), case, "answer", text="پاسخ دوم")
    assert response.status_code == 409
    assert "این مرحله با سرپرست است" in text(response)
    assert "پاسخ دوم" in text(response)


def test_the_inspector_works_on_a_complaint_from_end_to_end(
    as_user: SignIn, inspector: User, parisa: User, complaint: Case, act: Act
) -> None:
    browser = as_user(inspector)
    give_reason(browser, complaint)
    assert "محرمانه" in page_of(browser, complaint)
    act(browser, complaint, "claim")
    act(browser, complaint, "accept")
    asked = {"data-unit": "province-desk/tehran", "text": "برخورد کارکنان چگونه بود؟"}
    act(browser, complaint, "refer", **asked)
    assert "منتظر پاسخ دفتر حج و زیارت استان تهران" in page_of(browser, complaint)
    actions.complete(
        by=parisa, case=complaint, revision=Case.objects.get().revision, outcome="done",
        text="پوزش خواستیم.", task=complaint.tasks.latest("pk").pk,
    )  # fmt: skip
    assert "پوزش خواستیم." in page_of(browser, complaint)
    act(browser, complaint, "conclude", **{"data-merit": "upheld", "text": "شکایت درست است."})
    assert "شکایت وارد است" in page_of(browser, complaint)
    act(browser, complaint, "answer", text="رسیدگی شد.")
    act(browser, complaint, "close")
    assert Case.objects.get().state == "closed"


def test_what_an_outcome_needs_is_asked_beside_its_words(
    as_user: SignIn, inspector: User, complaint: Case, act: Act
) -> None:
    browser = as_user(inspector)
    give_reason(browser, complaint)
    act(browser, complaint, "accept")
    page = text(act(browser, complaint, "refer", text="پرسش من", **{"data-unit": ""}))
    form = box(complaint, "refer")
    assert f'href="#{form}_data-unit"' in page
    assert "پرسش من</textarea>" in page
    assert text(act(browser, complaint, "refer", text="پرسش", **{"data-unit": "inspection"})) != ""
    assert complaint.tasks.get(done_at=None).element == "investigate"


# --- doing


def test_claiming_and_releasing(as_user: SignIn, narges: User, case: Case, act: Act) -> None:
    browser = as_user(narges)
    assert act(browser, case, "claim").status_code == 302
    assert Case.objects.get().assignee == narges
    assert "نزد شماست" in page_of(browser, case)
    act(browser, case, "release")
    assert Case.objects.get().assignee is None


def test_asking_for_more_stops_the_clock(
    as_user: SignIn, narges: User, case: Case, act: Act
) -> None:
    browser = as_user(narges)
    act(browser, case, "ask", text="تصویر رسید را بفرستید.")
    page = page_of(browser, case)
    assert "مهلت متوقف است" in page
    assert "تصویر رسید را بفرستید." in page


def test_a_note_is_marked_as_hidden_from_the_citizen(
    as_user: SignIn, narges: User, case: Case, act: Act
) -> None:
    act(as_user(narges), case, "note", text="تماس گرفتم.")
    page = page_of(as_user(narges), case)
    assert "m-internal" in page
    assert "متقاضی این را نمی‌بیند" in page


def test_an_answer_goes_out_with_its_files(
    as_user: SignIn, narges: User, case: Case, act: Act
) -> None:
    file = SimpleUploadedFile("guide.pdf", factories.PDF)
    act(as_user(narges), case, "answer", text="انجام شد.", **{
        "file-0-title": "راهنما", "file-0-file": file,
    })  # fmt: skip
    attachment = Attachment.objects.get()
    assert attachment.entry is not None
    assert (attachment.entry.kind, attachment.title) == (Entry.Kind.ANSWER, "راهنما")
    assert "راهنما" in page_of(as_user(narges), case)


def test_a_refused_file_keeps_the_text_and_says_what_to_choose_again(
    as_user: SignIn, narges: User, case: Case, act: Act
) -> None:
    bad = SimpleUploadedFile("guide.pdf", b"MZ no paper")
    page = text(act(as_user(narges), case, "answer", text="پاسخ من", **{"file-2-file": bad}))
    assert "m-error-summary" in page
    assert f'href="#{box(case, "answer")}_file-2-file"' in page
    assert "پاسخ من</textarea>" in page
    assert "دوباره برگزینید" in page
    assert Case.objects.get().revision == 1


@pytest.mark.parametrize("name", ["answer", "ask", "reject", "note"])
@pytest.mark.parametrize("words", ["", "  ", "\x00", "x" * 5001])
def test_words_that_cannot_be_kept_show_the_form_again(
    as_user: SignIn, narges: User, case: Case, act: Act, name: str, words: str
) -> None:
    response = act(as_user(narges), case, name, text=words)
    assert response.status_code == 200
    form = name if name == "note" else box(case, name)
    assert f'href="#{form}_text"' in text(response)
    assert Case.objects.get().revision == 1


@pytest.mark.parametrize("revision", ["", "x", "0", "9" * 30])
def test_an_action_without_a_sound_revision_is_not_done(
    as_user: SignIn, narges: User, case: Case, revision: str
) -> None:
    as_user(narges).post(reverse("office:claim", args=[case.pk]), {"revision": revision})
    assert Case.objects.get().assignee is None


# --- ready texts


def test_the_button_brings_a_ready_text_in_with_the_name_and_the_code(
    as_user: SignIn, narges: User, case: Case, act: Act
) -> None:
    page = text(act(as_user(narges), case, "answer", ready="done", insert="1", text=""))
    area = re.search(r'<textarea name="text"[^>]*id="answer-\d+_text"[^>]*>([^<]*)<', page)
    assert area
    assert f"{case.full_name} گرامی" in area[1]
    assert "{" not in area[1]
    assert re.search(r'<details[^>]*id="action-answer-\d+"[^>]* open', page)
    assert Case.objects.get().revision == 1


def test_a_ready_text_takes_the_place_of_another_but_never_of_ones_own_words(
    case: Case, as_user: SignIn, narges: User, act: Act
) -> None:
    texts = offers.ready_texts(case)
    first, second = list(texts)[:2]
    swapped = text(
        act(as_user(narges), case, "answer", ready=second, insert="1", text=texts[first][1])
    )
    assert (
        texts[first][1].splitlines()[2]
        not in re.findall(r"<textarea.*?</textarea>", swapped, re.S)[0]
    )
    own = text(act(as_user(narges), case, "answer", ready=second, insert="1", text="سخن خودم"))
    area = re.findall(r"<textarea.*?</textarea>", own, re.S)[0]
    assert "سخن خودم" in area
    assert texts[second][1].splitlines()[0] in area


def test_every_choice_carries_its_text_for_the_script(
    as_user: SignIn, narges: User, case: Case
) -> None:
    page = page_of(as_user(narges), case)
    assert page.count("data-text=") == len(offers.ready_texts(case)) > 0


# --- handing over


def test_a_case_is_handed_to_a_colleague_with_a_reason(
    as_user: SignIn, narges: User, reza: User, case: Case, act: Act
) -> None:
    act(as_user(narges), case, "hand_over", to=f"person-{reza.pk}", reason="تخصص ایشان است.")
    assert Case.objects.get().assignee == reza
    assert "تخصص ایشان است." in page_of(as_user(narges), case)


def test_a_case_given_to_another_province_leaves_the_sight_of_the_giver(
    as_user: SignIn, narges: User, omid: User, case: Case, act: Act
) -> None:
    fars = Unit.objects.get(kind="desk", province="fars")
    response = act(
        as_user(narges), case, "hand_over", to=f"unit-{fars.pk}", reason="ساکن فارس است."
    )
    assert response["Location"] == reverse("office:inbox")
    assert as_user(narges).get(reverse("office:case", args=[case.pk])).status_code == 404
    assert case.full_name in page_of(as_user(omid), case)


def test_receivers_are_those_who_may_have_the_case(
    narges: User,
    reza: User,
    omid: User,
    inspector: User,
    publisher: User,
    case: Case,
    complaint: Case,
) -> None:
    options = {value for group in offers.receivers(case).values() for value, _ in group}
    people = {value for value in options if value.startswith("person-")}
    assert people == {f"person-{user.pk}" for user in (narges, reza, omid)}
    assert f"unit-{inspector.unit_id}" not in options
    assert next(iter(offers.receivers(case))) == str(case.unit)
    of_complaint = offers.receivers(complaint)
    assert list(of_complaint) == [str(inspector.unit)]


@pytest.mark.parametrize("to", ["", "unit-0", "person-1 or 1", "unit-{inspection}"])
def test_a_receiver_outside_the_list_is_refused_and_the_reason_kept(
    as_user: SignIn, narges: User, case: Case, act: Act, to: str
) -> None:
    inspection = Unit.objects.get(kind="inspection")
    wanted = to.format(inspection=inspection.pk)
    page = text(act(as_user(narges), case, "hand_over", to=wanted, reason="دلیل من"))
    assert 'href="#hand_over_to"' in page
    assert "دلیل من</textarea>" in page
    assert Case.objects.get().revision == 1


# --- two at once


def test_who_comes_second_is_told_who_did_what_and_keeps_the_text(
    as_user: SignIn, narges: User, reza: User, parisa: User, case: Case, act: Act
) -> None:
    actions.note(by=reza, case=case, revision=1, text="نگاه می‌کنم.")
    response = act(as_user(narges), case, "answer", revision=1, text="پاسخ من")
    page = text(response)
    assert response.status_code == 409
    assert "پیش از شما Reza" in page
    assert "یادداشتی بر آن نوشت" in page
    assert "پاسخ من</textarea>" in page
    assert 'name="revision" value="2"' in page
    assert 'name="revision" value="1"' not in page
    assert act(as_user(narges), case, "answer", revision=2, text="پاسخ من").status_code == 302


def test_a_text_whose_form_is_gone_can_still_be_copied(
    as_user: SignIn, narges: User, parisa: User, case: Case, act: Act
) -> None:
    actions.complete(by=parisa, case=case, revision=1, outcome="answer", text="انجام شد.")
    page = text(act(as_user(narges), case, "answer", revision=1, text="پاسخ من"))
    assert "به آن پاسخ داد" in page
    assert "readonly>پاسخ من</textarea>" in page
    assert offered(page, case) == {"close"}


WORDS = ["answer", "ask", "reject", "hand_over", "note"]


def test_every_box_for_words_keeps_a_draft_of_its_own(
    as_user: SignIn, narges: User, case: Case
) -> None:
    page = page_of(as_user(narges), case)
    drafts = re.findall(r'<textarea[^>]* data-draft="([^"]+)"', page)
    boxes = [*(box(case, name) for name in ("ask", "answer", "reject")), "hand_over", "note"]
    assert set(drafts) >= {f"{narges.pk}-case-{case.pk}-{name}" for name in boxes}
    assert len(drafts) == len(set(drafts))


def test_the_message_of_success_names_the_draft_that_arrived(
    as_user: SignIn, narges: User, case: Case, act: Act
) -> None:
    browser = as_user(narges)
    assert "data-sent" not in text(act(browser, case, "note", text=" "))
    act(browser, case, "note", text="یادداشت")
    assert f'data-sent="{narges.pk}-case-{case.pk}-note"' in page_of(browser, case)
    assert "data-sent" not in page_of(browser, case)


@pytest.mark.parametrize("name", [*WORDS, "claim", "release", "close"])
def test_who_was_signed_out_while_writing_comes_back_to_the_case(
    client: Client, case: Case, act: Act, name: str
) -> None:
    response = act(client, case, name, text="متن")
    page = reverse("office:case", args=[case.pk])
    assert response["Location"] == f"{reverse('office:login')}?next={page}"
    login = text(client.get(response["Location"]))
    assert SIGNED_OUT in login
    assert f'name="next" value="{page}"' in login


def test_a_case_that_left_the_scope_meanwhile_leads_back_to_the_inbox(
    as_user: SignIn, narges: User, parisa: User, case: Case, act: Act, monkeypatch: Any
) -> None:
    browser = as_user(narges)
    fars = Unit.objects.get(kind="desk", province="fars")
    real = actions.note

    def too_late(**said: Any) -> Case:
        actions.hand_over(by=parisa, case=case, revision=1, unit=fars, colleague=None, reason="—")
        return real(**said)

    monkeypatch.setattr(actions, "note", too_late)
    response = act(browser, case, "note", revision=1, text="یادداشت")
    assert response["Location"] == reverse("office:inbox")
    assert "آن را ارجاع داد" in browser.get(reverse("office:inbox")).content.decode()


def test_a_refusal_of_the_state_is_a_message_on_the_page(
    as_user: SignIn, narges: User, case: Case, act: Act
) -> None:
    response = act(as_user(narges), case, "close")
    assert response.status_code == 409
    assert "این کار ممکن نیست" in text(response)
