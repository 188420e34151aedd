"""Following a request: who finds it, what is shown, and what may be said."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from lxml import html
from pytest_django import Settings

from miz.accounts.models import User
from miz.cases import actions
from miz.cases.models import Case, Entry, Rating
from miz.catalogue.queries import PublishedService
from miz.documents.models import Upload
from miz.lib import digits, jalali, tracking_code
from miz.outbox.models import Message
from miz.web.portal import tracking
from miz.web.shared import robots
from tests import factories
from tests.factories import PDF
from tests.web.portal.conftest import errors, text

STRANGER = factories.applicant(1).national_code


class Person:
    """A citizen at the tracking pages: `person.track(case)`, `person.send("rate", score=5)`."""

    def __init__(self) -> None:
        self.client = Client(raise_request_exception=False)

    def track(self, case: Case, **changes: Any) -> HttpResponse:
        token = robots.token()
        data = {
            "national_code": case.national_code,
            "tracking_code": case.tracking_code,
            "robot_token": token,
            "robot_answer": robots.picture_digits(token),
        }
        return self.client.post("/track/", {**data, **changes})

    def see(self, address: str = "/track/case/") -> HttpResponse:
        return self.client.get(address)

    def send(self, what: str, **data: Any) -> HttpResponse:
        return self.client.post(f"/track/case/{what}/", data)

    def prove(self) -> HttpResponse:
        self.client.post("/track/code/", {"send": "1"})
        body = Message.objects.filter(priority=Message.Priority.CODE).latest("pk").body
        code = re.findall("[۰-۹]{6}", body)[0]
        return self.client.post("/track/code/", {"check": "1", "code": code})


@pytest.fixture
def person() -> Person:
    return Person()


@pytest.fixture
def case(desk: PublishedService) -> Case:
    return factories.case(desk)


def _decide(case: Case, by: User, outcome: str, words: str = "شرح کارشناس") -> Case:
    case.refresh_from_db()
    return actions.complete(
        by=by, case=case, revision=case.revision, outcome=outcome, text=words,
        attachments=[factories.attachment(title="نامهٔ کارشناس")],
    )  # fmt: skip


# --- finding


def test_who_knows_both_codes_sees_where_the_request_is(person: Person, case: Case) -> None:
    assert person.track(case)["Location"] == "/track/case/"
    page = text(person.see())
    assert case.masked_name in page
    assert case.full_name not in page
    assert digits.to_persian(tracking_code.format(case.tracking_code)) in page.replace(
        "&nbsp;", " "
    )
    assert jalali.format_datetime(case.submitted_at) in page
    assert re.search("ق.ظ|ب.ظ", page)
    for stage in ("stages", "مرحله‌ها"):
        assert stage in page
    assert case.mobile not in page
    assert case.email not in page


def test_a_wrong_pair_and_an_unknown_one_get_the_same_answer(person: Person, case: Case) -> None:
    wrong = [
        person.track(case, national_code=STRANGER),
        person.track(case, tracking_code=tracking_code.draw()),
        person.track(case, national_code=STRANGER, tracking_code=tracking_code.draw()),
    ]
    assert {each.status_code for each in wrong} == {200}
    assert [errors(each) for each in wrong] == [errors(wrong[0])] * 3
    assert tracking.NOT_FOUND in text(wrong[0])
    assert person.see()["Location"] == "/track/"


def test_after_a_miss_the_robot_check_is_a_new_one(person: Person, case: Case) -> None:
    token = robots.token()
    missed = person.track(
        case,
        national_code=STRANGER,
        robot_token=token,
        robot_answer=robots.picture_digits(token),
        robot_shown="digits",
    )
    page = text(missed)
    assert STRANGER in page
    assert token not in page
    fresh = re.findall(r'name="robot_token" value="([^"]+)"', page)[0]
    answer = robots.picture_digits(fresh)
    assert person.track(case, robot_token=fresh, robot_answer=answer).status_code == 302


def test_without_the_robot_check_nothing_is_looked_up(person: Person, case: Case) -> None:
    response = person.track(case, robot_answer="wrong")
    assert response.status_code == 200
    assert "کد امنیتی" in " ".join(errors(response))


def test_misses_are_limited(person: Person, case: Case, settings: Settings) -> None:
    settings.QUOTAS = {**settings.QUOTAS, "track_miss_by_person": (2, 600)}
    for _ in range(2):
        person.track(case, tracking_code=tracking_code.draw())
    refused = person.track(case)
    assert refused.status_code == 200
    assert "بیش از اندازه" in text(refused)


@pytest.mark.parametrize("typed", ["", "123", "\x00", "abc", "1" * 500])
def test_codes_that_cannot_be_are_told_and_kept(person: Person, case: Case, typed: str) -> None:
    response = person.track(case, tracking_code=typed)
    assert response.status_code == 200
    assert errors(response)
    assert case.national_code in text(response)


def test_the_code_of_the_receipt_is_filled_in(person: Person, case: Case) -> None:
    assert case.tracking_code in text(person.see(f"/track/?code={case.tracking_code}"))
    assert person.see("/track/?code=%00%22%3E").status_code == 200


# --- the visit


@pytest.mark.parametrize("cookie", ["", "x", '"\\000"', "e30:1:2"])
def test_without_a_visit_every_page_leads_to_the_search(person: Person, cookie: str) -> None:
    person.client.cookies[tracking.COOKIE] = cookie
    for address in ("/track/case/", "/track/code/"):
        assert person.see(address)["Location"] == "/track/"
    for what in ("reply", "rate", "object"):
        assert person.send(what)["Location"] == "/track/"
        assert person.see(f"/track/case/{what}/").status_code in (302, 405)


def test_a_visit_ends_after_half_an_hour(
    person: Person, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.track(case)
    late = timezone.now().timestamp() + tracking.LIFE_SECONDS + 5
    monkeypatch.setattr("django.core.signing.time.time", lambda: late)
    assert person.see()["Location"] == "/track/"


def test_leaving_ends_a_visit(person: Person, case: Case) -> None:
    person.track(case)
    person.client.post("/track/leave/")
    assert person.see()["Location"] == "/track/"


# --- what is shown


def test_internal_words_are_never_shown_to_the_citizen(
    person: Person, case: Case, narges: User
) -> None:
    case = actions.note(by=narges, case=case, revision=1, text="یادداشت درونی")
    actions.hand_over(
        by=narges, case=case, revision=2, unit=narges.unit, colleague=narges, reason="دلیل ارجاع"
    )
    _decide(case, narges, "answer", "پاسخ نهایی")
    person.track(case)
    page = text(person.see())
    assert "پاسخ نهایی" in page
    assert not [w for w in ("یادداشت درونی", "دلیل ارجاع", "Narges") if w in page]


def test_what_is_sensitive_is_shown_after_the_code_alone(
    person: Person, complaints: PublishedService, inspector: User
) -> None:
    criticism = next(topic for topic in complaints.topics if topic.main_code == "criticism")
    files = [factories.attachment("سند")]
    case = factories.case(complaints, text="متن شکایت", topic=criticism, attachments=files)
    _decide(case, inspector, "answer", "پاسخ محرمانه")
    person.track(case)
    secrets = ("متن شکایت", "پاسخ محرمانه", case.topic_title, "سند")
    assert not [secret for secret in secrets if secret in text(person.see())]
    key = case.attachments.first().upload.key
    assert person.see(f"/track/files/{key}/")["Location"] == "/track/code/"
    for what in ("reply", "rate", "object"):
        assert person.send(what)["Location"] == "/track/code/"
    assert person.prove()["Location"] == "/track/case/"
    assert not [secret for secret in secrets if secret not in text(person.see())]
    assert person.see(f"/track/files/{key}/").status_code == 200


def test_a_wrong_code_opens_nothing(person: Person, complaints: PublishedService) -> None:
    case = factories.case(complaints)
    person.track(case)
    for data in ({"check": "1", "code": "000000"}, {"check": "1", "code": ""}, {"check": "1"}):
        response = person.client.post("/track/code/", data)
        assert response.status_code == 200
        assert errors(response)
    for _ in range(4):
        response = person.client.post("/track/code/", {"send": "1"})
    assert "بیش از اندازه" in text(response)
    assert case.mobile not in text(response)


def test_a_proof_for_one_case_is_none_for_another(
    person: Person, complaints: PublishedService
) -> None:
    first, second = factories.case(complaints), factories.case(complaints, text="متن دوم")
    person.track(first)
    person.prove()
    person.track(second)
    assert "متن دوم" not in text(person.see())


# --- files


def test_a_file_leaves_as_a_download(person: Person, desk: PublishedService) -> None:
    case = factories.case(desk, attachments=[factories.attachment(name="کارت.pdf")])
    person.track(case)
    key = case.attachments.get().upload.key
    response = person.see(f"/track/files/{key}/")
    assert response.content == PDF
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]


def test_the_file_of_somebody_else_is_not_found(
    person: Person, case: Case, desk: PublishedService
) -> None:
    other = factories.case(desk, attachments=[factories.attachment()])
    person.track(case)
    key = other.attachments.get().upload.key
    assert person.see(f"/track/files/{key}/").status_code == 404
    assert Person().see(f"/track/files/{key}/")["Location"] == "/track/"
    assert person.see("/track/files/00000000-0000-0000-0000-000000000000/").status_code == 404


def test_the_file_of_an_internal_note_is_not_found(
    person: Person, case: Case, narges: User
) -> None:
    actions.note(by=narges, case=case, revision=1, text="یادداشت")
    upload = factories.attachment().upload
    upload.save()
    case.attachments.create(upload=upload, title="درونی", entry=Entry.objects.get())
    person.track(case)
    assert person.see(f"/track/files/{upload.key}/").status_code == 404


# --- what the citizen says


def _asked(person: Person, case: Case, by: User) -> None:
    _decide(case, by, "ask", "کارت ملی را بفرستید")
    person.track(case)


def _pdf(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF)


def test_a_reply_with_files_goes_on_with_the_case(person: Person, case: Case, narges: User) -> None:
    _asked(person, case, narges)
    page = text(person.see())
    assert "کارت ملی را بفرستید" in page
    assert "متوقف است" in page
    person.send(
        "reply", **{"reply-text": "فرستادم", "file-0-title": "کارت", "file-0-file": _pdf("c.pdf")}
    )
    case.refresh_from_db()
    assert case.state == "in_review"
    entry = case.entries.get(kind="reply")
    assert (entry.text, entry.attachments.get().title) == ("فرستادم", "کارت")
    assert "فرستادم" in text(person.see())


def test_a_mistake_in_a_reply_keeps_text_and_files(
    person: Person, case: Case, narges: User
) -> None:
    _asked(person, case, narges)
    files = {"file-0-file": _pdf("good.pdf"), "file-1-file": SimpleUploadedFile("bad.exe", b"MZ")}
    response = person.send("reply", **{"reply-text": "نوشتهٔ من", **files})
    assert response.status_code == 200
    assert "نوشتهٔ من" in text(response)
    assert "good.pdf" in text(response)
    assert errors(response)
    assert "good.pdf" in text(person.see())
    person.send("reply", **{"reply-text": "نوشتهٔ من"})
    assert case.entries.get(kind="reply").attachments.get().upload.name == "good.pdf"


def test_no_more_than_five_files_come_with_a_reply(
    person: Person, case: Case, narges: User
) -> None:
    _asked(person, case, narges)
    before = Upload.objects.count()
    for words in ("", "", "متن"):
        rows = {f"file-{n}-file": _pdf(f"{n}.pdf") for n in range(5)}
        page = text(person.send("reply", **{"reply-text": words, **rows}))
        assert "file-0-file" not in page
    assert case.entries.get(kind="reply").attachments.count() == 5
    assert Upload.objects.count() == before + 5


def test_files_kept_for_one_case_do_not_go_to_another(
    person: Person, case: Case, desk: PublishedService, narges: User
) -> None:
    other = factories.case(desk)
    _asked(person, case, narges)
    person.send("reply", **{"reply-text": "", "file-0-file": _pdf("secret.pdf")})
    _asked(person, other, narges)
    person.send("reply", **{"reply-text": "پاسخ"})
    assert other.entries.get(kind="reply").attachments.count() == 0


def test_a_reply_nobody_asked_for_is_refused(person: Person, case: Case) -> None:
    person.track(case)
    response = person.send("reply", **{"reply-text": "متن"})
    assert response.status_code == 409
    assert case.entries.count() == 0
    assert "این کار ممکن نیست" in text(response)


def _words_to_copy(response: HttpResponse) -> str:
    page = html.document_fromstring(response.content)
    assert page.find(".//*[@role='alert']").text_content().strip()
    return str(page.get_element_by_id("typed").text)


def test_words_that_come_too_late_can_be_copied(person: Person, case: Case) -> None:
    person.track(case)
    late = [person.send("reply", **{"reply-text": "پاسخ من"})]
    late += [person.send("object", **{"objection-text": "اعتراض من"})]
    late += [person.send("rate", score="3", text="نظر من")]
    assert [response.status_code for response in late] == [409, 409, 409]
    said = [_words_to_copy(response) for response in late]
    assert said == ["پاسخ من", "اعتراض من", "نظر من"]


def test_a_second_rating_and_objection_lose_no_words(
    person: Person, case: Case, narges: User, parisa: User
) -> None:
    _decide(case, narges, "answer")
    person.track(case)
    person.send("rate", score="4")
    assert _words_to_copy(person.send("rate", score="1", text="دوباره")) == "دوباره"
    person.send("object", **{"objection-text": "یک بار"})
    _decide(case, parisa, "answer")
    assert _words_to_copy(person.send("object", **{"objection-text": "دو بار"})) == "دو بار"


def test_files_of_a_refused_reply_wait_for_the_next_one(
    person: Person, case: Case, narges: User
) -> None:
    person.track(case)
    person.send("reply", **{"reply-text": "زود", "file-0-file": _pdf("early.pdf")})
    _asked(person, case, narges)
    assert "early.pdf" in text(person.see())
    person.send("reply", **{"reply-text": "به‌جا"})
    assert case.entries.get(kind="reply").attachments.get().upload.name == "early.pdf"


def test_an_answer_is_rated_once(person: Person, case: Case, narges: User) -> None:
    person.track(case)
    person.send("rate", score="5")
    assert not Rating.objects.exists()
    _decide(case, narges, "answer")
    for score in ("0", "6", "x", "", "۵۵"):
        response = person.send("rate", score=score)
        assert response.status_code == 200
        assert errors(response)
    person.send("rate", score="4", text="خوب بود")
    person.send("rate", score="1")
    assert Rating.objects.get().score == 4
    assert "خوب بود" in text(person.see())


def test_an_objection_is_made_once(person: Person, case: Case, narges: User, parisa: User) -> None:
    person.track(case)
    _decide(case, narges, "reject")
    response = person.send("object", **{"objection-text": " "})
    assert errors(response)
    person.send("object", **{"objection-text": "نپذیرفتم"})
    case.refresh_from_db()
    assert case.state == "objected"
    _decide(case, parisa, "reject")
    assert 'action="/track/case/object/"' not in text(person.see())
    person.send("object", **{"objection-text": "دوباره"})
    assert case.entries.filter(kind="objection").count() == 1


@pytest.mark.parametrize("what", ["reply", "rate", "object"])
def test_saying_something_needs_a_form(person: Person, case: Case, what: str) -> None:
    person.track(case)
    assert person.see(f"/track/case/{what}/").status_code == 405


@pytest.mark.parametrize("slip", [lambda code: code[1:], lambda code: code + code[-1]])
def test_a_national_code_with_a_slip_is_told_beside_its_field(
    case: Case, person: Person, slip: Any
) -> None:
    told, not_found = errors(person.track(case, national_code=slip(case.national_code)))
    assert "کد ملی ۱۰ رقم است" in told
    assert "یافت نشد" in not_found


def test_a_passport_or_a_foreigners_code_is_looked_for(case: Case, person: Person) -> None:
    for code in ("P1234567", "123456789012"):
        [told] = errors(person.track(case, national_code=code))
        assert "یافت نشد" in told
