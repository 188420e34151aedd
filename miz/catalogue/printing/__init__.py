"""The official forms printed back: HTML, PDF and DOCX with all their boxes, ticked or not.

All three draw one paper (`layout`), so they say the same; importing a print gives the record again
(`miz.catalogue.importing`). What a reader of the paper can rely on:

- Labels and options are the words of `miz.catalogue.forms`. A box stands before its option: ☑ is
  ticked, ☐ is not, ☐؟ is unknown. An empty cell says that nothing is known.
- The items of a list are numbered lines. A box that asks for words has them behind a colon.
- Words that were understood (`raw` and its values) stand alone when our own reader understands
  them so; else the values stand below, each after its label, «نامعلوم» for none.

`version` is the published state that is printed, None for a draft; the paper names it and its hash.
"""

from typing import Any

from django.templatetags.static import static

from miz.catalogue.models import ServiceVersion

from . import html, layout, word
from .paper import Paper

_SCREEN = ("catalogue/form.css", "catalogue/form-screen.css")
_PAPER = ("asset:form.css", "asset:form-paper.css")


def service_html(identity: dict[str, Any], version: ServiceVersion | None) -> str:
    """A whole page with style sheets of our own host."""
    return _html(layout.service(identity, version), identity.get("title"))


def service_docx(identity: dict[str, Any], version: ServiceVersion | None) -> bytes:
    return _docx(layout.service(identity, version), identity.get("title"))


def service_pdf(identity: dict[str, Any], version: ServiceVersion | None) -> bytes:
    """Takes seconds: for the worker. Pages show the paper that is kept (`papers.kept`)."""
    return _pdf(layout.service(identity, version), identity.get("title"))


def process_html(form: dict[str, Any], version: ServiceVersion | None) -> str:
    """A whole page with style sheets of our own host."""
    return _html(layout.process(form, version), form.get("process_name"))


def process_docx(form: dict[str, Any], version: ServiceVersion | None) -> bytes:
    return _docx(layout.process(form, version), form.get("process_name"))


def process_pdf(form: dict[str, Any], version: ServiceVersion | None) -> bytes:
    """Takes seconds: for the worker. Pages show the paper that is kept (`papers.kept`)."""
    return _pdf(layout.process(form, version), form.get("process_name"))


def _name(paper: Paper, title: str | None) -> str:
    return f"{paper.title}: {title}" if title else paper.title


def _html(paper: Paper, title: str | None) -> str:
    styles = [static(name) for name in _SCREEN]
    return html.draw(paper, name=_name(paper, title), styles=styles)


def _docx(paper: Paper, title: str | None) -> bytes:
    return word.draw(paper, name=_name(paper, title))


def _pdf(paper: Paper, title: str | None) -> bytes:
    # The renderer takes seconds to import: that is for the worker, never for a web process.
    from miz.documents.papers import render_pdf  # noqa: PLC0415

    return render_pdf(html.draw(paper, name=_name(paper, title), styles=_PAPER))
