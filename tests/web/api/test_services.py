"""The description of the API, and the services it lists."""

import re

import pytest
from django.test import Client

from miz.catalogue.queries import PublishedService

pytestmark = pytest.mark.django_db


def test_the_description_names_every_path() -> None:
    described = Client().get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.")
    paths = {
        "/api/v1/services": "get",
        "/api/v1/services/{code}": "get",
        "/api/v1/services/{code}/form.{ending}": "get",
        "/api/v1/catalogue": "get",
        "/api/v1/catalogue.{ending}": "get",
        "/api/v1/requests": "post",
        "/api/v1/requests/track": "post",
    }
    for path, method in paths.items():
        assert method in described["paths"][path]


def test_every_reference_of_the_description_leads_somewhere() -> None:
    answer = Client().get("/api/v1/openapi.json")
    described = answer.json()
    referred = set(re.findall(r"#/components/schemas/(\w+)", answer.content.decode()))
    assert {"NewRequest", "Codes", "ProblemDocument"} <= referred
    assert referred <= set(described["components"]["schemas"])


def test_the_description_tells_formats_filters_and_no_name_twice() -> None:
    paths = Client().get("/api/v1/openapi.json").json()["paths"]
    one = paths["/api/v1/services/{code}"]["get"]["responses"]
    assert one["200"]["content"].keys() == {
        "application/json", "application/ld+json", "text/turtle",
    }  # fmt: skip
    assert {"304", "404", "406", "409", "410"} <= one.keys()
    asked = {each["name"]: each for each in paths["/api/v1/services"]["get"]["parameters"]}
    assert {"q", "organisation", "life_event", "audience", "page", "page_size"} == asked.keys()
    assert "insurance" in asked["life_event"]["schema"]["enum"]
    names = [told["operationId"] for methods in paths.values() for told in methods.values()]
    assert len(names) == len(set(names))


def test_services_are_listed_and_shown_with_their_topics(desk: PublishedService) -> None:
    listed = Client().get("/api/v1/services").json()
    assert "hajj-desk" in [service["code"] for service in listed]
    shown = Client().get("/api/v1/services/hajj-desk").json()
    assert [topic["code"] for topic in shown["topics"]] == [t.code for t in desk.topics]
    official = next(service for service in listed if service["service_code"])
    again = Client().get(f"/api/v1/services/{official['service_code']}").json()
    assert again["service_code"] == official["service_code"]


@pytest.mark.parametrize("code", ["nothing", "%00", "خدمت", "a" * 3000, "%ff", "%ed%a0%80"])
def test_an_unknown_service_is_not_found(code: str) -> None:
    response = Client(raise_request_exception=False).get(f"/api/v1/services/{code}")
    assert response.status_code == 404
    assert response.json()["code"] == "service_not_found"


def test_an_answer_carries_the_headers_of_the_house() -> None:
    response = Client().get("/api/v1/services")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]
