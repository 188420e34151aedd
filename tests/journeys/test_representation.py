"""A mother sends a request for her child, and the head of a group asks a member for consent."""

import re

import pytest
from playwright.sync_api import Page, expect

from miz.connectors.sandbox import population
from miz.lib import digits, jalali

from . import account, office, order, portal
from .conftest import Citizen, OpenPage
from .demo import DemoSandbox, RunningDemo

BORN_AFTER = jalali.from_iso("1395-01-01")


def child() -> Citizen:
    everybody = map(population.person, range(50_000))
    found = next(each for each in everybody if each.birth_date > BORN_AFTER and each.alive)
    return {
        "national_code": found.national_code,
        "birth_date": jalali.to_iso(found.birth_date),
        "name": f"{found.given_name} {found.family_name}",
    }


@pytest.mark.parametrize("width", [390, 1280])
def test_both_names_stand_on_a_request_for_a_child(
    demo: RunningDemo, open_page: OpenPage, sandbox: DemoSandbox, citizen: Citizen, width: int
) -> None:
    page, kid = open_page(width=width), child()
    account.join(page, sandbox, citizen)
    portal.follow(page.get_by_role("link", name="نمایندگی"))
    order.check(page)
    add_child(page, kid)
    portal.follow(page.get_by_role("button", name="ارسال درخواست"))
    expect(page.locator("dl").first).to_contain_text(kid["name"].split(" ")[0])
    portal.give_contact(page, citizen)
    portal.choose_topic(page)
    portal.fill_details(page)
    portal.pass_robot_check(page)
    code = portal.confirm(page)
    page.goto("/account/people/")
    order.check(page)
    portal.follow(page.locator(".m-list a").last)
    expect(page.locator("dl").first).to_contain_text("مادر")

    clerk = office.sign_in(open_page(), demo, "clerk.tehran")
    office.open_case(clerk, code)
    facts = clerk.locator("aside")
    for words in (kid["name"], citizen["family_name"], "اظهاری"):
        expect(facts).to_contain_text(words)


def add_child(page: Page, kid: Citizen) -> None:
    portal.follow(page.get_by_role("link", name="افزودن کودک"))
    portal.press(page, "افزودن")
    order.check(page)
    portal.fill_identity(page, kid)
    page.get_by_label("مادر", exact=True).check()
    page.get_by_label("اظهار می‌کنم").check()
    portal.press(page, "افزودن")
    expect(page.get_by_role("heading", name=kid["name"])).to_be_visible()
    order.check(page)


def test_a_member_joins_a_group_by_a_code_and_the_head_ends_it(
    demo: RunningDemo, open_page: OpenPage, sandbox: DemoSandbox, citizen: Citizen
) -> None:
    page = open_page(width=390)
    member = demo["citizens"][-1]
    account.join(page, sandbox, citizen)
    page.goto("/account/people/member/")
    portal.press(page, "فرستادن کد")
    order.check(page)
    portal.fill_identity(page, member)
    page.get_by_label("تلفن همراه عضو").fill(member["mobile"])
    portal.press(page, "فرستادن کد")
    order.check(page)
    words = portal.sms_with(sandbox, member, "گروه", citizen["family_name"])
    found = re.search(r"\d{6}$", digits.to_ascii(words))
    assert found
    page.get_by_label("کدی که به شما گفته شد").fill(found[0])
    portal.go_on(page)
    expect(page.get_by_role("heading", name=member["family_name"])).to_be_visible()
    portal.press(page, f"پایان نمایندگی {member['given_name']} {member['family_name']}")
    expect(page.get_by_text("اکنون نمایندهٔ کسی نیستید")).to_be_visible()
