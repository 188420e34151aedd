"""Typed readers of environment variables; a value that cannot be read is an error at start."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """The variable, or the content of the file named by NAME_FILE (for secrets)."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set, and neither is {name}_FILE")
    return value


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}")
    return int(value)


def flag(name: str, default: bool) -> bool:
    value = text(name, "yes" if default else "no")
    if value not in ("yes", "no"):
        raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r}")
    return value == "yes"


def choice(name: str, default: str, *others: str) -> str:
    value = text(name, default)
    if value not in (default, *others):
        raise ImproperlyConfigured(f"{name} must be one of {(default, *others)}, not {value!r}")
    return value


def words(name: str, default: str) -> list[str]:
    return [word for word in text(name, default).split(",") if word]
