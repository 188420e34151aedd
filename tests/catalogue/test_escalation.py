"""The ladder that a package may give for what is late."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings

from miz.catalogue import packages
from miz.catalogue.errors import PackageError


def read_with(tmp_path: Path, ladder: str) -> packages.Package:
    folder = Path(shutil.copytree(Path(settings.SERVICES) / "hajj" / "desk", tmp_path / "desk"))
    file = folder / "service.yaml"
    text = file.read_text(encoding="utf-8")
    assert "\ndesk:\n" in text
    file.write_text(text.replace("\ndesk:\n", f"\ndesk:\n  escalation: {ladder}\n"), "utf-8")
    return packages.read(folder)


def test_a_ladder_rises(tmp_path: Path) -> None:
    ladder = "[{after: 0, to: supervisor}, {after: 5, to: headquarters}]"
    package = read_with(tmp_path, ladder)
    assert package.identity["desk"]["escalation"][1] == {"after": 5, "to": "headquarters"}


@pytest.mark.parametrize(
    "ladder",
    [
        "soon",
        "[soon]",
        "[{after: 1}]",
        "[{after: -1, to: supervisor}]",
        "[{after: true, to: supervisor}]",
        "[{after: 1.5, to: supervisor}]",
        "[{after: 1, to: minister}]",
        "[{after: 1, to: supervisor, how: sms}]",
        "[{after: 2, to: supervisor}, {after: 2, to: headquarters}]",
        "[{after: 2, to: supervisor}, {after: 0, to: headquarters}]",
    ],
)
def test_what_is_no_ladder_is_refused(tmp_path: Path, ladder: str) -> None:
    with pytest.raises(PackageError, match=r"service\.yaml:\d+: desk\.escalation"):
        read_with(tmp_path, ladder)
