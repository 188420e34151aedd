"""Who sends a draft of the portal: the applicant, or somebody who stands for the applicant."""

from django.http import HttpRequest

from miz.audit.actors import CITIZEN, Actor, Kind
from miz.cases.errors import NotNow
from miz.cases.models import Case
from miz.cases.opening import Filing
from miz.citizens import representation
from miz.citizens.representation_models import Relation, Representation
from miz.web.shared.citizens import citizen_of

from .models import Draft

OVER = "نمایندگی شما برای این شخص برقرار نیست و به نام او نمی‌توانید درخواست بفرستید."


def sender(request: HttpRequest, draft: Draft) -> tuple[Actor, Filing | None]:
    """Who sends a draft, and by which right when it is for another; raises NotNow when that is
    over."""
    identity = draft.get("identity")
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
