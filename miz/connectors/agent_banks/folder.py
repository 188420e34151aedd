"""The folder into which a bank lays its files by the site's SFTP, and from which it takes receipts.

Each bank has its own folder, named by its code, so that none can speak for another. A file NAME is
whole when NAME.sha256 lies beside it, which is therefore laid last; receipts come into `receipts`.
What was judged is removed: the bank has the original, we had our copy.
"""

import logging
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from miz.connectors import batches

log = logging.getLogger(__name__)

PIECE = 1024 * 1024
LONGEST_CHECKSUM = 1024
CHECKSUM = ".sha256"
RECEIPTS = "receipts"
RECEIPT = ".receipt.csv"

_DIGEST = re.compile(rb"\s*([0-9a-fA-F]{64})(?:\s|$)")


def of(bank: str) -> Path:
    """Return a bank's folder, made when it is not there yet."""
    folder: Path = settings.BATCH_FOLDER / bank
    (folder / RECEIPTS).mkdir(mode=0o750, parents=True, exist_ok=True)
    return folder


def lying(bank: str) -> Iterator[tuple[Path, Path]]:
    """Yield (file, its checksum file) for every file that is whole, by name."""
    for checksum in sorted(of(bank).glob(f"*{CHECKSUM}")):
        path = checksum.with_suffix("")
        if not batches.NAME.fullmatch(path.name) or not (_plain(path) and _plain(checksum)):
            log.warning("a file of %s is left alone: its name or kind is not agreed", bank)
            continue
        yield path, checksum


def copy(path: Path, checksum: Path) -> tuple[batches.Stored, bytes]:
    """Copy a file to our own folder; returns the copy and the digest its bank declares."""
    with _open(checksum) as source:
        declared = _DIGEST.match(source.read(LONGEST_CHECKSUM))
    with _open(path) as source:
        stored = batches.store(iter(lambda: source.read(PIECE), b""))
    return stored, bytes.fromhex(declared[1].decode()) if declared else b""


def remove(path: Path, checksum: Path) -> None:
    """The checksum last: without it what is left of a crash would never be looked at again."""
    path.unlink(missing_ok=True)
    checksum.unlink(missing_ok=True)


def lay_receipt(bank: str, name: str, receipt: str) -> None:
    """Lay a receipt, whole or not at all."""
    place = of(bank) / RECEIPTS / f"{name}{RECEIPT}"
    part = place.with_suffix(".part")
    part.write_text(receipt, encoding="utf-8")
    part.replace(place)


def _plain(path: Path) -> bool:
    return path.exists() and stat.S_ISREG(path.lstat().st_mode)


def _open(path: Path) -> BinaryIO:
    """Never through a link, which its bank could have laid since we looked."""
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb")
