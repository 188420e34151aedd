"""The inbox: what is in it, in what order, at what cost."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from miz.accounts.models import User
from miz.audit.actors import CITIZEN
from miz.audit.models import Event
from miz.cases import actions, inbox
from miz.cases.models import OPEN_STATES, Case
from miz.catalogue.queries import PublishedService
from tests import factories

SignIn = Callable[[User], Client]
CASE_LINK = re.compile(r'href="/office/cases/(\d+)/"')


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "SIZE", 4)


def listed(browser: Client, query: str = "") -> list[int]:
    response = browser.get(f"/office/{query}")
    assert response.status_code == 200
    return [int(pk) for pk in CASE_LINK.findall(response.content.decode())]


def move(case: Case, days: int) -> Case:
    """Makes a case older by so many days, its deadline too."""
    case.submitted_at -= factories.days(days)
    case.due_at -= factories.days(days)
    case.save()
    return case


@pytest.fixture
def three(desk: PublishedService) -> list[Case]:
    """Overdue, on time, and on time but newest."""
    ages = [40, 5, 0]
    return [move(factories.case(desk, applicant=factories.applicant(n)), age)
            for n, age in enumerate(ages)]  # fmt: skip


def test_the_nearest_deadline_comes_first(as_user: SignIn, narges: User, three: list[Case]) -> None:
    assert listed(as_user(narges)) == [case.pk for case in three]
    assert listed(as_user(narges), "?sort=newest") == [case.pk for case in reversed(three)]


def test_a_deadline_is_told_in_a_word_and_a_date(
    as_user: SignIn, narges: User, three: list[Case]
) -> None:
    page = as_user(narges).get("/office/").content.decode()
    assert page.count("گذشته از مهلت</span>") == 1
    assert page.count("در مهلت</span>") == 2
    assert page.count("ساعت ۲:۳۰ ب.ظ") == 3


def test_a_case_whose_citizen_owes_the_next_step_has_no_running_clock(
    as_user: SignIn, narges: User, case: Case
) -> None:
    actions.complete(by=narges, case=case, revision=1, outcome="ask", text="مدرک بفرستید.")
    assert listed(as_user(narges)) == []
    page = as_user(narges).get("/office/?state=waiting_for_citizen").content.decode()
    assert "مهلت متوقف است" in page
    assert "در انتظار متقاضی" in page


def test_filters_are_taken_from_lists_and_nothing_else(
    as_user: SignIn, narges: User, three: list[Case]
) -> None:
    actions.claim(by=narges, case=three[1], revision=1)
    browser = as_user(narges)
    assert listed(browser, "?assignment=mine") == [three[1].pk]
    assert listed(browser, "?assignment=unassigned") == [three[0].pk, three[2].pk]
    assert listed(browser, "?due=overdue") == [three[0].pk]
    assert listed(browser, f"?main_topic={three[0].main_topic}") == [case.pk for case in three]
    everything = [case.pk for case in three]
    for odd in ("sort=text", "state=odd", "main_topic=x'--", "due=1", "after=x", "after=9-9-9",
                "before=99999999999999999-1", "q=%00", "province=fars", "assignee=1"):  # fmt: skip
        assert listed(browser, f"?{odd}") == everything, odd


def test_headquarters_see_every_province_and_may_choose_one(
    as_user: SignIn, headquarters: User, desk: PublishedService, case: Case
) -> None:
    other = factories.case(desk, province="fars")
    browser = as_user(headquarters)
    assert set(listed(browser)) == {case.pk, other.pk}
    assert listed(browser, "?province=fars") == [other.pk]


def test_an_answered_case_leaves_the_inbox_for_its_own_list(
    as_user: SignIn, narges: User, case: Case
) -> None:
    actions.complete(by=narges, case=case, revision=1, outcome="answer", text="انجام شد.")
    browser = as_user(narges)
    assert listed(browser) == []
    assert listed(browser, "?state=answered") == listed(browser, "?state=all") == [case.pk]


def test_a_search_finds_codes_and_words_however_they_are_spelled(
    as_user: SignIn, narges: User, case: Case
) -> None:
    actions.complete(by=narges, case=case, revision=1, outcome="answer", text="انجام شد.")
    browser = as_user(narges)
    spelled = [case.tracking_code, case.national_code, case.family_name, "كاروان امكان", "کارو"]
    for words in spelled:
        assert listed(browser, f"?q={words}") == [case.pk], words
    for words in ("هواپیما", "'; drop table", "&|!():*", "\\"):
        assert listed(browser, f"?q={words}") == [], words


@pytest.mark.parametrize("query", ["", "?state=all", "?q=واژه‌ای", "?due=overdue", "?sort=newest"])
def test_a_clerk_never_finds_a_complaint_nor_the_inspector_a_request(
    as_user: SignIn, narges: User, inspector: User, case: Case, complaint: Case, query: str
) -> None:
    move(case, 40)
    move(complaint, 40)
    assert complaint.pk not in listed(as_user(narges), query)
    assert case.pk not in listed(as_user(inspector), query)


@pytest.mark.parametrize("code", ["tracking_code", "national_code"])
def test_a_code_opens_nothing_outside_the_scope(
    as_user: SignIn, omid: User, narges: User, inspector: User, complaint: Case, code: str
) -> None:
    query = f"?q={getattr(complaint, code)}"
    assert listed(as_user(narges), query) == listed(as_user(omid), query) == []
    assert listed(as_user(inspector), query) == [complaint.pk]


def test_confidential_cases_are_in_nobodys_counts_but_the_inspectors(
    narges: User, headquarters: User, inspector: User, complaint: Case
) -> None:
    move(complaint, 40)
    for user in (narges, headquarters):
        clock = inbox.Clock.of(user, timezone.now())
        assert not any(inbox.counts(user, clock).values())
        assert not any(inbox.figures(user, clock).values())
    clock = inbox.Clock.of(inspector, timezone.now())
    assert inbox.counts(inspector, clock) == {"overdue": 1, "mine": 0, "unassigned": 1}


def test_counts_stop_looking_at_their_limit(
    as_user: SignIn, narges: User, three: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "MANY", 3)
    page = as_user(narges).get("/office/").content.decode()
    assert 'data-count="unassigned">۲+<' in page
    assert 'data-count="overdue">۱<' in page


def pages(browser: Client, rel: str, url: str) -> Iterator[list[int]]:
    """The pages from `url` on, following its links `rel`."""
    while url:
        text = browser.get(f"/office/{url}").content.decode()
        yield [int(pk) for pk in CASE_LINK.findall(text)]
        link = re.search(rf'rel="{rel}" href="([^"]+)"', text)
        url = link[1].replace("&amp;", "&") if link else ""


@pytest.mark.parametrize("sort", ["deadline", "newest"])
def test_paging_shows_every_case_once_there_and_back(
    as_user: SignIn, narges: User, desk: PublishedService, sort: str
) -> None:
    # Equal deadlines on purpose: the id alone must keep them apart.
    cases = [factories.case(desk, applicant=factories.applicant(n)) for n in range(10)]
    Case.objects.update(due_at=cases[0].due_at, submitted_at=cases[0].submitted_at)
    browser = as_user(narges)
    forward = list(pages(browser, "next", f"?sort={sort}"))
    assert [len(page) for page in forward] == [4, 4, 2]
    assert sorted(pk for page in forward for pk in page) == [case.pk for case in cases]
    last = browser.get(f"/office/?sort={sort}")
    for _ in range(2):
        link = re.search(r'rel="next" href="([^"]+)"', last.content.decode())
        assert link
        last = browser.get("/office/" + link[1].replace("&amp;", "&"))
    back = re.search(r'rel="prev" href="([^"]+)"', last.content.decode())
    assert back
    backward = list(pages(browser, "prev", back[1].replace("&amp;", "&")))
    assert backward == [forward[1], forward[0]]


def test_the_page_costs_the_same_few_statements_whatever_its_size(
    as_user: SignIn,
    headquarters: User,
    narges: User,
    desk: PublishedService,
    django_assert_max_num_queries: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inbox, "SIZE", 25)
    for number in range(12):
        case = factories.case(desk, applicant=factories.applicant(number))
        actions.claim(by=narges, case=case, revision=1)
    browser = as_user(headquarters)
    listed(browser)  # versions of services are asked for once a process
    with django_assert_max_num_queries(8) as seen:
        assert len(listed(browser)) == 12
    assert not any("count(" in query["sql"].lower() for query in seen.captured_queries)


def generic_plan(cases: Any) -> str:
    """What PostgreSQL does when it may not look at the parameters of a prepared statement."""
    statement, values = cases.query.sql_with_params()
    for number in range(1, len(values) + 1):
        statement = statement.replace("%s", f"${number}", 1)
    types = ", ".join("text" if isinstance(value, str) else "bigint" for value in values)
    given = ", ".join(f"'{value}'" for value in values)
    with connection.cursor() as cursor:
        # A small table is read whole whatever the index; what counts is what is possible at all.
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("set local enable_bitmapscan = off")
        cursor.execute("set local plan_cache_mode = force_generic_plan")
        cursor.execute(f"prepare probe ({types}) as {statement}")
        cursor.execute(f"explain execute probe ({given})")
        plan = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("deallocate probe")
    return plan


@pytest.mark.parametrize("who", ["narges", "headquarters", "inspector"])
def test_the_default_inbox_walks_a_partial_index_and_sorts_nothing(
    request: pytest.FixtureRequest, who: str
) -> None:
    cases = inbox.open_cases(request.getfixturevalue(who)).order_by("due_at", "id")[:26]
    plan = generic_plan(cases)
    assert "case_inbox_" in plan
    assert "Sort" not in plan


def test_with_states_as_parameters_the_index_would_be_lost(narges: User) -> None:
    cases = Case.objects.visible_to(narges).filter(state__in=OPEN_STATES)
    assert "case_inbox_" not in generic_plan(cases.order_by("due_at", "id")[:26])


def test_an_empty_inbox_says_so_and_an_empty_search_says_what_to_do(
    as_user: SignIn, narges: User
) -> None:
    browser = as_user(narges)
    assert "کارتابل خالی است" in browser.get("/office/").content.decode()
    assert "چیزی یافت نشد" in browser.get("/office/?q=ناموجود").content.decode()
    assert "با این ویژگی‌ها" in browser.get("/office/?due=overdue").content.decode()


def test_a_reply_of_the_citizen_brings_the_case_back(
    as_user: SignIn, narges: User, case: Case
) -> None:
    actions.complete(by=narges, case=case, revision=1, outcome="ask", text="مدرک بفرستید.")
    actions.receive(by=CITIZEN, case=case, message="citizen_reply", text="این هم مدرک.")
    assert listed(as_user(narges), "?assignment=mine") == [case.pk]


# --- lists are no look at a case


def test_a_list_masks_the_name_and_leaves_no_trace(
    as_user: SignIn, narges: User, desk: PublishedService
) -> None:
    case = factories.case(desk)
    page = as_user(narges).get("/office/").content.decode()
    assert case.masked_name in page
    assert case.full_name not in page
    assert case.text not in page
    assert not Event.objects.filter(actor_id=str(narges.pk)).exists()


def test_what_a_search_found_is_written_down_once_for_the_page(
    as_user: SignIn, narges: User, desk: PublishedService, django_assert_max_num_queries: Any
) -> None:
    cases = [factories.case(desk) for _ in range(3)]
    browser = as_user(narges)
    listed(browser)
    with django_assert_max_num_queries(8):
        browser.get("/office/", {"q": cases[0].national_code})
    row = Event.objects.get(action="case.search")
    assert set(row.details["among"]) == {case.subject for case in cases}
    assert cases[0].national_code not in str(row.details)
