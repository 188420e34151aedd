"""How a citizen goes through the portal: the steps that several journeys share."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from miz.lib import digits
from tests.documents.files import pdf

from .waiting import until

ONES = (
    "صفر یک دو سه چهار پنج شش هفت هشت نه ده یازده دوازده سیزده چهارده پانزده شانزده هفده هجده نوزده"
)
TENS = "بیست سی چهل پنجاه شصت هفتاد هشتاد نود"
NUMBERS = {word: number for number, word in enumerate(ONES.split())}
NUMBERS |= {word: 10 * number for number, word in enumerate(TENS.split(), 2)}
SUM = re.compile("جمع «(.+)» و «(.+)» چند")
TEXT = "در فرم رزرو و ثبت‌نام در کاروان امکان ثبت نهایی وجود ندارد."
EMAIL = "someone@example.com"
SENT = re.compile("با موفقیت ثبت شد")

# The steps of a request take a citizen {national_code, birth_date, mobile, ...} of demo.json.
Citizen = dict[str, str]


def press(page: Page, name: str) -> None:
    """Presses a button that leads on to a page."""
    follow(page.get_by_role("button", name=name, exact=True))


def follow(way: Locator) -> None:
    """Clicks, and comes back when the next page is there: else one looks at the page before it."""
    with way.page.expect_navigation():
        way.click()


def go_on(page: Page) -> None:
    press(page, "ادامه")


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def identify(page: Page, citizen: Citizen, door: str = "/request/") -> None:
    page.goto(door)
    fill_identity(page, citizen)
    go_on(page)
    expect(heading(page)).to_have_text("راه‌های تماس")


def fill_identity(page: Page, citizen: Citizen) -> None:
    year, month, day = citizen["birth_date"].split("-")
    page.get_by_label("روز", exact=True).fill(day)
    page.get_by_label("ماه", exact=True).fill(month)
    page.get_by_label("سال", exact=True).fill(year)
    page.get_by_label("کد ملی").fill(citizen["national_code"])


def give_contact(page: Page, citizen: Citizen, province: str = "تهران", email: str = "") -> None:
    page.get_by_label("استان", exact=True).select_option(label=province)
    page.get_by_label("تلفن همراه").fill(citizen["mobile"])
    page.get_by_label("پیش‌شماره").fill("021")
    page.get_by_label("تلفن ثابت").fill("۸۸۱۲۳۴۵۶")
    page.get_by_label("ایمیل").fill(email)
    go_on(page)
    expect(heading(page)).to_have_text("موضوع")


def choose_topic(page: Page, main: str = "حج تمتع") -> None:
    page.get_by_label(main, exact=True).check()
    go_on(page)
    expect(heading(page)).to_have_text("شرح")


def fill_details(page: Page, topic: str = "رزرو و ثبت نام در کاروان", text: str = TEXT) -> None:
    page.get_by_label("موضوع فرعی").select_option(label=topic)
    page.get_by_label("متن درخواست").fill(text)


def attach(page: Page, file: Path, title: str = "", row: int = 0) -> None:
    place = page.locator(".m-file-row").nth(row)
    place.get_by_label("عنوان پرونده").fill(title)
    place.get_by_label("انتخاب فایل").set_input_files(file)


def pass_robot_check(page: Page, js: bool = True) -> None:
    """The proof of work where scripts run, the written sum where they do not."""
    if js:
        expect(page.locator("input[name=altcha]")).not_to_have_value("")
    else:
        follow(page.get_by_role("button", name="پرسش نوشتاری"))
        answer_sum(page)


def answer_sum(page: Page) -> None:
    question = SUM.search(page.inner_text("#robot_answer_hint"))
    assert question
    words = " و ".join(question.groups()).split(" و ")
    page.get_by_label("کد امنیتی").fill(str(sum(NUMBERS[word] for word in words)))


def to_details(page: Page, citizen: Citizen, **contact: str) -> None:
    identify(page, citizen)
    give_contact(page, citizen, **contact)
    choose_topic(page)


def confirm(page: Page) -> str:
    """From the details page to the end; returns the tracking code as twelve digits."""
    go_on(page)
    expect(heading(page)).to_have_text("بازبینی")
    press(page, "ثبت درخواست")
    expect(heading(page)).to_have_text(SENT)
    return shown_code(page)


def shown_code(page: Page) -> str:
    return digits.compact(page.locator(".m-big-code").inner_text())


def send_request(page: Page, citizen: Citizen, text: str = TEXT, **contact: str) -> str:
    to_details(page, citizen, **contact)
    fill_details(page, text=text)
    pass_robot_check(page)
    return confirm(page)


def track(page: Page, citizen: Citizen, code: str, js: bool = True) -> None:
    page.goto("/track/")
    page.get_by_label("کد ملی").fill(citizen["national_code"])
    page.get_by_label("کد پیگیری").fill(code)
    pass_robot_check(page, js)
    press(page, "پیگیری درخواست")
    expect(heading(page)).to_have_text("وضعیت درخواست")


def sms_with(sandbox: Any, citizen: Citizen, *words: str) -> str:
    """The newest SMS to the citizen that says all of `words` (numbers in any digits)."""

    def look() -> str | None:
        texts = [row["message"] for row in sandbox.sms(citizen["mobile"])]
        return next((text for text in texts if _says(text, words)), None)

    return until(look)


def mail_with(sandbox: Any, *words: str, to: str = EMAIL) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        mails = sandbox.mails(to)
        return next((mail for mail in mails if _says(str(mail), words)), None)

    return until(look)


def _says(text: str, words: tuple[str, ...]) -> bool:
    plain = digits.compact(text)
    return all(digits.compact(word) in plain for word in words)


def small_pdf(folder: Path, name: str = "receipt.pdf") -> Path:
    path = folder / name
    path.write_bytes(pdf())
    return path
