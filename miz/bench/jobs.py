"""The ways that are measured: what the clients send, and the least SQL that does the same."""

import base64
import dataclasses
import itertools
import random
import secrets
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlencode

import pydantic_core
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from miz.accounts.models import User
from miz.cases.models import Case
from miz.catalogue import queries as catalogue
from miz.connectors.sandbox import population
from miz.lib import jalali

from .desk import Desk
from .files import png
from .load import Shot

PAIRS = 50_000
SCRIPTS = 100  # pgbench takes 128
TYPED = (
    "ملاقات زنداني",
    "بازيابي رمز",
    "صدور گواهی",
    "تمدید پروانه کشاورزان",
    "گواهی",
    "بیمه بازنشس",
    "10000000420",
    "ملقات زندانیان",
    "گذرنمه زائران",
    "شناسنامح بانوان بندر",
    "هواپیمای فضایی",
)


@dataclasses.dataclass(frozen=True)
class Job:
    """`shots` never ends; `scripts` are pgbench's, over the values named in `values`."""

    shots: Iterator[Shot]
    expect: int
    scripts: list[str]
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)


def submit(desk: Desk) -> Job:
    """Requests with one file, each of another citizen under a key of its own."""
    file = png()
    shots = _submissions(file, desk.face["api_token"])
    return Job(shots, 201, [_submit_sql()], {"content": f"\\x{file.hex()}"})


def track(desk: Desk) -> Job:
    """Look-ups of existing cases by their two codes."""
    pairs = list(Case.objects.order_by("?").values_list("national_code", "tracking_code")[:PAIRS])
    return Job(_trackings(pairs), 200, [_TRACK_SQL.format(*pair) for pair in pairs[:SCRIPTS]])


def inbox(desk: Desk) -> Job:
    """A clerk's first page, nothing filtered."""
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(User.objects.get_by_natural_key("clerk.tehran"))
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in browser.cookies.items())
    shot = Shot("GET", reverse("office:inbox"), {"Cookie": cookie})
    return Job(itertools.repeat(shot), 200, [_page_sql(shot)])


def search(desk: Desk) -> Job:
    """The portal's search as people type: whole words, half ones, another spelling, slips."""
    shots = [Shot("GET", f"{reverse('portal:services')}?{urlencode({'q': q})}") for q in TYPED]
    return Job(itertools.cycle(shots), 200, [_search_sql(shot) for shot in shots])


JOBS: dict[str, Callable[[Desk], Job]] = {
    "submit": submit,
    "track": track,
    "inbox": inbox,
    "search": search,
}


def statements(shot: Shot) -> list[str]:
    """What one request asks of the database, sent through Django itself."""
    browser = Client(SERVER_NAME="127.0.0.1")
    headers = {name: value for name, value in shot.headers.items() if name != "Content-Type"}
    with CaptureQueriesContext(connection) as captured:
        browser.generic(
            shot.method,
            shot.path,
            shot.body,
            content_type=shot.headers.get("Content-Type", "application/octet-stream"),
            headers=headers,
        )
    return [query["sql"] for query in captured.captured_queries]


# --- submit


def submission(person: population.SandboxPerson, file: str, token: str, key: str) -> Shot:
    """One request as a machine sends it; `file` is in base64."""
    fields = {
        "service": "hajj-desk",
        "birth_date": jalali.to_iso(person.birth_date),
        "national_code": person.national_code,
        "province": "tehran",
        "mobile": person.mobile,
        "area_code": "021",
        "landline": "88000000",
        "main_topic": "hajj-tamattu",
        "topic": "caravan-booking",
        "text": f"در فرم رزرو کاروان امکان ثبت نهایی وجود ندارد. {key}",
        "attachments": [{"title": "تصویر پیام", "name": "a.png", "content": file}],
    }
    headers = {
        "Authorization": f"Bearer {token}",
        "Idempotency-Key": key,
        "Content-Type": "application/json",
    }
    return Shot("POST", "/api/v1/requests", headers, pydantic_core.to_json(fields))


def _submissions(file: bytes, token: str) -> Iterator[Shot]:
    run, encoded = secrets.token_hex(4), base64.b64encode(file).decode()
    people = (population.person(index) for index in itertools.cycle(range(settings.SANDBOX_PEOPLE)))
    for number, person in enumerate(person for person in people if person.alive):
        yield submission(person, encoded, token, f"{run}-{number}")


