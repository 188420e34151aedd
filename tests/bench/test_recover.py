"""The round of clients: everybody's turn comes, and a stuck gateway keeps nobody for ever."""

import pytest

from miz.bench import recover
from miz.bench.browser import Page
from miz.bench.recover import Trip


def test_a_code_is_read_in_either_script():
    assert recover._code_in("کد بازیابی گذرواژهٔ شما: ۰۱۲۳۴۵\nاین کد را به کسی ندهید.") == "012345"
    assert recover._code_in("Your password recovery code: 987654") == "987654"
    assert recover._code_in("گذرواژهٔ حساب شما عوض شد.") == ""


class _Refusing:
    """A browser whose second page comes back with an error in it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def post(self, path: str, fields: dict[str, str]) -> Page:
        self.asked.append(path)
        return Page(302 if len(self.asked) == 1 else 200, "", "", 0.01)


def test_who_is_refused_once_goes_no_further(monkeypatch: pytest.MonkeyPatch):
    browser, trip = _Refusing(), Trip(person=None)  # type: ignore[arg-type]
    monkeypatch.setattr(recover.accounts, "pair_fields", lambda person: {})
    recover.ask(browser, trip)  # type: ignore[arg-type]
    recover.finish(browser, trip, "123456")  # type: ignore[arg-type]
    assert browser.asked == [recover.ASK, recover.CODE]
    assert trip.failed
    assert not trip.done
