"""One request through everybody's hands: asked back, answered, rated, objected to, closed."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from miz.lib import digits

from . import office, portal
from .conftest import Citizen, OpenPage
from .demo import DemoSandbox, RunningDemo

ASKED = "تصویر رسید بانک را بفرستید."
REPLIED = "رسید بانک پیوست است."
ANSWER = "نام شما در فهرست کاروان ثبت شد."
OBJECTED = "نام من هنوز در فهرست نیست."
NOTE = "تلفنی با متقاضی گفت‌وگو شد."
READY = "درخواست انجام شد"


@pytest.mark.parametrize(
    ("width", "js"), [(390, True), (1280, False)], ids=["phone", "desk, no scripts"]
)
def test_a_request_is_asked_back_answered_objected_to_and_closed(
    demo: RunningDemo,
    sandbox: DemoSandbox,
    open_page: OpenPage,
    citizen: Citizen,
    tmp_path: Path,
    width: int,
    js: bool,
) -> None:
    person = open_page(width=width, js=js)
    code = send(person, citizen, js)
    clerk = office.sign_in(open_page(width=width, js=js), demo, "clerk.tehran")

    office.open_case(clerk, code)
    portal.press(clerk, "برداشتن")
    office.expect_told(clerk, "نزد شماست")
    ask_back(clerk)
    assert portal.sms_with(sandbox, citizen, code, "تکمیل")

    portal.track(person, citizen, code, js)
    reply(person, portal.small_pdf(tmp_path, "bank.pdf"))
    answer(clerk, code, portal.small_pdf(tmp_path, "list.pdf"), js)
    assert portal.sms_with(sandbox, citizen, code, "پاسخ درخواست")

    read_answer(person)
    rate(person)
    object_once(person)

    supervisor = office.sign_in(open_page(width=width, js=js), demo, "supervisor.tehran")
    answer_objection_and_close(supervisor, code)
    person.reload()
    expect(person.locator(".m-summary")).to_contain_text("بسته شد")
    expect(person.get_by_text("به این پاسخ اعتراض دارم")).to_have_count(0)


def test_a_clerk_of_another_province_never_sees_it(
    demo: RunningDemo, open_page: OpenPage, citizen: Citizen
) -> None:
    code = demo.send_request(citizen)
    near = office.sign_in(open_page(), demo, "clerk.tehran")
    office.open_case(near, code)
    stranger = office.sign_in(open_page(), demo, "clerk.fars")
    assert office.finds_nothing(stranger, code)
    answer = stranger.goto(near.url)
    assert answer
    assert answer.status == 404


@pytest.mark.parametrize("js", [True, False], ids=["scripts", "no scripts"])
def test_who_was_signed_out_while_writing_goes_on_where_she_was(
    demo: RunningDemo, open_page: OpenPage, citizen: Citizen, js: bool
) -> None:
    code = demo.send_request(citizen)
    clerk = office.sign_in(open_page(width=390, js=js), demo, "clerk.tehran")
    office.open_case(clerk, code)
    clerk.context.clear_cookies(name="sessionid")
    write_note(clerk)
    expect(clerk.get_by_role("status")).to_contain_text("زمان ورود شما به پایان رسیده بود")
    office.give_password(clerk, demo, "clerk.tehran")
    assert code in digits.compact(portal.heading(clerk).inner_text())
    if js:
        expect(clerk.get_by_label("متن یادداشت")).to_have_value(NOTE)
        expect(clerk.get_by_label("متن یادداشت")).to_be_visible()
    write_note(clerk)
    office.expect_told(clerk, "یادداشت نوشته شد")
    expect(clerk.locator(".m-thread")).to_contain_text(NOTE)
    expect(office.form(clerk, "note").get_by_label("متن یادداشت")).to_have_value("")


def write_note(clerk: Page) -> None:
    form = office.form(clerk, "note")
    form.get_by_label("متن یادداشت").fill(NOTE)
    portal.follow(form.get_by_role("button"))


def send(person: Page, citizen: Citizen, js: bool) -> str:
    portal.to_details(person, citizen)
    portal.fill_details(person)
    portal.pass_robot_check(person, js)
    return portal.confirm(person)


def ask_back(clerk: Page) -> None:
    form = office.form(clerk, "ask")
    form.get_by_label("چه چیزی کم است؟").fill(ASKED)
    portal.follow(form.get_by_role("button"))
    office.expect_told(clerk, "تکمیل خواسته شد")


def reply(person: Page, file: Path) -> None:
    asking = person.get_by_role("region", name="ارسال آنچه خواسته شده است")
    expect(asking.get_by_text(ASKED)).to_be_visible()
    asking.get_by_label("متن").fill(REPLIED)
    portal.attach(person, file, "رسید بانک")
    portal.press(person, "ارسال")
    office.expect_told(person, "پاسخ شما رسید")


def answer(clerk: Page, code: str, file: Path, js: bool) -> None:
    """Starts from a reusable text, adds what is particular and a file."""
    office.open_case(clerk, code)
    expect(clerk.get_by_text(REPLIED)).to_be_visible()
    form = office.form(clerk, "answer")
    form.get_by_label("متن آماده").select_option(label=READY)
    if not js:
        portal.press(clerk, "درج متن")
    text = form.get_by_label("متن پاسخ")
    ready = text.input_value()
    assert "بررسی و انجام شد" in ready
    text.fill(ready.replace("[[نتیجه]]", ANSWER))
    portal.attach(clerk, file, "فهرست کاروان")
    portal.press(clerk, "فرستادن پاسخ")
    office.expect_told(clerk, "پاسخ ثبت شد")


def read_answer(person: Page) -> None:
    person.reload()
    answers = person.get_by_role("region", name="پاسخ", exact=True)
    expect(answers).to_contain_text(ANSWER)
    with person.expect_download() as downloading:
        answers.get_by_role("link", name="فهرست کاروان").click()
    assert downloading.value.path().read_bytes().startswith(b"%PDF-")


def rate(person: Page) -> None:
    person.get_by_label("خوب", exact=True).check()
    portal.press(person, "ثبت امتیاز")
    office.expect_told(person, "نظر شما ثبت شد")
    expect(person.get_by_text("امتیاز شما: ۴ از ۵")).to_be_visible()


def object_once(person: Page) -> None:
    person.get_by_text("به این پاسخ اعتراض دارم").click()
    person.locator("details").get_by_label("متن").fill(OBJECTED)
    portal.press(person, "ثبت اعتراض")
    office.expect_told(person, "اعتراض شما ثبت شد")
    expect(person.get_by_text("به این پاسخ اعتراض دارم")).to_have_count(0)


def answer_objection_and_close(supervisor: Page, code: str) -> None:
    office.open_case(supervisor, code)
    expect(supervisor.get_by_text(OBJECTED)).to_be_visible()
    form = office.form(supervisor, "answer")
    form.get_by_label("متن پاسخ").fill(ANSWER)
    portal.press(supervisor, "فرستادن پاسخ")
    office.expect_told(supervisor, "پاسخ ثبت شد")
    portal.press(supervisor, "بستن درخواست")
    office.expect_told(supervisor, "درخواست بسته شد")
