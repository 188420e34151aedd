"""The agent banks' daily files as an agreement of `batches`, and the rounds of the worker."""

import logging
from collections.abc import Mapping

from django.conf import settings

from miz.connectors import batches
from miz.connectors.batch_models import BatchFile
from miz.connectors.batches import Delivery, Door
from miz.connectors.errors import ConnectorError

from . import client, folder, formats, rows, taking

log = logging.getLogger(__name__)


def banks() -> Mapping[str, int]:
    """Return each bank's first sequence number, from the setting: `mellat:1` of MIZ_AGENT_BANKS."""
    pairs = (word.partition(":") for word in settings.AGENT_BANKS)
    return {bank: int(first or 1) for bank, _, first in pairs}


def _answer(file: BatchFile, receipt: str) -> None:
    if file.door == Door.FOLDER:
        folder.lay_receipt(file.sender, file.name, receipt)
    else:
        client.hand_in(file.sender, file.name, bytes(file.digest), receipt)


AGREEMENT = batches.Agreement(
    connector=client.CONNECTOR.name,
    first=banks,
    read_header=formats.read_header,
    take=taking.take,
    answer=_answer,
    meanings={remark.value: meaning for remark, meaning in rows.MEANINGS.items()},
    purpose=client.DEPOSITS,
    fields=rows.COLUMNS,
)


def collect() -> int:
    """Take in what lies in the folders; returns how many files came."""
    number = 0
    for bank in banks():
        for path, checksum in folder.lying(bank):
            stored, declared = folder.copy(path, checksum)
            delivery = Delivery(bank, path.name, Door.FOLDER, declared, stored)
            batches.arrive(AGREEMENT, delivery)
            folder.remove(path, checksum)
            number += 1
    return number


def fetch() -> int:
    """Take in what the banks hold ready over HTTP; a bank that fails keeps no other waiting."""
    if not settings.AGENT_BANKS_URL:
        return 0
    number = 0
    for bank in banks():
        try:
            number += _fetch(bank)
        except ConnectorError as error:
            log.warning("the files of %s were not fetched: %s", bank, error)
    return number


def _fetch(bank: str) -> int:
    number = 0
    for file in client.listed(bank):
        if not _in_hand(bank, file):
            stored = client.download(bank, file)
            batches.arrive(AGREEMENT, Delivery(bank, file.name, Door.HTTP, file.digest, stored))
            number += 1
    return number


def _in_hand(bank: str, file: client.Listed) -> bool:
    """A bank lists a file until it has the receipt: this one waits for its turn, or for that."""
    known = BatchFile.objects.filter(
        connector=AGREEMENT.connector,
        sender=bank,
        name=file.name,
        door=Door.HTTP,
        receipt_at__isnull=True,
    )
    # A damaged copy has a digest of its own; its receipt is due all the same.
    return known.exists()
