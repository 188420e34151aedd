"""Every connector the desk has. A new one takes its line here; the office's page lists them."""

from . import breaker
from .agent_banks.client import CONNECTOR as AGENT_BANKS
from .base import Connector
from .civil_registry.client import CONNECTOR as CIVIL_REGISTRY
from .foreign_ministry.client import CONNECTOR as FOREIGN_MINISTRY
from .national_window.client import CONNECTOR as NATIONAL_WINDOW
from .shahkar.client import CONNECTOR as SHAHKAR

CONNECTORS = {
    each.name: each
    for each in (CIVIL_REGISTRY, SHAHKAR, NATIONAL_WINDOW, AGENT_BANKS, FOREIGN_MINISTRY)
}


def title(name: str) -> str:
    """Return how people call the system of a connector; empty for one that is gone."""
    known = CONNECTORS.get(name)
    return known.title if known else ""


def check(connector: Connector) -> None:
    """Ask a system now, also one that is left alone for a while; raises ConnectorError."""
    if connector.check is None:
        raise ValueError(f"{connector.name} is not asked online")
    breaker.of(connector.name).rest_ends()
    connector.check()
