"""A request of who is signed in: the account knows the person and a proved number already."""

import copy
from typing import Any

from django.http import HttpRequest

from miz.citizens.models import Citizen
from miz.lib import jalali
from miz.web.portal.models import Draft
from miz.web.shared import citizens
from miz.web.shared.request_forms import ContactForm


def identity(citizen: Citizen) -> dict[str, Any]:
    """The identity part of a draft, as the page of identity would leave it; of a foreigner the
    account alone can."""
    year, month, day = jalali.to_iso(citizen.birth_date).split("-")
    return {
        "day": day,
        "month": month,
        "year": year,
        **_code(citizen),
        "birth_date": citizen.birth_date.isoformat(),
        "given_name": citizen.given_name,
        "family_name": citizen.family_name,
        "gender": citizen.gender,
        "account": citizen.pk,
        "done": True,
    }


def _code(citizen: Citizen) -> dict[str, str]:
    if citizen.verified:
        return {"national_code": citizen.code}
    return {"kind": citizen.kind, "code": citizen.code}


def contact_form(request: HttpRequest, draft: Draft) -> ContactForm:
    """The form of contact; of an own request the number is the account's, so that it is found
    there again."""
    citizen = citizens.citizen_of(request)
    data, initial = request.POST or None, draft.get("contact")
    if citizen is None or draft.get("identity").get("account") != citizen.pk:
        return ContactForm(data, initial=initial)
    own = {"email": citizen.email} | initial | {"mobile": citizen.mobile}
    form = ContactForm(data, initial=own)
    # The form shares its fields with all others: a copy is changed.
    field = copy.deepcopy(form.fields["mobile"])
    field.disabled, field.help_text = True, "شمارهٔ حساب شما؛ در «حساب من» می‌توان آن را عوض کرد."
    form.fields["mobile"] = field
    return form
