"""What `miz services check` says of packages that are right all the same."""

import datetime
import json

import pytest

from miz.config import services
from miz.lib import holidays


def test_the_end_of_the_holiday_table_is_told_and_refuses_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert services._warnings() == []
    monkeypatch.setattr(holidays, "NOTICE", datetime.timedelta(days=365 * 100))
    monkeypatch.setattr(services.Path, "glob", lambda *_: iter(()))
    assert services.run("check", as_json=True) == 0
    warning = "holidays are known until the end of 1408: see docs/howto/change-holidays.md"
    assert json.loads(capsys.readouterr().out)["warnings"] == [warning]
    assert services.run("check", as_json=False) == 0
    assert f"warning: {warning}" in capsys.readouterr().out
