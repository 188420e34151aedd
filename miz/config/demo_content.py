"""What a demo desk begins with: packages, staff of every role, citizens, cases in every state.

Run by `miz demo` as a process of its own; on a folder that has it all already it only renews
demo.json. All people are generated.
"""

import json
import secrets
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import django
import pyotp

django.setup()

from django.conf import settings  # noqa: E402
from django.db.models import F  # noqa: E402

from miz.accounts import factors, tokens  # noqa: E402
from miz.accounts.models import Organisation, Unit, User  # noqa: E402
from miz.accounts.permissions import Role  # noqa: E402
from miz.audit import actions as audit_actions  # noqa: E402
from miz.audit import tasks as audit_tasks  # noqa: E402
from miz.audit.actors import CITIZEN, SYSTEM  # noqa: E402
from miz.cases import actions  # noqa: E402
from miz.cases.models import Case  # noqa: E402
from miz.cases.opening import Applicant, NewRequest  # noqa: E402
from miz.catalogue import actions as catalogue_actions  # noqa: E402
from miz.catalogue import queries as catalogue  # noqa: E402
from miz.connectors.sandbox import population  # noqa: E402
from miz.lib import digits, jalali, provinces  # noqa: E402

CITIZENS = 20
STAFF = [
    # username, name, role, kind of unit, province
    ("clerk.tehran", "نرگس سلطانی", Role.CLERK, "desk", "tehran"),
    ("clerk2.tehran", "رضا کاویان", Role.CLERK, "desk", "tehran"),
    ("clerk.fars", "امید فرهادی", Role.CLERK, "desk", "fars"),
    ("clerk.isfahan", "مهسا نیک‌پور", Role.CLERK, "desk", "isfahan"),
    ("supervisor.tehran", "پریسا رستگار", Role.SUPERVISOR, "desk", "tehran"),
    ("headquarters", "بهرام یاوری", Role.HEADQUARTERS, "headquarters", ""),
    ("inspector", "شیرین داورپناه", Role.INSPECTOR, "inspection", ""),
    ("publisher", "کیوان روشن", Role.PUBLISHER, "headquarters", ""),
    ("administrator", "سارا امین", Role.ADMINISTRATOR, "headquarters", ""),
    ("auditor", "داریوش بینا", Role.AUDITOR, "headquarters", ""),
    ("designer", "آرش نگارنده", Role.DESIGNER, "headquarters", ""),
    ("approver", "فرزانه مهرجو", Role.APPROVER, "headquarters", ""),
    ("counter.tehran", "لیلا پیشرو", Role.COUNTER_OPERATOR, "counter", "tehran"),
]
# Other agencies draw up and approve their own services.
ELSEWHERE = {
    "prisons": [
        ("designer.prisons", "پیمان نقش‌بند", Role.DESIGNER, "headquarters", ""),
        ("approver.prisons", "گلنار راستین", Role.APPROVER, "headquarters", ""),
    ],
}
# They are asked for a second factor; demo.json has the secret of their apps.
WITH_FACTOR = ("administrator", "auditor")
COUNTER = "72160312"
COMPLAINT = "رفتار یکی از دفترهای کارگزاری شایسته نبود و مبلغی افزون بر تعرفه گرفت."
REFERRAL = "دفترهای کارگزاری استان چه مبلغی می‌گیرند و چه نظارتی بر آن‌ها بوده است؟"
INFORMATION = "آمار اعزام زائران عمره از استان در سه سال گذشته را می‌خواهم."
SKILLS = {"clerk2.tehran": ["health", "systems"]}
TEXTS = [
    "در فرم رزرو و ثبت‌نام در کاروان امکان ثبت نهایی وجود ندارد و پیام خطا می‌آید.",
    "سند ودیعه‌گذاری پدر مرحومم را چگونه به نام وارثان کنم؟",
    "زمان اعزام کاروان ما تغییر کرده است و از برنامهٔ تازه خبر ندارم.",
    "رمز عبور سامانه را فراموش کرده‌ام و پیامک آن نمی‌رسد.",
    "برای همسرم که بیماری قلبی دارد گواهی پزشکی را کجا بارگذاری کنم؟",
    "مبلغ واریزی من در سامانه دیده نمی‌شود. رسید بانک را پیوست کرده‌ام.",
]


def main() -> None:
    catalogue_actions.publish_all(root=settings.SERVICES, by=SYSTEM)
    hajj = Organisation.objects.get(code=settings.PORTAL_ORGANISATION)
    staff = [_staff(hajj, *row) for row in STAFF]
    for code, rows in ELSEWHERE.items():
        staff += [_staff(Organisation.objects.get(code=code), *row) for row in rows]
    people = population.demo_people(CITIZENS)
    if not Case.objects.exists():
        _cases(people, {row["username"]: User.objects.get_by_natural_key(row["username"])
                        for row in staff})  # fmt: skip
    audit_actions.seal()
    audit_tasks.verify(timestamp=0)
    _write_face(hajj, people, staff)


def _staff(
    organisation: Organisation, username: str, name: str, role: Role, kind: str, province: str
) -> dict[str, Any]:
    unit = _unit(organisation, kind, province)
    password = secrets.token_urlsafe(9)
    user = User.objects.filter(username=username).first() or User(username=username)
    user.full_name, user.role, user.unit, user.organisation = name, role, unit, organisation
    user.skills = SKILLS.get(username, [])
    user.set_password(password)
    user.save()
    return _factor(user) | {
        "username": username,
        "password": password,
        "role": role.value,
        "organisation": organisation.code,
        "province": province,
    }


