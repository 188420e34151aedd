"""Whatever goes wrong under /api/ is told in a problem document, views or no views."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from miz.web.api import requests

# Pages that tell people of a failure name the agency.
pytestmark = pytest.mark.django_db


def _problem(response: HttpResponse, status: int) -> dict[str, Any]:
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = response.json()
    assert told["status"] == status
    assert told["detail"]
    return told


@pytest.mark.parametrize("address", ["nothing", "services/a/b/c", "catalogue/"])
def test_an_address_that_is_none_is_a_problem(client: Client, address: str) -> None:
    assert _problem(client.get(f"/api/v1/{address}"), 404)["code"] == "address_not_found"


def test_another_method_is_a_problem_that_names_those_allowed(client: Client) -> None:
    response = client.get("/api/v1/requests")
    assert _problem(response, 405)["code"] == "method_not_allowed"
    assert response["Allow"] == "POST"


def test_what_breaks_inside_is_a_problem_that_tells_nothing_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr(requests, "send", broken)
    response = Client(raise_request_exception=False).post("/api/v1/requests")
    assert _problem(response, 500)["code"] == "server_error"
    assert b"secret" not in response.content


def test_a_host_that_is_not_ours_is_a_problem(client: Client) -> None:
    _problem(client.get("/api/v1/services", HTTP_HOST="elsewhere.invalid"), 400)


def test_people_still_get_a_page(client: Client) -> None:
    response = client.get("/nothing")
    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")


def test_a_problem_of_a_view_stays_as_it_is(client: Client) -> None:
    assert _problem(client.get("/api/v1/services/nothing"), 404)["code"] != "address_not_found"
