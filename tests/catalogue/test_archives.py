"""Packages as zip files: out and in again, and nothing else gets in."""

import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings

from miz.catalogue import archives, packages
from miz.catalogue.draft_errors import ArchiveRefused

from .drawing import package


def zipped(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return content.getvalue()


def test_a_package_comes_back_as_it_went() -> None:
    files = packages.files(Path(settings.SERVICES) / "hajj" / "desk")
    packed = archives.pack(files, "hajj-desk")
    assert archives.unpack(packed) == files
    assert archives.pack(files, "hajj-desk") == packed


def test_the_folder_around_it_may_be_left_out() -> None:
    text = package()["service.yaml"]
    assert archives.unpack(zipped({"service.yaml": text.encode()})) == package()


@pytest.mark.parametrize("name", [
    "../service.yaml", "/etc/passwd", "a/../../b", "evil.py", "scenarios/../x.yaml", "a\\b.yaml",
    "scenarios/deep/er.yaml", ".hidden", "__MACOSX/service.yaml",
])  # fmt: skip
def test_strange_paths_are_refused(name: str) -> None:
    with pytest.raises(ArchiveRefused):
        archives.unpack(zipped({"service.yaml": b"slug: a", name: b"x"}))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no zip", b"\x89PNG"])
def test_what_is_no_archive_is_refused(content: bytes) -> None:
    with pytest.raises(ArchiveRefused):
        archives.unpack(content)


def test_a_bomb_is_refused() -> None:
    with pytest.raises(ArchiveRefused):
        archives.unpack(zipped({"service.yaml": b"a" * (archives.MAX_UNPACKED + 1)}))
    many = {f"scenarios/s{number}.yaml": b"a" for number in range(300)}
    with pytest.raises(ArchiveRefused):
        archives.unpack(zipped({"service.yaml": b"slug: a", **many}))


def test_only_text_gets_in() -> None:
    with pytest.raises(ArchiveRefused, match="UTF-8"):
        archives.unpack(zipped({"service.yaml": b"\xff\xfe\x00"}))


def test_without_a_service_it_is_no_package() -> None:
    with pytest.raises(ArchiveRefused, match=r"service\.yaml"):
        archives.unpack(zipped({"topics.yaml": b"[]"}))
