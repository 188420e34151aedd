"""What organisation.yaml may say."""

from pathlib import Path

import pytest

from miz.catalogue import packages
from miz.catalogue.errors import PackageError


def write(root: Path, line: str) -> None:
    (root / "agency").mkdir()
    file = root / "agency" / "organisation.yaml"
    file.write_text(f"code: agency\nname: دستگاه\nshort_name: دستگاه\n{line}\n", encoding="utf-8")


@pytest.mark.parametrize("way", ["code", "generated"])
def test_an_organisation_chooses_how_passwords_are_recovered(tmp_path: Path, way: str) -> None:
    write(tmp_path, f"password_recovery: {way}")
    [(identity, _)] = packages.agencies(tmp_path)
    assert identity["password_recovery"] == way


@pytest.mark.parametrize("way", ["none", "{life: 3600}", "[code]", "null"])
def test_nothing_else_of_it_is_for_the_organisation_to_choose(tmp_path: Path, way: str) -> None:
    write(tmp_path, f"password_recovery: {way}")
    with pytest.raises(PackageError, match="password_recovery"):
        list(packages.agencies(tmp_path))
