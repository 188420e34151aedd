"""Cases that were answered, through the same actions that staff call."""

import dataclasses
from typing import Any

from miz.accounts.models import User
from miz.cases import actions
from miz.cases.models import Case
from miz.cases.opening import Applicant
from miz.catalogue.queries import PublishedService
from tests import factories

BOOKING = "در فرم رزرو کاروان ثبت نهایی انجام نمی‌شود و پیام خطای تکمیل ظرفیت می‌آید."
ALIKE = "با سلام؛ هنگام رزرو کاروان، ثبت نهایی انجام نشد و خطای تکمیل ظرفیت دیدم."
OTHERWISE = "سند ودیعه‌گذاری پدر مرحومم را چگونه به نام وارثان کنم؟"


def person(given_name: str, family_name: str, number: int = 1) -> Applicant:
    return dataclasses.replace(
        factories.applicant(number), given_name=given_name, family_name=family_name
    )


def answered(
    service: PublishedService,
    by: User,
    answer: str = "ظرفیت افزوده شد.",
    text: str = ALIKE,
    **changes: Any,
) -> Case:
    who = changes.pop("applicant", factories.applicant(1))
    case = factories.case(service, text=text, applicant=who, **changes)
    return actions.complete(by=by, case=case, revision=case.revision, outcome="answer", text=answer)
