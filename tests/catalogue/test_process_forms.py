"""The process identity form: what is refused on disk, and how the rest is read."""

import copy
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from miz.catalogue import packages, process_forms
from miz.catalogue.errors import PackageError
from miz.catalogue.process_forms import Operation

FOLDER = Path(settings.SERVICES) / "hajj" / "password-recovery"
Form = dict[str, Any]


@pytest.fixture(scope="module")
def published() -> Form:
    form: Form = yaml.safe_load((FOLDER / "process.yaml").read_text(encoding="utf-8"))
    return form


@pytest.fixture
def form(published: Form) -> Form:
    return copy.deepcopy(published)


def test_the_form_of_password_recovery_has_its_two_measured_criteria() -> None:
    form = packages.read(FOLDER).process_form
    assert form is not None
    how = process_forms.measuring(form)
    assert how is not None
    assert [(c.measure, c.seconds) for c in how.criteria] == [
        ("recovery.password_set", 60),
        ("recovery.sms", 60),
    ]
    assert {c.acceptance for c in how.criteria} == {"کمتر از 1 دقیقه"}


def test_a_form_without_measures_is_a_form_all_the_same(form: Form) -> None:
    del form["measuring"]
    for control in form["controls"]:
        del control["measure"]
    process_forms.check(form, "process.yaml")
    assert process_forms.measuring(form) is None


def test_the_code_may_stand_in_either_order(form: Form) -> None:
    form["process_code"] = "17041326000/005"
    process_forms.check(form, "process.yaml")


SPOILT: dict[str, Callable[[Form], object]] = {
    "goal is missing": lambda f: f.pop("goal"),
    "colour is unknown": lambda f: f.update(colour="green"),
    "owner is not text": lambda f: f.update(owner=7),
    "laws is not a list of texts": lambda f: f.update(laws="به پیوست"),
    "glossary 1 needs term, definition": lambda f: f["glossary"][0].pop("definition"),
    "inputs is not a list of records": lambda f: f.update(inputs=["سامانه"]),
    "outputs 2 has no output": lambda f: f["outputs"][1].update(output=None),
    "type is one of": lambda f: f.update(type="اصلی"),
    "process_code is a running number": lambda f: f.update(process_code="5/1704"),
    "names another service": lambda f: f.update(produced_service_code="17041327000"),
    "measure speed is unknown": lambda f: f["controls"][0].update(measure="speed"),
    "a measure stands twice": lambda f: f["controls"][0].update(measure="recovery.sms"),
    "acceptance of": lambda f: f["controls"][0].update(acceptance="کمتر از 1 دقیقه"),
    "come together": lambda f: f.pop("measuring"),
    "measuring is {operation": lambda f: f["measuring"]["operation"].update(opens={"month": 13}),
    "alarm {share": lambda f: f["measuring"]["alarm"].update(share=99),
    "least, to}": lambda f: f["measuring"]["alarm"].update(to=["minister"]),
}


@pytest.mark.parametrize("finding", SPOILT)
def test_a_slip_is_refused_with_the_file_and_the_field(form: Form, finding: str) -> None:
    SPOILT[finding](form)
    with pytest.raises(PackageError) as refused:
        process_forms.check(form, "hajj/process.yaml")
    assert str(refused.value).startswith("hajj/process.yaml: ")
    assert finding in str(refused.value)


def test_a_list_is_no_form() -> None:
    with pytest.raises(PackageError, match="names and values"):
        process_forms.check([], "process.yaml")


UMRAH = Operation(opens=(3, 1), closes=(10, 1))


@pytest.mark.parametrize(
    ("day", "opens"),
    [
        (date(2026, 11, 22), date(2026, 8, 14)),  # in the operation of 1448
        (date(2026, 8, 14), date(2026, 8, 14)),  # the day it opens
        (date(2026, 8, 13), date(2025, 8, 25)),  # the day before, after the close of 1447
    ],
)
def test_the_latest_operation_opens_with_rabi_al_awwal(day: date, opens: date) -> None:
    assert UMRAH.latest(day).opens == opens


def test_the_day_it_closes_is_the_feast_and_the_run_before_is_a_year_older() -> None:
    run = UMRAH.latest(date(2026, 5, 1))
    assert (run.opens, run.closes) == (date(2025, 8, 25), date(2026, 3, 21))
    assert UMRAH.before(run).closes == date(2025, 3, 31)


def test_an_operation_may_close_in_the_next_lunar_year() -> None:
    run = Operation(opens=(10, 1), closes=(2, 1)).of(1446)
    assert run.opens < run.closes
