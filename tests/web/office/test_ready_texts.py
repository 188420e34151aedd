"""Reusable answers: filled with what belongs to the case, and not sent while a box is left."""

import dataclasses

import pytest

from miz.accounts.models import User
from miz.cases.models import Case
from miz.catalogue import queries as catalogue
from miz.catalogue import ready_texts
from miz.catalogue.queries import PublishedService
from miz.lib import digits, jalali, tracking_code
from miz.web.office import offers
from miz.web.office.forms import AnswerForm


@pytest.fixture
def texts(desk: PublishedService, case: Case, monkeypatch: pytest.MonkeyPatch) -> PublishedService:
    """The desk with one answer that names every placeholder."""
    every = "؛".join(f"{name}={{{name}}}" for name in ready_texts.PLACEHOLDERS)
    answers = ({"code": "every", "title": "همه", "text": every},)
    version = dataclasses.replace(desk, answers=answers)
    monkeypatch.setattr(catalogue, "version", lambda _: version)
    return version


def values(case: Case, clerk: User | None = None) -> dict[str, str]:
    text = offers.ready_texts(case, clerk)["every"][1]
    return dict(part.split("=") for part in text.split("؛"))


def test_every_placeholder_is_filled_with_what_belongs_to_the_case(
    texts: PublishedService, case: Case, narges: User
) -> None:
    filled = values(case, narges)
    assert tuple(filled) == ready_texts.PLACEHOLDERS
    assert filled["applicant_name"] == case.full_name
    assert filled["tracking_code"] == digits.to_persian(tracking_code.format(case.tracking_code))
    assert filled["due"] == jalali.format_date(case.due_at)
    assert filled["topic"] == case.topic_title
    assert filled["organisation"] == case.organisation.name
    assert filled["unit"] == str(case.unit)
    assert filled["clerk_name"] == narges.full_name
    assert not any("{" in value for value in filled.values())


def test_who_writes_is_the_clerk_then_who_holds_the_case_then_a_box(
    texts: PublishedService, case: Case, narges: User, reza: User
) -> None:
    assert values(case)["clerk_name"] == ready_texts.BLANK
    case.assignee = reza
    assert values(case)["clerk_name"] == reza.full_name
    assert values(case, narges)["clerk_name"] == narges.full_name


@pytest.mark.parametrize("left", ["[[دلیل]]", "[[]]", ready_texts.BLANK])
def test_an_answer_with_a_box_in_it_is_not_sent_and_says_which(left: str) -> None:
    form = AnswerForm({"revision": "1", "text": f"سلام. دلیل: {left}"}, texts={})
    assert not form.is_valid()
    [said] = form.errors["text"]
    assert left in said
    assert "جای خالی" in said


@pytest.mark.parametrize("words", ["دلیل: کامل بود.", "[یک] و [ دو", "آرایهٔ a[0][1]"])
def test_other_brackets_are_words(words: str) -> None:
    assert AnswerForm({"revision": "1", "text": words}, texts={}).is_valid()


def test_the_ready_texts_of_our_own_desks_leave_boxes_only_where_a_clerk_must_write(
    case: Case, narges: User
) -> None:
    for title, text in offers.ready_texts(case, narges).values():
        assert "{" not in text, title
        assert "…" not in text, title
