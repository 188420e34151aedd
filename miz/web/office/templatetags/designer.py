"""Tags of the designer's pages."""

from typing import Any

from django import template

from miz.catalogue.models import Draft
from miz.web.office.catalogue.designer_files import tabs

register = template.Library()


@register.inclusion_tag("office/catalogue/design_tabs.html")
def design_tabs(draft: Draft, here: str) -> dict[str, Any]:
    """The parts of a package, with the one that is `here`; of a draft that may be changed."""
    open_ = draft.state == Draft.State.DRAFT
    return {"draft": draft, "here": here, "tabs": tabs(draft.files) if open_ else []}
