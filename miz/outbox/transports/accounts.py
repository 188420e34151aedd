"""The providers of SMS that the settings name: where they are, how they speak, how much they get.

settings.SMS_PROVIDERS is a list of {name, protocol, url, key, sender, weight}, in it for the
protocol `generic` also {send, report}, see docs/howto/messages.md. When it is empty there is one
provider, of Kavenegar's protocol, from settings.SMS_GATEWAY_URL, _KEY and SMS_SENDER.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

PROTOCOLS = ("kavenegar", "generic")
MAIN = "main"


@dataclass(frozen=True, slots=True)
class Account:
    """The desk's account at one provider; `send` and `report` are the generic protocol's words."""

    name: str
    url: str
    protocol: str = "kavenegar"
    key: str = ""
    sender: str = ""
    weight: float = 1.0
    send: Mapping[str, Any] = field(default_factory=dict)
    report: Mapping[str, Any] = field(default_factory=dict)


def accounts() -> list[Account]:
    """Every provider; raises ImproperlyConfigured when the settings make no sense."""
    if not settings.SMS_PROVIDERS:
        return [
            Account(MAIN, settings.SMS_GATEWAY_URL, key=settings.SMS_GATEWAY_KEY,
                    sender=settings.SMS_SENDER)
        ]  # fmt: skip
    found = [_account(each) for each in settings.SMS_PROVIDERS]
    if len({each.name for each in found}) < len(found):
        raise ImproperlyConfigured("two providers of SMS have one name")
    return found


def _account(given: Mapping[str, Any]) -> Account:
    try:
        account = Account(**given)
    except TypeError as error:
        raise ImproperlyConfigured(f"a provider of SMS: {error}") from None
    if account.protocol not in PROTOCOLS or not account.weight > 0:
        raise ImproperlyConfigured(f"the provider of SMS {account.name}: protocol or weight")
    if account.protocol == "generic" and not {"path", "body", "reference"} <= set(account.send):
        raise ImproperlyConfigured(f"the provider of SMS {account.name}: send lacks something")
    return account
