"""The paper as an HTML page: for browsers, and for the renderer of PDF."""

from collections.abc import Sequence

from django.template.loader import render_to_string

from .paper import UNITS, Paper


def draw(paper: Paper, *, name: str, styles: Sequence[str]) -> str:
    """A whole page called `name`; `styles` are the addresses of its style sheets."""
    context = {"paper": paper, "name": name, "styles": styles, "units": UNITS}
    return render_to_string("catalogue/form_paper.html", context)
