"""Packages as files to take away."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse

from miz.catalogue import archives
from miz.documents.responses import attachment_response


@dataclass
class _Archive:
    name: str
    content: bytes | memoryview
    media_type: str = "application/zip"


def package_response(files: Mapping[str, str], folder: str, name: str) -> HttpResponse:
    return attachment_response(_Archive(f"{name}.zip", archives.pack(files, folder)))
