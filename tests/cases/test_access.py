"""What an applicant learns of who looked at the case."""

import pytest
from django.db import connection
from django.utils import timezone

from miz.accounts.days import today
from miz.accounts.models import Grant, User
from miz.audit import actions as audit
from miz.audit import queries as audit_queries
from miz.audit.actors import Actor, Kind
from miz.audit.models import Event
from miz.cases import access, actions, looks
from miz.cases.looks import Door
from miz.cases.models import Case
from miz.catalogue.queries import PublishedService
from miz.web.shared.inbound import BY_PHONE
from tests import factories


@pytest.fixture
def case(desk: PublishedService) -> Case:
    return factories.case(desk)


def told(case: Case) -> list[tuple[str, str]]:
    return [(each.who, each.what) for each in access.of(case).shown]


def test_a_look_is_told_with_role_and_unit_and_never_with_the_name(
    case: Case, narges: User
) -> None:
    actions.see(by=narges, case=case)
    [(who, what)] = told(case)
    assert who == "کارشناس، دفتر حج و زیارت استان تهران"
    assert what == "آن را دید"
    assert narges.full_name not in who


def test_what_was_looked_at_is_told(case: Case, narges: User) -> None:
    for what in ("paper", "file", "process", "similar"):
        actions.see(by=narges, case=case, what=what)
    assert len({what for _, what in told(case)}) == 4


def test_a_unit_that_is_only_asked_has_read_the_question(case: Case, parisa: User) -> None:
    audit.record(
        by=parisa.as_actor(), action="case.view", subject=case.subject, details={"task": "ask"}
    )
    assert told(case)[0][1] == access.ASKED


def test_an_act_is_told_beside_the_looks_the_newest_first(case: Case, narges: User) -> None:
    actions.see(by=narges, case=case)
    actions.claim(by=narges, case=case, revision=1)
    assert [what for _, what in told(case)] == ["آن را برداشت", "آن را دید"]


def test_the_role_and_unit_are_those_of_the_time(case: Case, narges: User, omid: User) -> None:
    actions.see(by=narges, case=case)
    User.objects.filter(pk=narges.pk).update(unit=omid.unit)
    assert told(case)[0][0].endswith("تهران")


def test_a_row_of_before_posts_were_written_down_names_nobody(case: Case, narges: User) -> None:
    old = Actor(Kind.STAFF, str(narges.pk), narges.full_name)
    audit.record(by=old, action="case.view", subject=case.subject)
    assert told(case) == [("همکار دستگاه", "آن را دید")]


def test_a_machine_is_told_by_its_name(desk: PublishedService) -> None:
    request = factories.new_request(desk)
    by = Actor(Kind.MACHINE, "partner", "partner")
    case = actions.open(by=by, request=request, key=None).case
    assert told(case) == [("سامانهٔ partner", "آن را ثبت کرد")]


def test_the_applicants_own_acts_are_no_news(case: Case) -> None:
    assert told(case) == []


def test_words_between_colleagues_stay_between_them(case: Case, parisa: User) -> None:
    actions.hand_over(
        by=parisa, case=case, revision=1, unit=parisa.unit, colleague=None, reason="ناراضی است"
    )
    assert all("ناراضی" not in each.what for each in access.of(case).shown)


def test_looks_at_another_case_are_not_told(
    case: Case, desk: PublishedService, narges: User
) -> None:
    actions.see(by=narges, case=factories.case(desk))
    assert told(case) == []


def test_many_looks_come_in_pages_and_none_is_left_out(case: Case, narges: User) -> None:
    moments = [timezone.now() + factories.days(number) for number in range(access.AT_ONCE + 3)]
    for at in moments:
        audit.record(by=narges.as_actor(), action="case.view", subject=case.subject, at=at)
    first = access.of(case)
    assert len(first.shown) == access.AT_ONCE
    rest = access.of(case, str(first.older))
    assert [each.at for each in (*first.shown, *rest.shown)] == moments[::-1]
    assert rest.older is None


@pytest.mark.parametrize("before", ["x", "-1", "۱۲", "9" * 30, "1 or 1=1"])
def test_a_made_up_page_is_the_first(case: Case, narges: User, before: str) -> None:
    actions.see(by=narges, case=case)
    assert len(access.of(case, before).shown) == 1


# --- doors where nobody of staff opens it


@pytest.mark.parametrize("door", [door for door in Door if door != Door.REPRESENTATIVE])
def test_every_door_is_told_in_words_of_its_own(case: Case, door: Door) -> None:
    looks.told(by=looks.BY_CODES, subject=case.subject, door=door)
    [each] = access.of(case).shown
    assert each.what not in ("", "آن را دید")
    assert each.who.startswith(("کسی که", "دارندهٔ"))
    assert each.why


