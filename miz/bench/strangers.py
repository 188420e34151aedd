"""What people who have an account and people who have none ask of the desk, for the proofs."""

from collections.abc import Callable

from miz.connectors.sandbox.population import SandboxPerson
from miz.lib import jalali

from . import accounts
from .browser import Ask, Browser, Page

Groups = dict[bool, list[SandboxPerson]]
Fields = Callable[[SandboxPerson], dict[str, str]]
# Those before may have an account of the demo.
FIRST = 200
WRONG_PASSWORD = "این گذرواژهٔ هیچ‌کس نیست"  # noqa: S105 - it opens nothing


def ways(browser: Browser, number: int) -> dict[str, Ask]:
    """How each way asks once, `number` times at most as each of the two: nobody asks again."""
    persons = accounts.people(FIRST + 2 * number)[FIRST:]
    # Every other one, so that nothing but the account tells the groups apart.
    groups = {True: persons[::2], False: persons[1::2]}
    accounts.open_for(groups[True])
    return {
        "sign_in": _asking(browser, groups, "/account/in/", _password_fields),
        "recovery": _asking(browser, groups, "/account/recover/", accounts.pair_fields),
        "sign_up": _asking(browser, groups, "/account/new/", _newcomer_fields),
    }


def _asking(browser: Browser, groups: Groups, path: str, fields: Fields) -> Ask:
    """Each time the next person of the group comes, as a browser that was never here."""
    people = {has_account: iter(group) for has_account, group in groups.items()}

    def ask(has_account: bool) -> Page:
        browser.cookies = browser.fresh()
        return browser.post(path, fields(next(people[has_account])))

    return ask


def _password_fields(person: SandboxPerson) -> dict[str, str]:
    return {"who": person.national_code, "password": WRONG_PASSWORD}


def _newcomer_fields(person: SandboxPerson) -> dict[str, str]:
    year, month, day = jalali.to_iso(person.birth_date).split("-")
    return {
        "national_code": person.national_code,
        "year": year,
        "month": month,
        "day": day,
        "mobile": person.mobile,
        **accounts.robot_fields(),
    }
