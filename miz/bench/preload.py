"""Fills a desk with made-up cases, by bulk SQL and past every action. Never on a desk in use.

Ages, states and provinces are spread as on a desk of some years: one case in twelve is open, a few
provinces have most of them. The people are the sandbox's; codes pass their check digits. Rows
of the process, the audit and the outbox are left out: no page that is measured reads them.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.db import connection

from miz.catalogue import queries as catalogue
from miz.catalogue.queries import PublishedService
from miz.connectors.sandbox import population
from miz.lib import persian, provinces

PEOPLE = 50_000
BATCH = 50_000
TEXTS = [
    "در فرم رزرو کاروان امکان ثبت نهایی وجود ندارد و پیام خطا می‌آید.",
    "سند ودیعه‌گذاری پدر مرحومم را چگونه به نام وارثان کنم؟",
    "زمان اعزام کاروان ما تغییر کرده است و از برنامهٔ تازه خبر ندارم.",
    "مبلغ واریزی من در سامانه دیده نمی‌شود. رسید بانک را پیوست کرده‌ام.",
    "برای همسرم که بیماری قلبی دارد گواهی پزشکی را کجا بارگذاری کنم؟",
]

_TABLES = """
create temp table bench_person (n int primary key, national_code text, birth_date date,
    given_name text, family_name text, gender text, mobile text, words text);
create temp table bench_topic (n int primary key, main text, code text, title text, words text);
create temp table bench_text (n int primary key, body text, words text);
create temp table bench_unit (n int primary key, province text, area_code text, unit int,
    clerk int);
create function pg_temp.damm(payload text) returns text immutable language plpgsql as $$
declare
    interim int := 0;
begin
    for position in 1 .. length(payload) loop
        interim := substr(
            '0317598642709215486342068713591750983426612304597836742095815869720134894536201794386172052581436790',
            interim * 10 + substr(payload, position, 1)::int + 1, 1);
    end loop;
    return interim;
end $$;
"""
_DROP = """
drop function pg_temp.damm(text);
drop table bench_person, bench_topic, bench_text, bench_unit;
"""
# One unit of the service for each province; what its clerk holds is his.
_UNITS = """
insert into bench_unit
select place.n - 1, place.code, place.area_code, unit.id,
    (select min(id) from accounts_user u where u.unit_id = unit.id and u.role = 'clerk')
from unnest(%s::text[], %s::text[]) with ordinality as place (code, area_code, n)
join accounts_unit unit on unit.organisation_id = %s and unit.code = %s
    and unit.province = place.code
"""
# The step shares no factor with the span, so that no two numbers become one code.
_CASES = """
with drawn as (
    select n,
        (10000000000 + (n * 618033988751 + 271828182845) %% 90000000000)::text as payload,
        hashint8(n) & 1048575 as people, abs(hashint8(n + 1000000007)) %% 100 as fate,
        (hashint8(n + 2000000011) & 65535) / 65536.0 as place,
        (hashint8(n + 3000000019) & 65535) / 65536.0 as age
    from generate_series(%s::bigint, %s::bigint) as n
), dated as (
    select drawn.*,
        case when fate < 3 then 'received' when fate < 7 then 'in_review'
             when fate < 8 then 'objected' when fate < 10 then 'waiting_for_citizen'
             when fate < 60 then 'answered' when fate < 66 then 'rejected'
             else 'closed' end as state,
        now() - case when fate < 10 then age * interval '14 days'
                     else interval '1 day' + age * interval '730 days' end as submitted_at
    from drawn
), added as (
    insert into cases_case (tracking_code, version_id, organisation_id, unit_id, province,
        confidential, sensitive, channel, national_code, birth_date, given_name, family_name,
        gender, mobile, email, area_code, landline, main_topic, topic, topic_title, text,
        search_text, state, assignee_id, revision, submitted_at, due_at, paused_at, answered_at,
        closed_at)
    select payload || pg_temp.damm(payload), %s, %s, unit.unit, unit.province,
        false, false, 'portal', p.national_code, p.birth_date, p.given_name, p.family_name,
        p.gender, p.mobile, '', unit.area_code, '88' || lpad((dated.n %% 1000000)::text, 6, '0'),
        topic.main, topic.code, topic.title, body.body,
        p.words || ' ' || topic.words || ' ' || body.words, state,
        case when state = 'in_review' then unit.clerk end, 1, submitted_at,
        submitted_at + interval '10 days',
        case when state = 'waiting_for_citizen' then submitted_at + interval '1 hour' end,
        case when fate >= 10 then submitted_at + interval '20 hours' end,
        case when state = 'closed' then submitted_at + interval '23 hours' end
    from dated
    join bench_person p on p.n = people %% (select count(*) from bench_person)
    join bench_topic topic on topic.n = dated.n %% (select count(*) from bench_topic)
    join bench_text body on body.n = dated.n %% (select count(*) from bench_text)
    join bench_unit unit on unit.n = floor(place * place * 31)
    returning id, state, unit_id, submitted_at, answered_at, closed_at
), staged as (
    insert into cases_stage (case_id, code, entered_at)
    select id, code, at from added, lateral (values ('received', submitted_at),
        ('review', submitted_at), ('answer', answered_at), ('closed', closed_at)) as s (code, at)
    where at is not null
)
insert into cases_entry (case_id, kind, text, author_id, unit_name, at, facts)
select added.id, case when state = 'rejected' then 'rejection' else 'answer' end,
    'مشکل سامانه برطرف شد. لطفاً دوباره ثبت نهایی کنید.', author.id, 'دفتر استان', answered_at, '[]'
from added, (select min(id) as id from accounts_user where organisation_id = %s) author
where answered_at is not null and author.id is not null
"""


def preload(cases: int, slug: str = "hajj-desk") -> None:
    """Adds `cases` to the service, with stages and answers, and brings the statistics up."""
    service = catalogue.current(slug)
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        _fill(cursor, service)
        for first in range(1, cases + 1, BATCH):
            last = min(first + BATCH - 1, cases)
            organisation = service.organisation_id
            cursor.execute(_CASES, [first, last, service.version_id, organisation, organisation])
        cursor.execute(_DROP)
        cursor.execute("analyze cases_case, cases_stage, cases_entry")


def _fill(cursor: Any, service: PublishedService) -> None:
    _copy(cursor, "bench_person", _people())
    _copy(cursor, "bench_topic", _topics(service))
    _copy(cursor, "bench_text", ((n, t, persian.for_matching(t)) for n, t in enumerate(TEXTS)))
    places = sorted(provinces.PROVINCES.values(), key=lambda place: place.code != "tehran")
    codes, area_codes = [p.code for p in places], [p.area_code for p in places]
    cursor.execute(_UNITS, [codes, area_codes, service.organisation_id, service.owner_unit])


def _copy(cursor: Any, table: str, rows: Iterable[Sequence[object]]) -> None:
    with cursor.copy(f"copy {table} from stdin") as copy:
        for row in rows:
            copy.write_row(row)


def _people() -> Iterator[Sequence[object]]:
    for n in range(min(PEOPLE, settings.SANDBOX_PEOPLE)):
        one = population.person(n)
        words = persian.for_matching(f"{one.given_name} {one.family_name}")
        yield (n, one.national_code, one.birth_date, one.given_name, one.family_name,
               one.gender, one.mobile, words)  # fmt: skip


def _topics(service: PublishedService) -> Iterator[Sequence[object]]:
    for n, topic in enumerate(service.topics):
        title = f"{topic.main_title}، {topic.title}"
        yield n, topic.main_code, topic.code, title, persian.for_matching(topic.title)
