"""The forms that Miz prints come back whole from every kind of file they are kept or printed as."""

from typing import Any

import pytest

from miz.catalogue.importing import forms, report, sources
from miz.catalogue.importing.report import Report
from miz.catalogue.printing import layout
from tests.catalogue.importing import made_forms, made_processes, prints

PAPERS = {
    "service": (layout.service, made_forms.record(1)),
    "process": (layout.process, made_processes.record(1)),
}
KINDS = [kind for kind in prints.KINDS if kind != "browser-pdf"]


def read_back(form: str, kind: str) -> Report:
    draw, record = PAPERS[form]
    content = prints.KINDS[kind](draw(record, None))
    return report.compare(forms.read_forms(sources.from_bytes(content)), [record])


@pytest.mark.parametrize("form", PAPERS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_printed_form_comes_back_whole(form: str, kind: str) -> None:
    assert read_back(form, kind).misses == []


@pytest.mark.skipif(not prints.CHROMIUM.exists(), reason="no Chromium here")
@pytest.mark.parametrize("form", PAPERS)
def test_a_form_printed_by_a_browser_comes_back_whole(form: str) -> None:
    assert read_back(form, "browser-pdf").misses == []


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("name", made_processes.LAYOUTS)
def test_a_process_form_in_another_layout_is_read_whole(name: str, seed: int) -> None:
    record: dict[str, Any] = made_processes.record(seed)
    found = forms.read_forms(sources.from_bytes(made_processes.LAYOUTS[name](record)))
    assert report.compare(found, [record]).misses == []