def _unit(organisation: Organisation, kind: str, province: str) -> Unit:
    if kind == Unit.Kind.COUNTER:
        name = f"دفتر پیشخوان {digits.to_persian(COUNTER)}"
        counter, _ = Unit.objects.get_or_create(
            organisation=organisation, code=f"counter-{COUNTER}", province=province,
            defaults={"name": name, "kind": kind, "contract_no": COUNTER},
        )  # fmt: skip
        return counter
    return Unit.objects.get(organisation=organisation, kind=kind, province=province)


def _factor(user: User) -> dict[str, str]:
    """A new app for who is to have one, added with a code of the past: the present one is free."""
    if user.username not in WITH_FACTOR:
        return {}
    secret = factors.new_secret()
    past = pyotp.TOTP(secret).at(time.time() - factors.STEP_SECONDS)
    factors.add_app(user=user, secret=secret, code=past)
    return {"totp_secret": secret}


def _cases(people: list[Any], staff: dict[str, User]) -> None:
    clerk, supervisor = staff["clerk.tehran"], staff["supervisor.tehran"]
    opened = [_open(people[n % len(people)], n) for n in range(24)]
    for case in opened[:3]:
        _age(case, weeks=2)
    _age(opened[3], weeks=1)
    actions.claim(by=clerk, case=next(c for c in opened if not c.assignee), revision=1)
    _complete(opened[5], clerk, "ask", "لطفاً تصویر رسید بانکی را بفرستید.")
    for case in opened[6:9]:
        _complete(case, clerk, "answer", "مشکل سامانه برطرف شد. لطفاً دوباره ثبت نهایی کنید.")
    _complete(opened[9], clerk, "reject", "این درخواست در صلاحیت دفتر حج و زیارت نیست.")
    actions.rate(case=opened[6], score=5, text="سپاس از پاسخ روشن شما.")
    actions.receive(by=CITIZEN, case=opened[9], message="objection",
                    text="به گمان من این درخواست در صلاحیت شماست.")  # fmt: skip
    _complete(opened[10], clerk, "answer", "نام شما در فهرست کاروان ثبت شد.")
    actions.close(by=supervisor, case=opened[10], revision=_revision(opened[10]))
    complaints = [
        _open(people[number], number, "hajj-complaints", COMPLAINT) for number in range(3)
    ]
    _complete(complaints[0], staff["inspector"], "accept")
    asked = {"unit": "province-desk/tehran"}
    _complete(complaints[0], staff["inspector"], "refer", REFERRAL, **asked)
    for number in range(2):
        _open(people[number + 5], number, "hajj-information", INFORMATION)


def _open(person: Any, number: int, service: str = "hajj-desk", text: str = "") -> Case:
    published = catalogue.current(service)
    request = NewRequest(
        service=published,
        applicant=Applicant(
            national_code=person.national_code,
            birth_date=person.birth_date,
            given_name=person.given_name,
            family_name=person.family_name,
            gender=person.gender,
        ),
        topic=published.topics[number * 7 % len(published.topics)],
        province="tehran" if number < 14 else list(provinces.PROVINCES)[number],
        mobile=person.mobile,
        area_code="021",
        landline=f"88{number:06}",
        email="",
        text=text or TEXTS[number % len(TEXTS)],
    )
    return actions.open(by=CITIZEN, request=request, key=f"demo:{service}:{number}").case


def _age(case: Case, weeks: int) -> None:
    """Moves a case into the past, so that the desk has something late to show."""
    back = timedelta(weeks=weeks)
    Case.objects.filter(pk=case.pk).update(
        submitted_at=case.submitted_at - back, due_at=case.due_at - back
    )
    case.stages.update(entered_at=F("entered_at") - back)
    case.tasks.update(opened_at=F("opened_at") - back)


def _complete(case: Case, by: User, outcome: str, text: str = "", **data: str) -> None:
    """By who has the case, else by `by`."""
    fresh = Case.objects.select_related("assignee").get(pk=case.pk)
    actions.complete(
        by=fresh.assignee or by, case=fresh, revision=fresh.revision, outcome=outcome, text=text,
        data=data,
    )  # fmt: skip


def _revision(case: Case) -> int:
    return Case.objects.values_list("revision", flat=True).get(pk=case.pk)


def _write_face(hajj: Organisation, people: list[Any], staff: list[dict[str, Any]]) -> None:
    citizens = [
        {
            "national_code": person.national_code,
            "birth_date": jalali.to_iso(person.birth_date),
            "mobile": person.mobile,
            "given_name": person.given_name,
            "family_name": person.family_name,
        }
        for person in people
    ]
    face = {
        "base_url": settings.BASE_URL,
        "sandbox_url": settings.SANDBOX_URL,
        "citizens": citizens,
        "staff": staff,
        "api_token": tokens.issue(name="demo", organisation=hajj),
        "example_request": _example(citizens[0]),
    }
    path = Path(settings.DATA) / "demo.json.new"
    path.touch(mode=0o600)
    path.write_text(json.dumps(face, ensure_ascii=False, indent=2), encoding="utf-8")


def _example(citizen: dict[str, str]) -> dict[str, object]:
    return {
        "service": "hajj-desk",
        "birth_date": citizen["birth_date"],
        "national_code": citizen["national_code"],
        "province": "tehran",
        "mobile": citizen["mobile"],
        "area_code": "021",
        "landline": "88000000",
        "email": "",
        "main_topic": "hajj-tamattu",
        "topic": "caravan-booking",
        "text": TEXTS[0],
        "attachments": [],
    }


if __name__ == "__main__":
    main()
