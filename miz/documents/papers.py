"""HTML to PDF without network and without files.

Whatever a template or a value in it names, the renderer may load nothing but the assets listed
in the setting PAPER_ASSETS, a mapping from `asset:` names to bundled files; `asset:vazirmatn.woff2`
is loaded when "vazirmatn.woff2" is listed there. Anything else, data: addresses and @font-face
local() included, fails the paper: one that lacks a part must not be issued quietly.

Importing this module costs seconds (the renderer), so it belongs in the worker.
"""

# mypy: allow-untyped-calls

from collections.abc import Mapping
from mimetypes import guess_type
from pathlib import Path

from django.conf import settings
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from miz.documents.errors import PaperNotRendered

_SCHEME = "asset:"


def render_pdf(html: str) -> bytes:
    """Lay out `html` as a PDF; raises PaperNotRendered if it refers to anything not bundled."""
    assets = _Assets(settings.PAPER_ASSETS)
    pdf = HTML(string=html, base_url=_SCHEME, url_fetcher=assets).write_pdf()
    if assets.refused:
        raise PaperNotRendered(", ".join(assets.refused))
    return bytes(pdf)


class _Assets(URLFetcher):
    """Answers listed names from disk and has nothing to ask for any other address.

    Refusals are noted as well as raised, because the renderer swallows what a drawing raises.
    """

    def __init__(self, assets: Mapping[str, Path]) -> None:
        super().__init__()
        self._assets = assets
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        name = url.removeprefix(_SCHEME)
        if name == url or name not in self._assets:
            self.refused.append(url)
            raise PermissionError(url)
        media_type = guess_type(name)[0] or "application/octet-stream"
        content = self._assets[name].read_bytes()
        return URLFetcherResponse(url, content, {"Content-Type": media_type})
