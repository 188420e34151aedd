"""A person with a browser that runs no script, and the way through the pages of a request."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from miz.catalogue.queries import PublishedService
from miz.connectors.sandbox import population
from miz.lib import jalali
from miz.web.shared import robots
from tests.committed import committed
from tests.web.plain import plain_static_files

__all__ = ["committed", "plain_static_files"]

PERSON = population.demo_people(1)[0]
TEXT = "در فرم رزرو کاروان امکان ثبت نهایی وجود ندارد."


class Browser:
    """`browser.go("contact")` opens a page, `browser.fill("contact", email="")` sends it."""

    def __init__(self, kind: str = "request") -> None:
        self.kind = kind
        self.client = Client(raise_request_exception=False)

    def address(self, page: str) -> str:
        return f"/{self.kind}/" if page == "identity" else f"/{self.kind}/{page}/"

    def go(self, page: str, **query: str) -> HttpResponse:
        return self.client.get(self.address(page), query)

    def fill(self, page: str, to: str = "", **changes: Any) -> HttpResponse:
        data = {**self.answers(page), **changes}
        sent = {name: value for name, value in data.items() if value is not None}
        return self.client.post(self.address(page) + to, sent)

    def answers(self, page: str) -> dict[str, Any]:
        match page:
            case "identity":
                year, month, day = jalali.to_iso(PERSON.birth_date).split("-")
                code = PERSON.national_code
                return {"year": year, "month": month, "day": day, "national_code": code}
            case "contact":
                return {
                    "province": "tehran",
                    "mobile": "09120000000",
                    "area_code": "021",
                    "landline": "88000000",
                    "email": "someone@example.com",
                }
            case "topic":
                main = "services" if self.kind == "complaint" else "hajj-tamattu"
                return {"main_topic": main}
            case "details":
                token = robots.token()
                return {
                    "topic": "caravan-booking",
                    "text": TEXT,
                    "robot_token": token,
                    "robot_answer": robots.picture_digits(token),
                }
        return {}

    def reach(self, page: str) -> HttpResponse:
        """Fills every page before `page` and opens it."""
        order = ["identity", "contact", "topic", "details", "check"]
        for earlier in order[: order.index(page)]:
            response = self.fill(earlier)
            assert response.status_code == 302, errors(response)
        return self.go(page)


def errors(response: HttpResponse) -> list[str]:
    """The mistakes a page tells beside its fields."""
    found = re.findall(r'class="m-error"[^>]*>(.*?)</p>', text(response), re.DOTALL)
    return [re.sub("<[^>]*>", "", each).strip() for each in found]


def text(response: HttpResponse) -> str:
    return response.content.decode()


@pytest.fixture
def browser(agencies: object, desk: PublishedService) -> Browser:
    return Browser()
