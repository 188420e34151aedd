"""Word files of the years before (doc) and RTF: LibreOffice makes docx of them, where installed.

It needs a home, a place to write and more memory than the viewers of `miz.documents.limited`, so
it runs here with limits of its own, in an empty directory that is gone afterwards.
"""

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from .docx import read as read_docx
from .errors import Broken, ConverterMissing, ReaderMissing, TooHeavy
from .shapes import Source

SECONDS: Final = 60
MEMORY: Final = 4 * 1024**3  # bytes of address space; LibreOffice maps much more than it uses
LARGEST: Final = 32 * 1024**2  # bytes it may write into one file
_LIMITS: Final = (f"--as={MEMORY}", f"--cpu={SECONDS}", f"--fsize={LARGEST}", "--core=0")
_NAMES: Final = ("soffice", "libreoffice")


def read(content: bytes) -> Source:
    """Raises a SourceRefused, ConverterMissing where LibreOffice is not installed."""
    office = next(filter(None, map(shutil.which, _NAMES)), None)
    if office is None:
        raise ConverterMissing
    limiter = shutil.which("prlimit")
    if limiter is None:
        raise ReaderMissing
    with TemporaryDirectory(prefix="miz-form-") as folder:
        converted = _converted([limiter, *_LIMITS, "--", office], Path(folder), content)
    source = read_docx(converted)
    return Source(source.lines, "doc", "libreoffice")


def _converted(command: list[str], folder: Path, content: bytes) -> bytes:
    (folder / "form.doc").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    options = ["--headless", "--norestore", "--convert-to", "docx", "--outdir", str(folder)]
    process = subprocess.Popen(  # noqa: S603 - our own arguments, a directory of our own
        [*command, profile, *options, str(folder / "form.doc")],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8"},
        start_new_session=True,
    )
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        raise TooHeavy from None
    finally:
        _end(process)
    # It answers 0 also when it made nothing.
    made = folder / "form.docx"
    if not made.is_file():
        raise Broken
    return made.read_bytes()


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ends what LibreOffice started too: it does its work in a child."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
