"""A package as one zip file: the same files as in its folder, out of the desk and into it again.

An archive comes from people: it is unpacked under the bounds of every archive here
(`miz.documents.formats.archive`), and only text at paths that a package may have gets in.
"""

import io
import zipfile
from collections.abc import Iterable
from typing import Final

from miz.documents.errors import UploadRefused
from miz.documents.formats import archive
from miz.lib import digits

from . import checks
from .draft_errors import ArchiveRefused
from .library import Files

MAX_UNPACKED: Final = 4 * 1024 * 1024  # bytes, all files together
FIRST: Final = "service.yaml"
# The same package is the same archive, byte by byte.
_WHEN: Final = (1980, 1, 1, 0, 0, 0)


def pack(files: Files, folder: str) -> bytes:
    """A zip with one folder, named `folder`, that holds these files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in sorted(files):
            packed.writestr(zipfile.ZipInfo(f"{folder}/{name}", _WHEN), files[name].encode())
    return content.getvalue()


def unpack(content: bytes) -> dict[str, str]:
    """The files of a package, with or without a folder around them. Raises ArchiveRefused."""
    try:
        if not content.startswith(archive.MAGIC):
            raise ArchiveRefused
        members = [each for each in archive.members(content) if not each.name.endswith("/")]
        _check_size(members)
        texts = {each.name: _text(content, each) for each in members}
    except UploadRefused as refused:
        raise ArchiveRefused(str(refused)) from refused
    files = _out_of_folder(texts)
    _check_names(files)
    return files


def _check_size(members: Iterable[archive.Member]) -> None:
    if sum(each.size for each in members) > MAX_UNPACKED:
        most = digits.to_persian(MAX_UNPACKED // 1024 // 1024)
        raise ArchiveRefused(f"پرونده‌های این بسته روی هم از {most} مگابایت بیشتر است.")


def _text(content: bytes, member: archive.Member) -> str:
    try:
        return b"".join(archive.unpacked(content, member)).decode()
    except UnicodeDecodeError as error:
        raise ArchiveRefused(f"این پرونده متن UTF-8 نیست: {member.name}") from error


def _out_of_folder(texts: dict[str, str]) -> dict[str, str]:
    """Without the folder that all of them lie in, when the package is in one."""
    folder = next((name.removesuffix(FIRST) for name in texts if name.endswith(f"/{FIRST}")), "")
    if FIRST in texts or not all(name.startswith(folder) for name in texts):
        return texts
    return {name.removeprefix(folder): text for name, text in texts.items()}


def _check_names(files: Files) -> None:
    if FIRST not in files:
        raise ArchiveRefused
    if strange := [name for name in files if not checks.is_known(name)]:
        raise ArchiveRefused(f"این پرونده در بستهٔ خدمت جایی ندارد: {strange[0][:80]}")
