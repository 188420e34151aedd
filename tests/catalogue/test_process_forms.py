"""The process identity form: what is refused on disk, and how the rest is read."""

import copy
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from miz.catalogue import checks, packages, process_forms
from miz.catalogue.findings import Finding
from miz.catalogue.process_forms import Operation

from .library import Beside

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


def found(form: Form) -> list[Finding]:
    files = {**packages.files(FOLDER), "process.yaml": yaml.safe_dump(form, allow_unicode=True)}
    return checks.findings(files, where="hajj", library=Beside())


def test_a_form_without_measures_is_a_form_all_the_same(form: Form) -> None:
    del form["measuring"]
    for control in form["controls"]:
        del control["measure"]
    assert found(form) == []
    assert process_forms.measuring(form) is None


@pytest.mark.parametrize("code", ["17041326000/005", "005/17041326000", "۰۰۵/۱۷۰۴۱۳۲۶۰۰۰"])
def test_the_code_may_stand_in_either_order(form: Form, code: str) -> None:
    form["process_code"] = code
    assert found(form) == []


@pytest.mark.parametrize("code", ["5/1704", "005/1704132600"])
def test_an_odd_code_is_a_warning(form: Form, code: str) -> None:
    form["process_code"] = code
    assert [(f.level, f.code) for f in found(form)] == [("warning", "process_code")]


SPOILT: dict[str, Callable[[Form], object]] = {
    "unknown_key controls.1.colour": lambda f: f["controls"][0].update(colour="green"),
    "unknown_key colour": lambda f: f.update(colour="green"),
    "shape owner is not text": lambda f: f.update(owner=7),
    "shape laws is not a list": lambda f: f.update(laws="به پیوست"),
    "shape inputs.1 is not names and values": lambda f: f.update(inputs=["سامانه"]),
    "row_unnamed outputs 2 has no output": lambda f: f["outputs"][1].update(output=None),
    "option type is one of": lambda f: f.update(type="اصلی"),
    "other_service": lambda f: f.update(produced_service_code="17041327000"),
    "option controls.1.measure is one of": lambda f: f["controls"][0].update(measure="speed"),
    "measure_twice": lambda f: f["controls"][0].update(measure="recovery.sms"),
    "acceptance acceptance of": lambda f: f["controls"][0].update(acceptance="کمتر از 1 دقیقه"),
    "measuring_alone": lambda f: f.pop("measuring"),
    "range measuring.operation.opens.month": lambda f: _opens(f).update(month=13),
    "same_day": lambda f: _opens(f).update(month=10),
    "range measuring.alarm.share": lambda f: f["measuring"]["alarm"].update(share=99),
    "option measuring.alarm.to.1": lambda f: f["measuring"]["alarm"].update(to=["minister"]),
}


def _opens(form: Form) -> dict[str, int]:
    opens: dict[str, int] = form["measuring"]["operation"]["opens"]
    return opens


@pytest.mark.parametrize("finding", SPOILT)
def test_a_slip_is_refused_with_the_file_and_the_field(form: Form, finding: str) -> None:
    SPOILT[finding](form)
    refused = [f for f in found(form) if f.level == "refused"]
    assert [f.file for f in refused] == ["process.yaml"]
    assert f"{refused[0].code} {refused[0].message}".startswith(finding)


def test_a_control_without_an_owner_is_measured_all_the_same(form: Form) -> None:
    for control in form["controls"]:
        del control["responsible"], control["period"]
    how = process_forms.measuring(form)
    assert how is not None
    assert {criterion.responsible for criterion in how.criteria} == {""}


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
