from pathlib import Path

import pytest
from pytest_django import Settings

from miz.connectors.sms_gateway.accounts import accounts
from tests.committed import committed
from tests.sandbox import RunningSandbox

__all__ = ["committed"]


@pytest.fixture
def two_providers(agencies: RunningSandbox, settings: Settings) -> RunningSandbox:
    """The outside world with both its SMS providers, of different protocols."""
    settings.SMS_PROVIDERS = accounts(agencies.url)
    return agencies


@pytest.fixture
def spool(settings: Settings, tmp_path: Path) -> Path:
    settings.LETTER_SPOOL = tmp_path / "letters"
    return settings.LETTER_SPOOL
