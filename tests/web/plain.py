"""Static files by their plain names, so that pages are shown without building anything."""

from pathlib import Path
from typing import Any

import pytest

PLAIN = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture(autouse=True)
def plain_static_files(settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = PLAIN
    settings.STATIC_ROOT = tmp_path
