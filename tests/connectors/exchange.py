"""Files as a bank lays them into its folder, or holds them ready over HTTP."""

import datetime
import hashlib
import json
import urllib.parse
import urllib.request
from pathlib import Path

from django.conf import settings

from miz.connectors.agent_banks import exchange, folder
from miz.connectors.agent_banks.made import Made, Trouble, make
from miz.connectors.batch_models import BatchFile
from tests.sandbox import RunningSandbox

DAY = datetime.date(2026, 11, 22)


def made(
    sequence: int = 1,
    trouble: Trouble = Trouble.GOOD,
    *,
    bank: str = "mellat",
    number: int = 5,
    form: str = "csv",
) -> Made:
    return make(bank, DAY, sequence, number, form=form, trouble=trouble)


def written(content: str, name: str = "by-hand.csv") -> Made:
    """A file of our own words, with the checksum it has."""
    data = content.encode()
    return Made(name, data, hashlib.sha256(data).hexdigest())


def lay(file: Made, bank: str = "mellat") -> Path:
    path = folder.of(bank) / file.name
    path.write_bytes(file.content)
    path.with_name(f"{file.name}.sha256").write_text(f"{file.digest}  {file.name}\n")
    return path


def sent(file: Made, bank: str = "mellat") -> BatchFile:
    """What becomes of a file that comes alone through the folder."""
    lay(file, bank)
    assert exchange.collect() == 1
    return BatchFile.objects.latest("pk")


def receipt(file: Made, bank: str = "mellat") -> list[str]:
    """The lines of the receipt that the bank finds in its folder."""
    place = settings.BATCH_FOLDER / bank / "receipts" / f"{file.name}.receipt.csv"
    return place.read_text(encoding="utf-8").splitlines()


def ask_bank(agencies: RunningSandbox, **form: str) -> dict[str, object]:
    """Let the bank of the sandbox make a file, as its page does."""
    body = urllib.parse.urlencode({"bank": "mellat", "form": "csv", **form}).encode()
    with urllib.request.urlopen(f"{agencies.url}/batches.json", body, timeout=5) as answer:  # noqa: S310
        return json.loads(answer.read())  # type: ignore[no-any-return]
