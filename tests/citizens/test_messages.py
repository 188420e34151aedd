"""What citizens are told about their accounts: short, in their language, and to all channels."""

import pytest
from pytest_django import Settings

from miz.citizens import messages
from miz.citizens.models import Citizen
from miz.lib import sms

from . import people

URL = "https://desk.haj.ir"
CODES_ALONE = ("sign_in", "sign_up", "recovery", "mobile")
BOTH = ["fa", "en"]


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("kind", messages.CODES)
def test_a_code_fits_into_one_part_and_what_explains_into_two(kind: str, language: str) -> None:
    code = "ABCD-EFGH-JKMN" if kind == "generated" else "123456"
    text = messages.CODES[kind][language].format(code=code, url=URL)
    assert sms.length(text).parts <= (1 if kind in CODES_ALONE else 2)


@pytest.mark.django_db
@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("kind", messages.NEWS)
def test_news_fit_into_two_parts_with_the_way_to_act(
    settings: Settings, kind: str, language: str
) -> None:
    settings.BASE_URL = URL
    citizen = people.citizen(language=language)
    filled = {"when": "۲۳ اردیبهشت ۱۴۰۵", "token": "a" * 16}
    text = messages.news(kind, citizen, **filled)[0].body
    assert sms.length(text).parts <= 2
    assert (URL in text) is (kind in messages.PATHS)


def test_every_text_is_there_in_both_languages() -> None:
    every = (messages.CODES, messages.NEWS, messages.ASKED)
    for texts in (texts for kind in every for texts in kind.values()):
        assert sorted(texts) == sorted(Citizen.Language.values)


def test_a_persian_reads_persian_digits_and_others_read_theirs() -> None:
    assert "۱۲۳۴۵۶" in messages.code("recovery", people.MOBILE, "fa", "123456").body
    assert "123456" in messages.code("recovery", people.MOBILE, "en", "123456").body


@pytest.mark.django_db
def test_news_go_to_the_number_the_address_and_into_the_account() -> None:
    citizen = people.citizen(email="ada@example.com")
    drafts = messages.news("password_changed", citizen)
    assert [d.recipient for d in drafts] == [citizen.mobile, "ada@example.com", citizen.subject]
    # Whoever reads it in the account needs no address.
    assert "/account/" not in drafts[-1].body
