"""Every page a person can come to, on a phone and on a desk, is in order (see `order`)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, get_resolver
from playwright.sync_api import Page, expect

from miz.lib import digits

from . import office, order, portal
from .conftest import Citizen, OpenPage
from .demo import RunningDemo

widths = pytest.mark.parametrize("width", [390, 1280])
OPEN = {
    "portal:home": "/",
    "portal:about": "/about/",
    "portal:services": "/services/",
    "portal:services-of-agency": "/services/agency/prisons/",
    "portal:services-of-audience": "/services/audience/G2C/",
    "portal:services-of-event": "/services/event/tax/",
    "portal:service": "/services/hajj-caravan-registration/",
    "portal:service-process": "/services/hajj-password-recovery/process/",
    "portal:request": "/request/",
    "portal:complaint": "/complaint/",
    "portal:track": "/track/",
    "office:login": "/office/login/",
    "office:forgotten": "/office/login/forgotten/",
}
MORE_OPEN = ["/services/hajj-desk/", "/services/?q=هیچ‌کدام", "/services/?q=ملقات زندانیان"]
WALKED = {
    "the pages of a request": {
        *("portal:request", "portal:request-contact", "portal:request-topic"),
        *("portal:request-details", "portal:request-check", "portal:request-done"),
        *("portal:receipt", "portal:receipt-pdf", "portal:track-case", "portal:track-process"),
    },
    "the pages of a complaint": {
        *("portal:complaint", "portal:complaint-contact", "portal:complaint-topic"),
        *("portal:complaint-details", "portal:complaint-check", "portal:complaint-done"),
        "portal:track-code",
    },
    "the pages of the office": {
        *("office:inbox", "office:board", "office:case", "office:process", "office:indicators"),
    },
    "the pages of a request for information and of what a unit is asked, in test_referrals": {
        *("portal:information", "portal:information-contact", "portal:information-topic"),
        *("portal:information-details", "portal:information-check", "portal:information-done"),
        *("office:referrals", "office:referral"),
    },
    "the pages of the account, in test_account": {
        *("portal:account", "portal:account-messages", "portal:account-profile"),
        *("portal:account-security", "portal:account-password", "portal:account-mobile"),
        *(
            "portal:account-in",
            "portal:account-window",
            "portal:account-window-back",
            "portal:account-in-ask",
            "portal:account-in-code",
        ),
        *("portal:account-new", "portal:account-new-foreign", "portal:account-new-code"),
        *("portal:account-recover", "portal:account-recover-code"),
        *("portal:account-recover-password", "portal:account-stop"),
    },
    "a request at a counter, and who read it, in test_counter": {
        *("counter:home", "counter:new", "counter:person", "counter:consent", "counter:contact"),
        *("counter:details", "counter:check", "counter:done", "counter:receipt"),
        "portal:track-access",
    },
    "the pages of acting for another, in test_representation": {
        *("portal:account-people", "portal:account-people-child"),
        *("portal:account-people-member", "portal:account-people-code"),
    },
    "the reason for opening what is sensitive, in test_complaints": {"office:reason"},
    "the pages of absence": {"office:downtimes", "office:leaves"},
    "the files and letters of other agencies, in test_exchanges": {
        *("office:exchanges", "office:batch-file", "office:letters", "office:letter-new"),
        *("office:letter", "office:letter-answer"),
    },
    "the pages of colleagues and of the own account, in test_colleagues": {
        *("office:staff", "office:staff-new", "office:person", "office:person-password"),
        *("office:account", "office:password", "office:factor-add", "office:recovery-codes"),
        *("office:second-factor", "office:audit", "office:grant-withdraw"),
        *("office:first-password", "office:forgotten-password", "office:messages"),
    },
    "the connections to other agencies": {"office:connections"},
    "the files of a draft, in test_designer": {"office:draft-edit", "office:draft-folder"},
    "from a paper to a published service, in test_catalogue": {
        *("office:catalogue", "office:catalogue-new", "office:draft", "office:draft-record"),
        *("office:draft-diff", "office:draft-file", "office:service", "office:service-version"),
        "office:imported",
        "portal:service-preview",
    },
    "the file of a case (test_papers)": {"office:paper", "office:print", "office:similar"},
    "the pages of kept lists and of many cases, in test_keyboard": {
        *("office:filters", "office:bulk-hand-over"),
    },
    "the pages of notices": {
        *("office:notices", "office:notice-new", "office:notice", "portal:notice"),
    },
}
NO_PAGES = {
    # The code to a number of one's own has no second number in the sandbox; it looks like the rest.
    *("portal:account-mobile-code", "portal:account-mobile-cancel", "portal:account-out"),
    *("portal:account-end", "portal:account-request"),
    # A file, or while it is drawn the page that the receipt has too.
    "portal:service-form",
    *("office:picture", "office:similar-list"),
    "office:connection-check",
    *("office:draft-act", "office:draft-package", "office:service-package"),
    *("office:service-draft", "office:service-withdraw"),
    *("office:draft-file-rename", "office:draft-file-remove"),
    *("office:batch-receipt", "office:letter-file"),
    # The first factor has the page of a further one; the others lead on or come back.
    *("office:enrol", "office:go-on", "office:factor-remove", "office:sessions-end"),
    *("office:person-change", "office:messages-read", "office:audit-export"),
    *("office:news", "office:filter-save", "office:filter-rename", "office:filter-remove"),
    "office:bulk-claim",
    *("counter:cancel", "portal:account-people-end", "portal:account-people-new"),
    "portal:account-people-request",
    *("office:downtime-withdraw", "office:leave-withdraw"),
    *("portal:request-new", "portal:complaint-new", "portal:information-new"),
    *("office:referral-file", "portal:track-reply", "portal:track-rate"),
    *("portal:track-object", "portal:track-leave", "portal:track-file", "portal:robot-challenge"),
    *("portal:robot-picture", "office:logout", "office:attachment", "office:claim"),
    *("office:release", "office:close", "office:note", "office:complete"),
    *("office:retry", "office:skip", "office:repair"),
    *("office:hand_over", "office:notice-publish", "office:notice-withdraw"),
    *("office:talk", "portal:track-message", "portal:track-correct", "portal:track-visit-confirm"),
    *("portal:track-visit-move", "portal:track-visit-file"),
}


def named(app: str) -> Iterator[str]:
    _, resolver = get_resolver().namespace_dict[app]
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern) and pattern.name:
            yield f"{app}:{pattern.name}"


def test_no_page_was_forgotten_here() -> None:
    known = set(OPEN) | NO_PAGES | set().union(*WALKED.values())
    assert known == {*named("portal"), *named("office"), *named("counter")}


@widths
@pytest.mark.parametrize("address", [*OPEN.values(), *MORE_OPEN])
def test_an_open_page_is_in_order(open_page: OpenPage, address: str, width: int) -> None:
    page = open_page(width=width)
    answer = page.goto(address)
    assert answer
    assert answer.status == 200
    order.check(page)


@widths
def test_a_page_that_is_not_there_is_in_order(open_page: OpenPage, width: int) -> None:
    page = open_page(width=width)
    answer = page.goto("/no-such-page/")
    assert answer
    assert answer.status == 404
    order.check(page)


@widths
def test_the_pages_of_a_request_are_in_order(
    open_page: OpenPage, citizen: Citizen, tmp_path: Path, width: int
) -> None:
    page = open_page(width=width)
    page.goto("/request/")
    refused(page)
    portal.identify(page, citizen)
    refused(page)
    portal.give_contact(page, citizen, email=portal.EMAIL)
    order.check(page)
    portal.choose_topic(page)
    portal.attach(page, portal.small_pdf(tmp_path), title="رسید بانک")
    refused(page)
    portal.fill_details(page)
    portal.go_on(page)
    expect(portal.heading(page)).to_have_text("بازبینی")
    order.check(page)
    portal.press(page, "ثبت درخواست")
    expect(portal.heading(page)).to_have_text(portal.SENT)
    order.check(page)
    code = portal.shown_code(page)
    portal.follow(page.get_by_role("link", name="چاپ رسید"))
    order.check(page)
    portal.follow(page.get_by_role("link", name="دریافت PDF"))
    expect(portal.heading(page)).to_have_text("رسید در حال آماده شدن است")
    order.check(page)
    portal.track(page, citizen, code)
    order.check(page)
    portal.follow(page.get_by_role("link", name="دیدن نقشهٔ رسیدگی"))
    order.check(page)


def refused(page: Page) -> None:
    """Goes on with what is missing here."""
    portal.go_on(page)
    expect(page.get_by_role("alert")).to_be_visible()
    order.check(page)


@widths
def test_the_typed_robot_checks_are_in_order(open_page: OpenPage, width: int) -> None:
    page = open_page(width=width)
    for kind in ("digits", "sum"):
        page.goto(f"/track/?robot={kind}")
        portal.press(page, "پیگیری درخواست")
        expect(page.locator(".m-error-summary li")).to_have_count(3)
        order.check(page)


@widths
def test_the_pages_of_a_complaint_are_in_order(
    open_page: OpenPage, citizen: Citizen, width: int
) -> None:
    page = open_page(width=width)
    portal.identify(page, citizen, "/complaint/")
    portal.give_contact(page, citizen)
    portal.choose_topic(page, "شکایت")
    portal.fill_details(page, "سامانه‌ها")
    portal.pass_robot_check(page)
    code = portal.confirm(page)
    order.check(page)
    portal.track(page, citizen, code)
    order.check(page)
    portal.follow(page.get_by_role("link", name="دیدن متن و پاسخ"))
    expect(portal.heading(page)).to_have_text("تأیید با پیامک")
    refused(page)


@widths
def test_the_pages_of_the_office_are_in_order(
    demo: RunningDemo, open_page: OpenPage, width: int
) -> None:
    page = office.sign_in(open_page(width=width), demo, "supervisor.tehran")
    for address in ("", "board/", "indicators/", "?state=all&q=هیچ‌کدام"):
        page.goto(f"/office/{address}")
        order.check(page)
    for state in ("open", "waiting_for_citizen", "answered", "closed"):
        page.goto(f"/office/?state={state}")
        portal.follow(page.locator(".o-inbox tbody a").first)
        open_every_action(page)
        order.check(page)
        portal.follow(page.get_by_role("link", name="دیدن نقشهٔ فرایند"))
        order.check(page)


def open_every_action(page: Page) -> None:
    """Each in its turn, as they close one another: the last stays open."""
    for action in page.locator(".o-action").all():
        if action.get_attribute("open") is None:
            action.locator("summary").click()


@widths
def test_a_refused_answer_is_in_order(demo: RunningDemo, open_page: OpenPage, width: int) -> None:
    page = office.sign_in(open_page(width=width), demo, "clerk.tehran")
    portal.follow(page.locator(".o-inbox tbody tr", has_text="بی‌مسئول").first.get_by_role("link"))
    form = office.form(page, "reject")
    portal.follow(form.locator(".m-actions button"))
    expect(page.locator(".m-error-summary li")).to_have_count(1)
    order.check(page)


@widths
def test_the_pages_of_notices_are_in_order(
    demo: RunningDemo, open_page: OpenPage, width: int
) -> None:
    page = office.sign_in(open_page(width=width), demo, "publisher")
    page.goto("/office/notices/new/")
    portal.press(page, "انتشار")
    order.check(page)
    title = f"برنامهٔ اعزام، نسخهٔ {digits.to_persian(width)}"
    page.get_by_label("عنوان").fill(title)
    page.get_by_label("متن").fill("برنامهٔ تازه را ببینید.")
    portal.press(page, "انتشار")
    order.check(page)
    portal.follow(page.get_by_role("link", name=title))
    order.check(page)
    page.goto("/")
    order.check(page)
    portal.follow(page.get_by_role("link", name=title))
    order.check(page)


@widths
def test_the_pages_of_absence_are_in_order(
    demo: RunningDemo, open_page: OpenPage, width: int
) -> None:
    page = office.sign_in(open_page(width=width), demo, "headquarters")
    for address, button in (("downtimes", "ثبت اختلال"), ("leave", "ثبت مرخصی")):
        page.goto(f"/office/{address}/")
        order.check(page)
        portal.press(page, button)
        expect(page.get_by_role("alert")).to_be_visible()
        order.check(page)


@widths
def test_the_page_of_connections_is_in_order(
    demo: RunningDemo, open_page: OpenPage, width: int
) -> None:
    page = office.sign_in(open_page(width=width), demo, "headquarters")
    page.goto("/office/connections/")
    order.check(page)
    portal.press(page, "آزمودن اتصال شاهکار")
    expect(page.get_by_text("سامانهٔ شاهکار در")).to_be_visible()
    order.check(page)


def test_a_door_that_is_closed_to_a_role_is_in_order(
    demo: RunningDemo, open_page: OpenPage
) -> None:
    page = office.sign_in(open_page(), demo, "publisher")
    answer = page.goto("/office/board/")
    assert answer
    assert answer.status == 403
    order.check(page)