_SUBMIT_SQL = """
\\set code random(100000000000, 999999999999)
with c as (
    insert into cases_case (tracking_code, version_id, organisation_id, unit_id, province,
        confidential, sensitive, channel, national_code, birth_date, given_name, family_name,
        gender, mobile, email, area_code, landline, main_topic, topic, topic_title, text,
        search_text, state, revision, submitted_at, due_at, idempotency_key, request_digest)
    values (:code, {version}, {organisation}, {unit}, 'tehran', false, false, 'api',
        right(:code::text, 10), '1980-01-01', 'نرگس', 'سلطانی', 'female', '09550000000', '', '021',
        '88000000', 'hajj-tamattu', 'caravan-booking', 'حج تمتع، رزرو و ثبت نام در کاروان',
        'در فرم رزرو کاروان امکان ثبت نهایی وجود ندارد.',
        'نرگس سلطانی رزرو و ثبت نام در کاروان در فرم رزرو کاروان امکان ثبت نهایی وجود ندارد.',
        'in_review', 1, now(), now() + interval '10 days', 'api:' || :code,
        decode('00', 'hex'))
    returning id, submitted_at
), u as (
    insert into documents_upload (key, name, media_type, size, sha256, content, created_at)
    values (gen_random_uuid(), 'a.png', 'image/png', octet_length(:content::bytea),
        sha256(:content::bytea), :content::bytea, now())
    returning id
), a as (
    insert into cases_attachment (case_id, upload_id, title) select c.id, u.id, 'تصویر' from c, u
), p as (
    insert into cases_processstate (case_id, state)
    select id, '{{"process":"hajj_desk","next":2,"tokens":[[1,"review","received"]],"data":{{}}}}'
    from c
), s as (
    insert into cases_stage (case_id, code, entered_at)
    select id, code, submitted_at from c, (values ('received'), ('review')) v (code)
), t as (
    insert into cases_task (case_id, engine_id, element, title, lane, opened_at, outcome)
    select id, 'review.1', 'review', 'بررسی درخواست', 'clerk', submitted_at, '' from c
), o as (
    insert into outbox_message (channel, recipient, title, body, reference, priority, state,
        attempts, due_at, created_at, gateway_reference, error)
    select 'sms', '09550000000', '', 'درخواست شما ثبت شد. کد پیگیری: ' || :code, 'case:' || id, 5,
        'queued', 0, submitted_at, submitted_at, '', ''
    from c
)
insert into audit_event (at, actor_kind, actor_id, actor_label, action, subject, reason, details)
select submitted_at, 'machine', 'demo', 'demo', 'case.open', 'case:' || id, '', '{{}}' from c;
"""


def _submit_sql() -> str:
    service = catalogue.current("hajj-desk")
    with connection.cursor() as cursor:
        cursor.execute(
            "select id from accounts_unit where organisation_id = %s and code = %s"
            " and province = 'tehran'",
            [service.organisation_id, service.owner_unit],
        )
        (unit,) = cursor.fetchone()
    return _SUBMIT_SQL.format(
        version=service.version_id, organisation=service.organisation_id, unit=unit
    )


# --- track and inbox

_TRACK_SQL = """
select id, tracking_code, given_name, family_name, state, unit_id, submitted_at, due_at, answered_at
from cases_case where national_code = '{}' and tracking_code = '{}';
"""


def _trackings(pairs: list[tuple[str, str]]) -> Iterator[Shot]:
    headers = {"Content-Type": "application/json"}
    while True:
        national_code, tracking_code = random.choice(pairs)  # noqa: S311 - load, no secret
        codes = {"national_code": national_code, "tracking_code": tracking_code}
        yield Shot("POST", "/api/v1/requests/track", headers, pydantic_core.to_json(codes))


def _page_sql(shot: Shot) -> str:
    """The page's own select, as the view asks it."""
    asked = [sql for sql in statements(shot) if '"cases_case"' in sql and "ORDER BY" in sql]
    return f"{max(asked, key=len)};\n"


def _search_sql(shot: Shot) -> str:
    """All that the search itself asks, with the setting it stands under."""
    asked = [sql for sql in statements(shot) if "search_" in sql or "pg_trgm" in sql]
    return "begin;\n" + ";\n".join(asked) + ";\ncommit;\n"
