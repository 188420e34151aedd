"""A clerk goes away, and a colleague does the work that lies with her."""

from playwright.sync_api import expect

from miz.lib import digits, jalali
from miz.web.office.dates import today

from . import office, portal
from .conftest import OpenPage
from .demo import RunningDemo


def test_a_colleague_stands_in_for_who_is_away(demo: RunningDemo, open_page: OpenPage) -> None:
    page = office.sign_in(open_page(), demo, "clerk.isfahan")
    portal.follow(page.get_by_role("link", name="مرخصی"))
    expect(page.get_by_role("heading", level=1)).to_have_text("مرخصی")
    year, month, day = (digits.to_persian(part) for part in jalali.to_iso(today()).split("-"))
    for end in ("آغاز مرخصی", "پایان مرخصی"):
        group = page.get_by_role("group", name=end)
        for label, typed in (("روز", day), ("ماه", month), ("سال", year)):
            group.get_by_label(label, exact=True).fill(typed)
    page.get_by_label("جانشین").select_option(label="بهرام یاوری، ستاد")
    portal.press(page, "ثبت مرخصی")
    office.expect_told(page, "ثبت شد")
    expect(page.get_by_text("در مرخصی", exact=True)).to_be_visible()

    deputy = office.sign_in(open_page(), demo, "headquarters")
    deputy.goto("/office/leave/")
    expect(deputy.get_by_role("heading", name="به‌جای همکار")).to_be_visible()

    portal.follow(page.get_by_role("button", name="لغو مرخصی"))
    office.expect_told(page, "لغو شد")
    deputy.reload()
    expect(deputy.get_by_role("heading", name="به‌جای همکار")).to_have_count(0)
