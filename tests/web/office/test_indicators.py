"""The page of the measured criteria: for who leads, of the own organisation."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from miz.accounts.models import Organisation, User
from miz.catalogue.models import Alert, Service

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
ADDRESS = "/office/indicators/"


def an_alert(slug: str = "hajj-password-recovery") -> Alert:
    return Alert.objects.create(
        service=Service.objects.get(slug=slug),
        measure="recovery.sms",
        day=date(2026, 11, 22),
        indicator="تسهیل ارسال پیامک",
        seconds=60,
        decided=40,
        share=0.9,
        p99_seconds=75,
        raised_at=timezone.now(),
    )


def content(browser: Client) -> str:
    answer = browser.get(ADDRESS)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_standing_alert_is_told_with_a_badge(as_user: SignIn, parisa: User) -> None:
    an_alert()
    page = content(as_user(parisa))
    assert "۱ هشدار" in page
    assert "از ۴۰ مورد، ۹۰٪ در کمتر از ۱ دقیقه؛ ۹۹٪ رسیده‌ها تا ۱ دقیقه و ۱۵ ثانیه" in page


def test_a_withdrawn_alert_stays_in_the_history(as_user: SignIn, headquarters: User) -> None:
    alert = an_alert()
    alert.withdrawn_at = timezone.now()
    alert.save()
    page = content(as_user(headquarters))
    assert "بی‌هشدار" in page
    assert "هشدارهای پیشین" in page


def test_the_criteria_stand_with_their_form(as_user: SignIn, parisa: User) -> None:
    page = content(as_user(parisa))
    assert "تسهیل عملیات بازیابی رمز عبور" in page
    assert "کمتر از ۹۹٪" in page


def test_another_organisation_reads_neither_criteria_nor_alerts(
    as_user: SignIn, parisa: User
) -> None:
    an_alert()
    parisa.organisation = Organisation.objects.exclude(code="hajj").first()
    parisa.save()
    page = content(as_user(parisa))
    assert "تسهیل" not in page
    assert "شاخصی سنجیده نمی‌شود" in page


def test_a_clerk_is_refused_and_a_stranger_is_asked_who_he_is(
    as_user: SignIn, narges: User, client: Client
) -> None:
    assert as_user(narges).get(ADDRESS).status_code == 403
    assert client.get(ADDRESS).status_code == 302
