"""The drawing on the citizen's side: of a service, and of one's own request."""

import pytest
from django.http import HttpResponse
from django.test import Client
from lxml import html

from miz.accounts.models import User
from miz.cases import actions
from miz.cases.models import Case
from miz.catalogue.queries import PublishedService
from tests import factories
from tests.processes.drawing import simple
from tests.web.portal.conftest import text
from tests.web.portal.test_tracking import Person

ADDRESS = "/track/case/process/"


@pytest.fixture
def case(desk: PublishedService) -> Case:
    return factories.case(desk)


@pytest.fixture
def person(case: Case) -> Person:
    person = Person()
    person.track(case)
    return person


def page(response: HttpResponse) -> html.HtmlElement:
    assert response.status_code == 200
    return html.fromstring(text(response))


def steps(shown: html.HtmlElement) -> list[html.HtmlElement]:
    return shown.xpath("//details[contains(@class, 'p-steps')]//li")


def present_stage(person: Person) -> str:
    (stage,) = page(person.see()).xpath("//li[@aria-current='step']")
    return " ".join(stage.text_content().split())


def test_a_service_shows_its_process_drawn_and_in_words(desk: PublishedService) -> None:
    shown = page(Client().get(f"/services/{desk.slug}/"))
    (drawing,) = shown.find_class("p-drawing")
    assert drawing.get("role") == "img"
    assert drawing.get("aria-label")
    assert len(steps(shown)) > 5
    assert not shown.find_class("m-present") + shown.find_class("m-passed")


def test_a_service_without_a_process_shows_none(db: None) -> None:
    shown = page(Client().get("/services/hajj-caravan-registration/"))
    assert not shown.find_class("p-map") + shown.find_class("p-steps")
    assert not shown.xpath("//script[contains(@src, 'process')]")


def test_the_own_request_is_marked_where_it_is(person: Person) -> None:
    shown = page(person.see(ADDRESS))
    assert "m-present" in shown.get_element_by_id("here").get("class")
    assert shown.xpath("//svg//text()[. = 'اکنون اینجا']")
    assert shown.xpath("//a[@href='#here']")
    (step,) = [each for each in steps(shown) if each.get("aria-current") == "step"]
    assert "اکنون اینجاست" in step.text_content()
    assert any("انجام شد" in each.text_content() for each in steps(shown))


def test_the_tracking_page_leads_there_and_stays_light(person: Person) -> None:
    shown = page(person.see())
    assert shown.xpath(f"//a[@href='{ADDRESS}']")
    assert not shown.find_class("p-map")
    assert not shown.xpath("//script[contains(@src, 'process')]")


def test_nothing_but_names_leaves_with_the_drawing(person: Person) -> None:
    shown = page(person.see(ADDRESS))
    (bare,) = shown.xpath("//@data-bpmn")
    assert bare.startswith("<definitions")
    for kept_back in ("extensionElements", "conditionExpression", "documentation"):
        assert kept_back not in text(person.see(ADDRESS))


def test_a_stranger_is_led_to_the_search(case: Case) -> None:
    response = Client().get(ADDRESS)
    assert (response.status_code, response["Location"]) == (302, "/track/")


def test_a_process_without_a_picture_is_told_in_words(desk: PublishedService) -> None:
    named = simple().replace(b'<userTask id="work"', '<userTask id="work" name="بررسی"'.encode())
    case = factories.case(factories.service_with(desk, named))
    person = Person()
    person.track(case)
    shown = page(person.see(ADDRESS))
    assert not shown.find_class("p-drawing") + shown.find_class("p-map")
    assert "کشیده نشده" in shown.text_content()
    assert shown.xpath("//details[@open]//li[@aria-current='step']")


def test_the_present_stage_says_with_whom_it_is(person: Person, case: Case) -> None:
    assert f"اکنون نزد: کارشناس {case.unit}، تا" in present_stage(person)


def test_who_owes_something_is_told_so(person: Person, case: Case, narges: User) -> None:
    case.refresh_from_db()
    actions.complete(by=narges, case=case, revision=case.revision, outcome="ask", text="کارت ملی")
    assert "در انتظار شما" in present_stage(person)
    assert "نزد" not in present_stage(person)
