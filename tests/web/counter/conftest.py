"""Maryam, who works at a counter office, and somebody who stands in front of her."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from miz.accounts.models import Organisation, Unit, User
from miz.connectors.sandbox import population
from miz.lib import digits, jalali
from miz.outbox.models import Message
from tests.web.plain import plain_static_files

__all__ = ["plain_static_files"]

PERSON, OTHER = population.demo_people(2)
CONTRACT = "72-16-0312"
TEXT = "در فرم رزرو کاروان امکان ثبت نهایی وجود ندارد."


@pytest.fixture
def office(hajj: Organisation) -> Unit:
    return Unit.objects.create(
        organisation=hajj,
        code="counter-test",
        name="دفتر پیشخوان آزادی",
        kind=Unit.Kind.COUNTER,
        province="tehran",
        contract_no=CONTRACT,
    )


@pytest.fixture
def maryam(office: Unit) -> User:
    return User.objects.create_user(
        username="maryam",
        full_name="مریم",
        organisation=office.organisation,
        unit=office,
        role="counter_operator",
    )


class Counter:
    """`counter.fill("contact", email="")` sends a page of the counter, right unless changed."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def go(self, page: str, *args: str) -> HttpResponse:
        return self.client.get(reverse(f"counter:{page}", args=args))

    def fill(self, page: str, *args: str, **changes: Any) -> HttpResponse:
        data = {**self.answers(page), **changes}
        return self.client.post(reverse(f"counter:{page}", args=args), data)

    def answers(self, page: str) -> dict[str, Any]:
        match page:
            case "new" | "person":
                return identity(PERSON)
            case "contact":
                return {
                    "province": "tehran",
                    "area_code": "021",
                    "landline": "88000000",
                    "email": "",
                    "main_topic": "hajj-tamattu",
                }
            case "details":
                return {"topic": "caravan-booking", "text": TEXT}
        return {}

    def ask_code(self, mobile: str = PERSON.mobile) -> HttpResponse:
        return self.fill("consent", send="1", mobile=mobile)

    def read_out(self, mobile: str = PERSON.mobile) -> HttpResponse:
        return self.fill("consent", check="1", code=code_sent_to(mobile))

    def reach(self, page: str, kind: str = "desk") -> None:
        """Fills every page before `page`."""
        order = ["new", "consent", "contact", "details", "check"]
        for earlier in order[: order.index(page)]:
            if earlier == "consent":
                self.ask_code()
                response = self.read_out()
            else:
                response = self.fill(earlier, *([kind] if earlier == "new" else []))
            assert response.status_code == 302, response.content.decode()


def identity(person: population.SandboxPerson) -> dict[str, str]:
    year, month, day = jalali.to_iso(person.birth_date).split("-")
    return {"year": year, "month": month, "day": day, "national_code": person.national_code}


def code_sent_to(mobile: str) -> str:
    message = Message.objects.filter(recipient=mobile).latest("pk")
    found = re.search(r"\d{6}", digits.to_ascii(message.body))
    assert found
    return found[0]


@pytest.fixture
def counter(agencies: object, maryam: User, as_user: Callable[[User], Client]) -> Counter:
    return Counter(as_user(maryam))
