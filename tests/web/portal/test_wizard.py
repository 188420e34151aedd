"""Sending a request page by page, without a script."""

import dataclasses
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from miz.accounts.models import User
from miz.audit.models import Event
from miz.cases.models import Case
from miz.catalogue import actions as catalogue_actions
from miz.catalogue import packages
from miz.catalogue.queries import PublishedService
from miz.connectors.sandbox import population
from miz.documents.models import Upload
from miz.documents.uploads import MAX_BYTES
from miz.lib import digits, jalali, tracking_code
from miz.outbox.models import Message
from miz.web.portal import drafts, wizard
from miz.web.portal.models import Draft
from miz.web.shared import identity
from tests.committed import in_parallel
from tests.factories import PDF, days
from tests.sandbox import RunningSandbox
from tests.web.portal.conftest import PERSON, TEXT, Browser, errors, text

DEAD = population.dead_people(1)[0]
ORDER = ["identity", "contact", "topic", "details", "check"]


def _file(name: str = "paper.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_the_whole_way_ends_with_a_code_and_a_receipt(browser: Browser) -> None:
    browser.reach("details")
    browser.fill("details", **{"file-0-title": "کارت ملی", "file-0-file": _file()})
    check = text(browser.go("check"))
    for shown in (PERSON.given_name, PERSON.family_name, TEXT, "کارت ملی", "someone@example.com"):
        assert shown in check
    response = browser.fill("check")
    assert response["Location"] == "/request/done/"
    case, done = Case.objects.get(), text(browser.go("done"))
    shown_code = digits.to_persian(tracking_code.format(case.tracking_code))
    assert shown_code in done
    assert case.attachments.get().title == "کارت ملی"
    assert Message.objects.filter(reference=case.subject).count() == 2
    assert Event.objects.get(action="case.open").actor_id == "citizen"
    receipt = browser.client.get(re.findall(r'href="(/receipt/[^"]+)"', done)[0])
    assert receipt.status_code == 200
    assert shown_code in text(receipt)
    assert case.full_name not in text(receipt)


def test_what_was_written_is_forgotten_once_it_is_sent(browser: Browser) -> None:
    browser.reach("check")
    browser.fill("check")
    draft = Draft.objects.get()
    assert (draft.data, draft.case) == ({}, Case.objects.get())
    assert browser.go("identity").status_code == 200
    assert PERSON.national_code not in text(browser.go("identity"))


@pytest.mark.parametrize("page", [*ORDER[1:], "done"])
def test_a_page_leads_back_to_the_first(browser: Browser, page: str) -> None:
    for response in (browser.go(page), browser.fill(page)):
        assert (response.status_code, response["Location"]) == (302, "/request/")


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_page_leads_back_to_the_first_that_is_missing(browser: Browser, number: int) -> None:
    browser.reach(ORDER[number])
    for later in ORDER[number + 1 :]:
        assert browser.go(later)["Location"] == browser.address(ORDER[number])


@pytest.mark.parametrize(
    ("page", "change", "mistake"),
    [
        ("identity", {"national_code": "1234567890"}, "کد ملی"),
        ("identity", {"day": "۳۲"}, "روز"),
        ("identity", {"month": "7", "day": "31"}, "مهر"),
        ("identity", {"year": "1499"}, "آینده"),
        ("identity", {"year": "\x00"}, ""),
        ("contact", {"mobile": "123"}, "۰۹"),
        ("contact", {"province": "atlantis"}, "استان"),
        ("contact", {"landline": "1"}, "۸ رقم"),
        ("contact", {"email": "nobody"}, "ایمیل"),
        ("topic", {"main_topic": "nothing"}, ""),
        ("details", {"topic": "umrah-payment"}, "موضوع"),
        ("details", {"text": " "}, "متن"),
        ("details", {"text": "x" * 5001}, "۵۰۰۰"),
    ],
)
def test_a_mistake_keeps_what_was_typed_and_says_what_to_do(
    browser: Browser, page: str, change: dict[str, str], mistake: str
) -> None:
    browser.reach(page)
    response = browser.fill(page, **change)
    assert response.status_code == 200
    assert mistake in " ".join(errors(response))
    kept = {**browser.answers(page), **change}
    for name, value in kept.items():
        chosen = name in change and name in ("province", "main_topic", "topic")
        if not chosen and not name.startswith("robot") and "\x00" not in value:
            assert value.strip() in text(response)


def test_who_the_registry_does_not_know_may_correct(browser: Browser) -> None:
    response = browser.fill("identity", year="1361")
    assert errors(response) == [f"خطا: {identity.NotMatched.message}"]
    assert PERSON.national_code in text(response)
    assert browser.fill("identity").status_code == 302


@pytest.mark.parametrize("kind", ["request", "complaint"])
def test_nothing_is_sent_for_who_has_died_and_nothing_typed_is_lost(
    browser: Browser, kind: str
) -> None:
    browser.kind = kind
    year, month, day = jalali.to_iso(DEAD.birth_date).split("-")
    typed = {"year": year, "month": month, "day": day, "national_code": DEAD.national_code}
    response = browser.fill("identity", **typed)
    assert errors(response) == [f"خطا: {identity.NotAlive.message}"]
    for name, value in typed.items():
        assert f'name="{name}" value="{value}"' in text(response)
    assert DEAD.family_name not in text(response)
    assert not Draft.objects.exists()
    assert browser.go("contact")["Location"] == browser.address("identity")


@pytest.mark.parametrize("fault", ["unavailable", "malformed", "cut_before"])
def test_a_silent_registry_keeps_what_was_typed(
    browser: Browser, agencies: RunningSandbox, fault: str
) -> None:
    agencies.set_switch("civil_registry", **{fault: 100})
    response = browser.fill("identity")
    assert f"{identity.RegistryUnavailable.message} {identity.KEPT}" in text(response)
    assert PERSON.national_code in text(response)
    assert f'value="{browser.answers("identity")["year"]}"' in text(response)
    agencies.set_switch("civil_registry")
    assert browser.fill("identity").status_code == 302


def test_asking_the_registry_without_end_is_refused(browser: Browser, settings: Settings) -> None:
    settings.QUOTAS = {**settings.QUOTAS, "identity_by_address": (1, 60)}
    browser.fill("identity")
    response = browser.fill("identity")
    assert "بیش از اندازه" in text(response)
    assert PERSON.national_code in text(response)


@pytest.mark.parametrize("page", ["identity", "contact", "details"])
def test_a_stale_form_shows_what_was_typed_to_send_it_again(browser: Browser, page: str) -> None:
    browser.reach(page)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.client.cookies
    typed = browser.answers(page)
    response = strict.post(browser.address(page), typed, headers={"Origin": "http://testserver"})
    assert response.status_code == 403
    for name, value in typed.items():
        if not name.startswith("robot"):
            assert f'name="{name}" value="{value}"' in text(response)
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', text(response))[0]
    again = strict.post(browser.address(page), {**typed, "csrfmiddlewaretoken": token})
    assert again.status_code == 302


def test_a_strangers_form_is_shown_but_not_offered_to_send(browser: Browser) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(
        browser.address("identity"), {"text": "نوشته"}, headers={"Origin": "http://evil.example"}
    )
    assert "نوشته" in text(response)
    assert "<form" not in text(response)


# --- files


def test_an_accepted_file_survives_another_mistake(browser: Browser) -> None:
    browser.reach("details")
    response = browser.fill("details", text="", **{"file-0-file": _file("کارت.pdf")})
    assert "کارت.pdf" in text(response)
    assert browser.fill("details").status_code == 302
    browser.fill("check")
    assert Case.objects.get().attachments.get().upload.name == "کارت.pdf"


BAD_FILES = [
    ("a.pdf", PDF + b"\n" * MAX_BYTES, "۳۰۰"),
    ("a.exe", b"MZ", "نوع فایل"),
    ("a.pdf", b"MZ" + bytes(100), ""),
    ("a.pdf", b"", "خالی"),
]


@pytest.mark.parametrize(("name", "content", "mistake"), BAD_FILES)
def test_a_bad_file_is_told_beside_its_row_and_the_good_one_is_kept(
    browser: Browser, name: str, content: bytes, mistake: str
) -> None:
    browser.reach("details")
    rows = {"file-0-file": _file("good.pdf"), "file-1-file": _file(name, content),
            "file-1-title": "عنوان نوشته‌شده"}  # fmt: skip
    response = browser.fill("details", **rows)
    assert response.status_code == 200
    assert mistake in " ".join(errors(response))
    assert "good.pdf" in text(response)
    assert "عنوان نوشته‌شده" in text(response)
    assert Upload.objects.count() == 1


def test_no_more_than_five_files_are_kept(browser: Browser) -> None:
    browser.reach("details")
    for _ in range(3):
        rows = {f"file-{n}-file": _file(f"{n}.pdf") for n in range(5)}
        browser.fill("details", text="", **rows)
    assert Upload.objects.count() == 5


def test_a_kept_file_is_removed_and_the_text_stays(browser: Browser) -> None:
    browser.reach("details")
    browser.fill("details", text="", **{"file-0-file": _file()})
    number = Draft.objects.get().files.get().pk
    response = browser.fill("details", text="نوشتهٔ نیمه‌کاره", remove=str(number))
    assert response.status_code == 302
    assert "نوشتهٔ نیمه‌کاره" in text(browser.go("details"))
    assert Upload.objects.count() == 0


@pytest.mark.parametrize("number", ["0", "x", "9" * 30, "9" * 5000, "۱", "-1", "\x00"])
def test_removing_what_is_not_there_does_nothing(browser: Browser, number: str) -> None:
    browser.reach("details")
    browser.fill("details", text="", **{"file-0-file": _file()})
    assert browser.fill("details", remove=number).status_code == 302
    assert Upload.objects.count() == 1


# --- the robot check


def _answers(browser: Browser, **query: str) -> dict[str, str]:
    page = text(browser.go("details", **query))
    return {"robot_token": re.findall(r'name="robot_token" value="([^"]+)"', page)[0]}


def test_the_digits_of_the_picture_are_accepted(browser: Browser) -> None:
    from miz.web.shared import robots

    browser.reach("details")
    given = _answers(browser, robot="digits")
    picture = browser.client.get(f"/robot/{given['robot_token']}.png")
    assert picture["Content-Type"] == "image/png"
    given["robot_answer"] = digits.to_persian(robots.picture_digits(given["robot_token"]))
    assert browser.fill("details", **given).status_code == 302


def test_the_written_sum_is_accepted(browser: Browser) -> None:
    from miz.web.shared import robots

    browser.reach("details")
    given = _answers(browser, robot="sum")
    numbers = robots.sum_numbers(given["robot_token"])
    page = text(browser.go("details", robot="sum"))
    assert "حاصل جمع" in page
    given["robot_answer"] = digits.to_persian(sum(numbers))
    assert browser.fill("details", **given).status_code == 302


@pytest.mark.parametrize(
    "change",
    [{"robot_answer": "abcde"}, {"robot_token": "made.1.up"}, {"robot_token": ""},
     {"altcha": "nonsense"}],
)  # fmt: skip
def test_a_wrong_answer_is_told_and_keeps_the_text(
    browser: Browser, change: dict[str, Any]
) -> None:
    browser.reach("details")
    response = browser.fill("details", **change)
    assert response.status_code == 200
    assert "کد امنیتی درست نیست" in text(response)
    assert TEXT in text(response)


@pytest.mark.parametrize(
    "change", [{"robot_answer": ""}, {"robot_token": None, "robot_answer": None}]
)
def test_a_missing_answer_is_asked_for_and_keeps_the_text(
    browser: Browser, change: dict[str, Any]
) -> None:
    browser.reach("details")
    response = browser.fill("details", **change)
    assert "به کد امنیتی پاسخ نداده‌اید" in " ".join(errors(response))
    assert TEXT in text(response)


def test_a_late_answer_is_told(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    from miz.web.shared import robots

    browser.reach("details")
    given = {key: value for key, value in browser.answers("details").items() if "robot" in key}
    late = robots.time.time() + robots.LIFE_SECONDS + 1
    monkeypatch.setattr("miz.web.shared.robots.time.time", lambda: late)
    response = browser.fill("details", **given)
    assert "مهلت کد امنیتی گذشته است" in text(response)


def test_an_answer_is_used_once(browser: Browser) -> None:
    browser.reach("details")
    given = browser.answers("details")
    assert browser.fill("details", **given).status_code == 302
    response = browser.fill("details", **given)
    assert "پیش‌تر به کار رفته" in text(response)
    assert given["robot_token"] not in text(response)


def test_a_right_answer_outlives_another_mistake(browser: Browser) -> None:
    browser.reach("details")
    given = browser.answers("details")
    page = text(browser.fill("details", **{**given, "text": ""}, robot_shown="digits"))
    assert given["robot_token"] in page
    assert browser.fill("details", **given).status_code == 302


def test_asking_for_another_check_keeps_the_text(browser: Browser) -> None:
    browser.reach("details")
    response = browser.fill("details", text="نیمه‌کاره", robot_kind="sum", robot_answer=None)
    assert response["Location"].endswith("?robot=sum")
    assert "نیمه‌کاره" in text(browser.go("details", robot="sum"))


# --- going back, twice, late


def test_a_double_click_makes_one_case_and_shows_its_code(browser: Browser) -> None:
    browser.reach("check")
    first, second = browser.fill("check"), browser.fill("check")
    assert first["Location"] == second["Location"] == "/request/done/"
    assert Case.objects.count() == 1


@pytest.mark.usefixtures("committed")
def test_clicks_at_once_make_one_case(agencies: RunningSandbox) -> None:
    browser = Browser()
    browser.reach("check")

    def click(number: int) -> str:
        client = Client()
        client.cookies = browser.client.cookies
        return str(client.post("/request/check/")["Location"])

    assert set(in_parallel(12, click)) == {"/request/done/"}
    assert Case.objects.count() == 1


def test_a_change_leads_back_to_the_check(browser: Browser) -> None:
    browser.reach("check")
    response = browser.fill("contact", to="?back=check", mobile="09130000000")
    assert response["Location"] == "/request/check/"
    assert "۰۹۱۳" in text(browser.go("check"))


def test_another_main_topic_forgets_the_sub_topic_and_keeps_the_text(browser: Browser) -> None:
    browser.reach("check")
    browser.fill("topic", main_topic="umrah")
    assert browser.go("check")["Location"] == "/request/details/"
    page = text(browser.go("details"))
    assert TEXT in page
    assert "caravan-booking" not in page
    assert browser.fill("details", topic="umrah-payment").status_code == 302


def test_the_same_main_topic_forgets_nothing(browser: Browser) -> None:
    browser.reach("check")
    browser.fill("topic")
    assert browser.go("check").status_code == 200


def test_a_check_left_for_an_hour_asks_for_the_robot_check_again(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.reach("check")
    late = timezone.now() + 2 * wizard.ROBOT_LIFE
    monkeypatch.setattr(wizard.timezone, "now", lambda: late)
    assert browser.fill("check")["Location"] == "/request/details/"
    assert TEXT in text(browser.go("details"))
    assert not Case.objects.exists()


def test_a_topic_that_is_gone_is_said_and_nothing_is_lost(
    browser: Browser, desk: PublishedService, settings: Settings
) -> None:
    browser.reach("check")
    package = packages.read(settings.SERVICES / "hajj" / "desk")
    fewer = dataclasses.replace(package, topics=package.topics[1:])
    organisation = wizard.Case._meta.get_field("organisation").related_model.objects.get(
        pk=desk.organisation_id
    )
    catalogue_actions.publish(package=fewer, organisation=organisation, by=_system())
    response = browser.fill("check")
    assert response.status_code == 200
    assert TEXT in text(response)
    assert not Case.objects.exists()


def _system() -> Any:
    from miz.audit.actors import SYSTEM

    return SYSTEM


def test_too_many_requests_of_one_person_are_refused(browser: Browser, settings: Settings) -> None:
    settings.QUOTAS = {**settings.QUOTAS, "request_by_person": (0, 60)}
    browser.reach("check")
    response = browser.fill("check")
    assert "بیش از اندازه" in text(response)
    assert TEXT in text(response)
    assert not Case.objects.exists()


# --- other browsers


def test_the_draft_of_another_browser_is_not_reachable(browser: Browser) -> None:
    browser.reach("check")
    stranger = Browser()
    assert stranger.go("check")["Location"] == "/request/"
    assert PERSON.national_code not in text(stranger.go("identity"))
    key = Draft.objects.get().key
    for wrong in (key[:-1], "x" * 32, '"\\000"', "", "a" * 5000):
        stranger.client.cookies[drafts.cookie("desk")] = wrong
        assert stranger.go("check")["Location"] == "/request/"


def test_a_draft_of_a_request_is_none_of_a_complaint(browser: Browser) -> None:
    browser.reach("check")
    browser.kind = "complaint"
    assert browser.go("check")["Location"] == "/complaint/"


def test_a_draft_lapses_after_a_day_with_its_files(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.reach("details")
    browser.fill("details", **{"file-0-file": _file()})
    tomorrow = timezone.now() + days(1)
    drafts.forget_lapsed(timezone.now())
    assert Upload.objects.count() == 1
    monkeypatch.setattr(drafts.timezone, "now", lambda: tomorrow)
    assert browser.go("check")["Location"] == "/request/"
    drafts.forget_lapsed(tomorrow)
    assert (Draft.objects.count(), Upload.objects.count()) == (0, 0)


def test_what_was_sent_outlives_its_draft(browser: Browser) -> None:
    browser.reach("details")
    browser.fill("details", **{"file-0-file": _file()})
    browser.fill("check")
    drafts.forget_lapsed(timezone.now() + days(2))
    assert Draft.objects.count() == 0
    assert Case.objects.get().attachments.get().upload.content


def test_giving_up_forgets_the_draft_in_this_browser(browser: Browser) -> None:
    browser.reach("check")
    browser.client.post("/request/new/")
    assert browser.go("check")["Location"] == "/request/"


# --- complaints


def test_a_complaint_goes_to_the_inspection(
    browser: Browser, complaints: PublishedService, inspector: User, narges: User
) -> None:
    browser.kind = "complaint"
    topic = complaints.topics[0]
    browser.reach("topic")
    browser.fill("topic", main_topic=topic.main_code)
    browser.fill("details", topic=topic.code)
    browser.fill("check")
    case = Case.objects.get()
    assert case.confidential
    assert Case.objects.visible_to(inspector).get() == case
    assert not Case.objects.visible_to(narges).exists()
