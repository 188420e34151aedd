"""Reading services by machine: searched, in pages, in the format asked for, not sent twice."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from rdflib import Graph

from miz.accounts.models import Organisation, Unit, User
from miz.catalogue import queries, search
from miz.catalogue.exports import cpsv_reading
from miz.catalogue.models import Service, ServiceVersion
from miz.catalogue.printing import papers
from miz.catalogue.printing.tasks import subject
from miz.documents import actions as documents

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/services"
JSON, JSON_LD, TURTLE = "application/json", "application/ld+json", "text/turtle"


def get(path: str = "", accept: str = "", **headers: str) -> HttpResponse:
    headers = headers | ({"Accept": accept} if accept else {})
    return Client(raise_request_exception=False).get(f"{ADDRESS}{path}", headers=headers)


def publish(slug: str, like: str = "prisons-visits", **told: Any) -> Service:
    """A service of the prisons like another one, with other answers in its form."""
    model = queries.known_services().get(slug=like)
    assert model.version
    identity = model.version.identity | {"slug": slug} | told
    service = Service.objects.create(
        slug=slug, organisation=model.organisation, kind=model.kind, title=identity["title"],
        service_code=identity["service_code"] or "", **search.columns(identity),
    )  # fmt: skip
    service.version = ServiceVersion.objects.create(
        service=service, number=1, identity=identity, digest=slug, published_at=timezone.now()
    )
    service.save()
    return service


def withdraw(service: Service, by: User) -> None:
    service.withdrawn_at, service.withdrawn_by = timezone.now(), by
    service.withdrawn_reason = "ادغام در خدمتی دیگر"
    service.save()


@pytest.fixture
def somebody(hajj: Organisation) -> User:
    unit = Unit.objects.filter(organisation=hajj).first()
    return User.objects.create_user(
        username="somebody", full_name="somebody", organisation=hajj, unit=unit, role="approver"
    )


# --- many


def codes(response: HttpResponse) -> list[str]:
    assert response.status_code == 200, response.content
    return [service["code"] for service in response.json()]


def test_words_are_found_whichever_letters_they_are_typed_with() -> None:
    assert codes(get("?q=ملاقات زنداني")) == ["prisons-visits"]
    assert codes(get("?q=نیست‌درجهان")) == []


def test_an_organisation_has_its_own() -> None:
    found = codes(get("?organisation=prisons"))
    assert len(found) == 7
    assert all(code.startswith("prisons-") for code in found)
    assert codes(get("?organisation=nobody")) == []


def test_ticked_boxes_are_asked_for() -> None:
    publish("ticked", life_event={"health": True}, service_type={"G2C": True, "G2B": False})
    publish("unticked", life_event={"health": False}, service_type={"G2C": None, "G2B": True})
    assert "ticked" in codes(get("?life_event=health"))
    assert "unticked" not in codes(get("?life_event=health"))
    assert "ticked" not in codes(get("?audience=G2B"))
    assert codes(get("?q=ملاقات&life_event=health&audience=G2C&organisation=prisons")) == ["ticked"]


@pytest.mark.parametrize(
    "query",
    [
        "life_event=wedding", "audience=me", "page=0", "page=x", "page_size=501", "page_size=0",
        "organisation=%00", "organisation=a'b", "page=9999999999999999999", f"q={'a' * 201}",
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_a_problem(query: str) -> None:
    response = get(f"?{query}")
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "validation_failed"


@pytest.mark.parametrize("query", ["q=%00", "q=%ff%fe", "q=%E2%80%8C", "q=%25_'"])
def test_any_words_may_be_searched(query: str) -> None:
    assert get(f"?{query}").status_code == 200


def pages(path: str) -> Iterator[HttpResponse]:
    while path:
        response = get(path.removeprefix(ADDRESS))
        yield response
        following = re.search(r'<[^>]*?(/api[^>]*)>; rel="next"', response.get("Link", ""))
        path = following[1] if following else ""


def test_pages_lead_through_everything_once() -> None:
    answers = list(pages("?page_size=4"))
    found = [code for answer in answers for code in codes(answer)]
    whole = codes(get())
    assert found == whole
    assert {answer["X-Total-Count"] for answer in answers} == {str(len(whole))}
    assert len(answers) == -(-len(whole) // 4)


def test_words_with_a_slip_are_paged_too() -> None:
    for number in range(3):
        publish(f"gate-{number}", title="صدور پروانهٔ دروازه")
    assert [len(answer.json()) for answer in pages("?q=پروانه دوازه&page_size=2")] == [2, 1]


def test_pages_of_a_search_keep_its_words() -> None:
    link = get("?q=زندانیان&page_size=2")["Link"]
    assert "q=%D8%B2" in link
    assert [len(answer.json()) for answer in pages("?q=زندانیان&page_size=3")] == [3, 3, 1]


# --- one


def test_a_service_is_read_in_three_formats() -> None:
    plain = get("/hajj-desk").json()
    assert plain["organisation_code"] == "hajj"
    assert plain["digest"]
    turtle, linked = get("/hajj-desk", TURTLE), get("/hajj-desk", JSON_LD)
    assert turtle["Content-Type"] == TURTLE
    assert linked["Content-Type"] == JSON_LD
    for response, syntax in ((turtle, "turtle"), (linked, "jsonld")):
        [record] = cpsv_reading.read(response.content.decode(), syntax)
        assert record["title"] == plain["identity"]["title"]


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("text/*", TURTLE),
        ("TEXT/Turtle", TURTLE),
        (f"{TURTLE};q=0.3, {JSON_LD};q=0.7", JSON_LD),
        (f"{JSON};q=0.1, {TURTLE}", TURTLE),
        (f"*/*;q=0.1, {JSON_LD}", JSON_LD),
        (f"{JSON};q=0, */*", JSON_LD),
        ("application/*;q=0, */*;q=0.5", TURTLE),
        (f'{JSON_LD};profile="http://www.w3.org/ns/json-ld#compacted"', JSON_LD),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", JSON),
        (f"{TURTLE};q=much", TURTLE),
        (",,,", JSON),
    ],
)  # fmt: skip
def test_the_format_that_is_wanted_most_is_sent(accept: str, given: str) -> None:
    response = get("/hajj-desk", accept)
    assert response.status_code == 200
    assert response["Content-Type"].partition(";")[0] == given
    assert "Accept" in response["Vary"].split(", ")


@pytest.mark.parametrize("accept", ["image/png", f"{JSON};q=0", "*/*;q=0", "text", "/"])
def test_a_format_that_is_not_there_is_a_problem(accept: str) -> None:
    response = get("/hajj-desk", accept)
    assert response.status_code == 406
    assert response["Content-Type"] == "application/problem+json"
    assert "Accept" in response["Vary"].split(", ")
    assert response.json()["offered"] == [JSON, JSON_LD, TURTLE]


def test_an_official_code_may_be_written_in_persian_digits() -> None:
    publish("coded", service_code="10031076000")
    assert get("/۱۰۰۳۱۰۷۶۰۰۰").json()["code"] == "coded"


def test_a_code_of_two_services_names_both() -> None:
    publish("one", service_code="10031076000")
    publish("two", service_code="10031076000", title="عنوانی دیگر")
    response = get("/10031076000")
    assert response.status_code == 409
    problem = response.json()
    assert problem["code"] == "ambiguous_code"
    assert [service["code"] for service in problem["services"]] == ["one", "two"]
    assert get("/two").json()["title"] == "عنوانی دیگر"


def test_a_withdrawn_service_is_gone_and_its_code_is_free(somebody: User) -> None:
    old = publish("old", service_code="10031076000")
    withdraw(old, somebody)
    for path in ("/old", "/10031076000", "/old/form.html"):
        assert get(path).status_code == 410
        assert get(path).json()["code"] == "service_withdrawn"
    assert "old" not in codes(get())
    publish("new", service_code="10031076000")
    assert get("/10031076000").json()["code"] == "new"


def test_a_child_is_told_with_its_parent() -> None:
    publish("above", service_code="10031076000")
    publish("below", parent_code="10031076000")
    told = Graph().parse(data=get("/below", TURTLE).content.decode(), format="turtle")
    records = cpsv_reading.read(told.serialize(format="turtle"), "turtle")
    assert {r["slug"]: r["parent_code"] for r in records} == {"above": None, "below": "10031076000"}


# --- once


@pytest.mark.parametrize("path", ["", "?q=حج", "/hajj-desk", "/hajj-desk/form.html"])
def test_what_is_known_already_is_not_sent_again(path: str) -> None:
    first = get(path)
    again = get(path, **{"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert again["ETag"] == first["ETag"]
    assert "max-age" in first["Cache-Control"]
    assert get(path, **{"If-None-Match": f'"other", W/{first["ETag"]}'}).status_code == 304
    assert get(path, **{"If-None-Match": '"other"'}).status_code == 200


def test_each_format_has_a_mark_of_its_own() -> None:
    marks = {get("/hajj-desk", accept)["ETag"] for accept in (JSON, JSON_LD, TURTLE)}
    assert len(marks) == 3


def test_a_new_version_has_a_new_mark() -> None:
    service = publish("visits")
    before = get("/visits")["ETag"]
    assert service.version
    service.version = ServiceVersion.objects.create(
        service=service, number=2, identity=service.version.identity | {"audience": "همه"},
        digest="other", published_at=timezone.now(),
    )  # fmt: skip
    service.save()
    assert get("/visits")["ETag"] != before


def test_a_time_is_a_condition_too() -> None:
    first = get("/hajj-desk")
    assert get("/hajj-desk", **{"If-Modified-Since": first["Last-Modified"]}).status_code == 304
    long_ago = "Thu, 01 Jan 2015 00:00:00 GMT"
    assert get("/hajj-desk", **{"If-Modified-Since": long_ago}).status_code == 200


@pytest.mark.parametrize("path", ["", "/hajj-desk", "/hajj-desk/form.html"])
def test_a_head_has_the_headers_of_a_get(path: str) -> None:
    head, full = Client().head(f"{ADDRESS}{path}"), get(path)
    assert head.status_code == 200
    assert head.content == b""
    for name in ("ETag", "Content-Type", "Cache-Control"):
        assert head[name] == full[name]


def test_nothing_is_written_by_this_way() -> None:
    for method in ("post", "put", "delete", "patch"):
        assert getattr(Client(), method)(f"{ADDRESS}/hajj-desk").status_code == 405


# --- cost


def test_few_questions_are_asked_of_the_database(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    publish("visits", service_code="10031076000")
    for path, accept, number in (
        ("?page_size=5", "", 2),
        ("?q=حج", "", 1),
        ("/visits", JSON, 1),
        ("/visits", TURTLE, 2),
        ("/hajj-desk", TURTLE, 1),
    ):
        with django_assert_num_queries(number):
            get(path, accept)


# --- paper


def test_the_form_is_a_page_and_a_document() -> None:
    page = get("/prisons-visits/form.html")
    assert page["Content-Type"] == "text/html; charset=utf-8"
    assert "ملاقات" in page.content.decode()
    document = get("/prisons-visits/form.docx")
    assert document.content.startswith(b"PK")
    assert document["Content-Disposition"] == 'attachment; filename="prisons-visits-v1.docx"'
    same = get("/prisons-visits/form.docx", **{"If-None-Match": document["ETag"]})
    assert same.status_code == 304


def test_a_pdf_is_sent_when_the_worker_has_drawn_it() -> None:
    waiting = get("/prisons-visits/form.pdf")
    assert waiting.status_code == 503
    assert waiting.json()["code"] == "being_drawn"
    assert int(waiting["Retry-After"]) > 0
    version = queries.known_services().get(slug="prisons-visits").version
    assert version
    documents.issue(kind=papers.SERVICE, subject=subject(version), name="a.pdf", content=b"%PDF-")
    drawn = get("/prisons-visits/form.pdf")
    assert drawn["Content-Type"] == "application/pdf"
    assert drawn.content == b"%PDF-"


@pytest.mark.parametrize("path", ["/prisons-visits/form.exe", "/nothing/form.html"])
def test_a_form_that_is_not_there_is_not_found(path: str) -> None:
    response = get(path)
    assert response.status_code == 404
    assert json.loads(response.content)["code"] in ("format_not_found", "service_not_found")
