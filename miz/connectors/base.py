"""What a connector says of itself; `directory.py` lists them all."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from django.conf import settings


class Exchange(StrEnum):
    ONLINE = "online"
    BATCH = "batch"
    LETTER = "letter"


EXCHANGE_LABELS = {
    Exchange.ONLINE: "برخط",
    Exchange.BATCH: "دسته‌ای",
    Exchange.LETTER: "نامه",
}


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why an agency is asked, and what allows it; both are kept with every call and are Persian."""

    name: str
    legal_basis: str


# Agencies ask each other by the national information exchange, and by it alone.
EXCHANGE_LAW = "مواد ۶۷ و ۶۸ قانون برنامهٔ ششم توسعه"
CHECKING = Purpose("بررسی اتصال", EXCHANGE_LAW)


@dataclass(frozen=True, slots=True)
class Connector:
    """`title` follows «سامانهٔ», `owner` is the agency, `setting` names its base address, empty
    where nothing is called.

    `check` asks something harmless: it returns when the system answers, else raises ConnectorError.
    """

    name: str
    title: str
    owner: str
    exchange: Exchange
    legal_basis: str
    setting: str = ""
    check: Callable[[], None] | None = None

    @property
    def host(self) -> str:
        """The host of the base address, as a person may see it: no path, no key."""
        return urlsplit(getattr(settings, self.setting)).netloc if self.setting else ""
