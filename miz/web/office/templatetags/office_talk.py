"""What is said beside the process, on the page of a case."""

from typing import Any

from django import template

from miz.accounts.models import User
from miz.cases.models import Case
from miz.web.office import talk_forms

register = template.Library()


@register.simple_tag
def talk_box(user: User, case: Case) -> dict[str, Any]:
    return talk_forms.box(user, case)
