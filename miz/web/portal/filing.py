"""Who sends a draft of the portal: the applicant, or somebody who stands for the applicant."""

from typing import Any

from django.http import HttpRequest

from miz.audit.actors import CITIZEN, Actor, Kind
from miz.cases.errors import NotNow
from miz.cases.models import Case
from miz.cases.opening import Filing
from miz.citizens import representation
from miz.citizens.representation_models import Relation, Representation
from miz.web.shared.citizens import citizen_of
from miz.web.shared.drafts import identity_of

from .models import Draft

NOT_SIGNED_IN = (
    "درخواست با کد فراگیر اتباع یا گذرنامه تنها از حساب خود آن شخص فرستاده می‌شود. وارد حساب خود "
    "شوید و دوباره بفرستید."
)
OVER = "نمایندگی شما برای این شخص برقرار نیست و به نام او نمی‌توانید درخواست بفرستید."


def sender(request: HttpRequest, draft: Draft) -> tuple[Actor, Filing | None]:
    """Who sends a draft, and by which right when it is for another; raises NotNow when that is
    over, and for a foreigner who is not signed in."""
    identity = draft.get("identity")
    if "kind" in identity:
        return _foreigner(request, identity), None
    if "representation" not in identity:
        return CITIZEN, None
    citizen = citizen_of(request)
    standing = representation.in_force(citizen) if citizen else Representation.objects.none()
    same = standing.filter(pk=identity["representation"], subject_code=identity["national_code"])
    row = same.first()
    if citizen is None or row is None:
        raise NotNow(OVER)
    head = row.relation == Relation.HEAD
    filing = Filing(
        filed_by=Case.FiledBy.HEAD if head else Case.FiledBy.PARENT,
        filed_by_name=citizen.full_name,
        filed_by_code=citizen.code,
        relation=row.relation,
        representation_id=row.pk,
    )
    label = f"{row.get_relation_display()} متقاضی"
    return Actor(Kind.CITIZEN, str(citizen.pk), label), filing


def _foreigner(request: HttpRequest, identity: dict[str, Any]) -> Actor:
    """Nobody else can tell who a foreigner is: asked again, a draft outlives the session."""
    citizen = citizen_of(request)
    if citizen is None or citizen.identity != identity_of(identity):
        raise NotNow(NOT_SIGNED_IN)
    return citizen.as_actor()
