"""No file of 300 KB may cost more than two seconds or 200 MB, whatever is in it."""

import json
import random
import statistics
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

from miz.documents.uploads import MAX_BYTES, check
from tests.documents.files import (
    SHEET,
    archive,
    archive_of_300_megabytes,
    old_workbook,
    pdf,
    picture,
    png_chunk,
    png_claiming,
    workbook,
)

# Checks every file of a folder in one process and prints {name: [outcome, seconds, megabytes]},
# where megabytes is the highest point so far above the start.
MEASURE = """
import json, resource, sys, time
from pathlib import Path
from miz.documents.uploads import UploadRefused, check

def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

def outcome(path):
    try:
        return check(path.name, path.read_bytes()).extension
    except UploadRefused as refused:
        return refused.code

def measure(path):
    start = time.perf_counter()
    return outcome(path), time.perf_counter() - start, peak() - before

before = peak()
print(json.dumps({path.name: measure(path) for path in Path(sys.argv[1]).iterdir()}))
"""


def text(size: int) -> bytes:
    """XML that packs just under the ratio which is refused."""
    dice = random.Random(1)  # noqa: S311 - the same bytes every time
    line = b"<c><v>1</v></c>" * 24
    return b"".join(line + dice.randbytes(2).hex().encode() for _ in range(size // 360))[:size]


def lying_archive() -> bytes:
    honest = archive_of_300_megabytes()
    size = honest.index(b"PK\x01\x02") + 24
    return honest[:size] + struct.pack("<L", 20_000) + honest[size + 4 :]


# The accepted extension or the code of refusal, so that no case is cheap for a wrong reason.
OUTCOMES = {
    "pixels.png": "image_too_large",
    "chunks.png": "image_damaged",
    "segments.jpg": "image_damaged",
    "fill.jpg": "image_damaged",
    "scan.jpg": "image_damaged",
    "escapes.pdf": "pdf",
    "ends.pdf": "pdf",
    "zeros.zip": "archive_too_large",
    "lies.zip": "archive_damaged",
    "many.zip": "archive_too_many",
    "full.zip": "zip",
    "ends.zip": "archive_damaged",
    "full.xlsx": "xlsx",
    "types.xlsx": "xlsx",
    "deep.xlsx": "sheet_damaged",
    "names.xls": "xls",
}

EXPENSIVE = {
    "pixels.png": lambda: png_claiming(13_000, 13_000),
    "chunks.png": lambda: b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", bytes(13)) * 12_000,
    "segments.jpg": lambda: b"\xff\xd8" + b"\xff\xfe\0\2" * 76_000,
    "fill.jpg": lambda: b"\xff\xd8" + b"\xff" * 307_000,
    "scan.jpg": lambda: picture("JPEG")[:-2] + b"\xff\0" * 150_000,
    "escapes.pdf": lambda: pdf(extra=b"/#4a" * 76_000),
    "ends.pdf": lambda: pdf() + b"%%EOF" * 61_000,
    "zeros.zip": archive_of_300_megabytes,
    "lies.zip": lying_archive,
    "many.zip": lambda: archive({f"{n}.txt": b"x" * 9 for n in range(2_500)}),
    "full.zip": lambda: archive({f"{n}.txt": text(5_000_000) for n in range(4)}),
    "ends.zip": lambda: b"PK\x03\x04" + b"PK\x05\x06" * 76_000,
    "full.xlsx": lambda: workbook(
        **{SHEET: text(9_900_000), "xl/sharedStrings.xml": text(9_900_000)}
    ),
    "types.xlsx": lambda: workbook(more_types="<a/>" * 60_000),
    "deep.xlsx": lambda: workbook(more_types="<a>" * 60_000),
    "names.xls": lambda: old_workbook() + "book\0".encode("utf-16-le") * 30_000,
}


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, float, float]]:
    folder = tmp_path_factory.mktemp("expensive")
    for name, build in EXPENSIVE.items():
        (folder / name).write_bytes(build())
        assert (folder / name).stat().st_size <= MAX_BYTES
    command = [sys.executable, "-c", MEASURE, str(folder)]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, capture_output=True, check=True, cwd=root)
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", EXPENSIVE)
def test_the_most_expensive_files_stay_cheap(
    name: str, measured: dict[str, tuple[str, float, float]]
) -> None:
    outcome, seconds, megabytes = measured[name]
    assert outcome == OUTCOMES[name]
    assert seconds < 2
    assert megabytes < 100


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jpg", picture("JPEG", (150, 130), quality=90)),
        ("a.png", picture("PNG", (90, 80))),
        ("a.pdf", pdf(extra=b"/Note (" + bytes(range(33, 40)) * 2_800 + b")")),
    ],
)
def test_an_everyday_file_of_20_kilobytes_takes_about_a_millisecond_at_most(
    name: str, content: bytes
) -> None:
    assert 15_000 < len(content) < 30_000
    assert statistics.median(timed(name, content) for _ in range(101)) < 0.002


def timed(name: str, content: bytes) -> float:
    start = time.perf_counter()
    check(name, content)
    return time.perf_counter() - start
