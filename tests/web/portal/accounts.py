"""A person at the pages of the account, in a browser without scripts: `person.send("in/")`."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from miz.connectors.sandbox import population
from miz.lib import jalali
from miz.web.shared import robots

ADA, EVE = population.demo_people(2)
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


class Person:
    def __init__(self) -> None:
        self.client = Client(raise_request_exception=False, headers={"user-agent": FIREFOX})

    def go(self, page: str = "") -> HttpResponse:
        return self.client.get(f"/account/{page}")

    def send(self, page: str, **data: Any) -> HttpResponse:
        return self.client.post(f"/account/{page}", data)

    def ask(self, page: str, **data: Any) -> HttpResponse:
        """Sends a form that has a robot check."""
        token = robots.token()
        answer = {"robot_token": token, "robot_answer": robots.picture_digits(token)}
        return self.send(page, **data, **answer)

    def sign_up(self, who: population.SandboxPerson = ADA, **changes: Any) -> HttpResponse:
        return self.ask("new/", **{**newcomer(who), **changes})


def newcomer(who: population.SandboxPerson = ADA) -> dict[str, str]:
    year, month, day = jalali.to_iso(who.birth_date).split("-")
    born = {"year": year, "month": month, "day": day}
    return {**born, "national_code": who.national_code, "mobile": who.mobile}