def test_a_call_of_before_doors_were_written_down_is_told_as_a_call(case: Case) -> None:
    audit.record(by=BY_PHONE, action="case.tell_state", subject=case.subject)
    assert "تلفن" in told(case)[0][1]


def test_a_machine_that_asks_is_told_by_its_name(case: Case) -> None:
    by = Actor(Kind.MACHINE, "partner", "partner")
    looks.told(by=by, subject=case.subject, door=Door.API)
    assert told(case) == [("سامانهٔ partner", "از سامانه‌ای دیگر از وضعیت آن باخبر شد")]


def test_looks_are_told_with_what_they_were_for(case: Case, narges: User) -> None:
    actions.see(by=narges, case=case, what="paper")
    actions.claim(by=narges, case=case, revision=1)
    assert [each.why for each in access.of(case).shown] == ["", "بررسی مدارک"]


# --- what a search found


def test_what_a_search_found_is_told_in_each_of_its_cases(
    case: Case, desk: PublishedService, narges: User
) -> None:
    other, third = factories.case(desk), factories.case(desk)
    looks.found(by=narges, cases=[case, other])
    assert Event.objects.filter(action="case.search").count() == 1
    for found in (case, other):
        [(who, what)] = told(found)
        assert who == "کارشناس، دفتر حج و زیارت استان تهران"
        assert "جست‌وجو" in what
    assert told(third) == []


def test_a_search_that_found_nothing_is_no_look(narges: User) -> None:
    looks.found(by=narges, cases=[])
    assert not Event.objects.filter(action="case.search").exists()


def test_searches_and_looks_come_in_one_order_and_in_pages(case: Case, narges: User) -> None:
    for _ in range(access.AT_ONCE):
        actions.see(by=narges, case=case)
        looks.found(by=narges, cases=[case])
    first = access.of(case)
    assert len({each.what for each in first.shown[:2]}) == 2
    second = access.of(case, str(first.older))
    assert len(first.shown) + len(second.shown) == 2 * access.AT_ONCE
    assert second.older is None


def test_a_row_of_several_cases_is_found_by_an_index(case: Case) -> None:
    rows = audit_queries.among(case.subject)
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
    assert "audit_among" in rows.explain()


# --- the post that allowed it


@pytest.fixture
def lent(omid: User, parisa: User) -> User:
    """The clerk of Fars, who is a supervisor in Tehran for some days."""
    day = today()
    Grant.objects.create(
        user=omid, role="supervisor", province="tehran", starts_on=day, ends_on=day,
        reason="اوج کار", given_by=parisa,
    )  # fmt: skip
    return omid


def test_a_look_by_a_further_role_names_that_role_and_its_place(case: Case, lent: User) -> None:
    actions.see(by=lent, case=case)
    assert told(case)[0][0] == "سرپرست استان، استان تهران"


def test_an_act_by_a_further_role_names_it_though_the_case_then_leaves(
    case: Case, lent: User, omid: User
) -> None:
    actions.hand_over(
        by=lent, case=case, revision=1, unit=omid.unit, colleague=None, reason="مربوط به فارس"
    )
    assert told(case)[0][0] == "سرپرست استان، استان تهران"
    actions.see(by=lent, case=Case.objects.get(pk=case.pk))
    assert told(case)[0][0] == "کارشناس، دفتر حج و زیارت استان فارس"


def test_an_answer_by_a_further_role_names_it(case: Case, lent: User) -> None:
    actions.complete(by=lent, case=case, revision=1, outcome="answer", text="پاسخ")
    assert told(case)[0] == ("سرپرست استان، استان تهران", "به آن پاسخ داد")


def test_taking_a_case_from_a_colleague_names_the_role_that_may(
    case: Case, narges: User, reza: User, parisa: User
) -> None:
    day = today()
    Grant.objects.create(
        user=reza, role="supervisor", unit=narges.unit, starts_on=day, ends_on=day,
        reason="جانشینی سرپرست", given_by=parisa,
    )  # fmt: skip
    case = actions.claim(by=narges, case=case, revision=1)
    actions.note(by=reza, case=case, revision=2, text="یادداشت")
    actions.claim(by=reza, case=case, revision=3)
    assert [who for who, _ in told(case)[:2]] == [
        "سرپرست استان، دفتر حج و زیارت استان تهران",
        "کارشناس، دفتر حج و زیارت استان تهران",
    ]
