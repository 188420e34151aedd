"""Every address of the staff door against every kind of person: nothing may be forgotten."""

import uuid
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from miz.accounts.models import User
from miz.audit.models import Event
from miz.cases.models import Case
from miz.catalogue.models import Notice
from miz.catalogue.queries import PublishedService
from miz.web.office.urls import urlpatterns
from tests import factories

OPEN = {"login", "logout", "forgotten", "forgotten-password"} | {
    # on the way in, behind the password (test_second_factor)
    *("second-factor", "first-password", "enrol", "go-on"),
}
# One's own account, whatever one's role.
OWN = {"account", "password", "factor-add", "factor-remove", "recovery-codes", "sessions-end"} | {
    *("messages", "messages-read"),
}
ROUTES = [str(pattern.name) for pattern in urlpatterns if pattern.name not in OPEN]
OF_CASE = [str(p.name) for p in urlpatterns if str(p.pattern).startswith("cases/")]
# Doors that an administrator has: they show nothing of a case.
OF_KEEPERS = OWN | {
    *("downtimes", "downtime-withdraw", "staff", "staff-new", "person", "person-password"),
    *("person-change", "grant-withdraw", "connections", "connection-check"),
    *("exchanges", "batch-file", "batch-receipt", "letters"),
}
METHODS = ["get", "post"]
SignIn = Callable[[User], Client]


def address(name: str, case: Case) -> str:
    """An address as it would be for this case: its file, its task, the newest notice."""
    pattern = next(p for p in urlpatterns if p.name == name)
    route = str(pattern.pattern)
    known = {
        "key": _key(case),
        "task": _task(case),
        "outcome": "answer",
        "number": 1,
        "page": 1,
        "what": "message",
        "name": "civil-registry",
        "kind": "letter",
    }
    known["pk"] = case.pk if route.startswith("cases/") else _other(route, case)
    wanted = pattern.pattern.converters
    return reverse(f"office:{name}", kwargs={key: known[key] for key in wanted})


def _key(case: Case) -> uuid.UUID:
    file = case.attachments.select_related("upload").first()
    return file.upload.key if file else uuid.uuid4()


def _task(case: Case) -> int:
    return case.tasks.latest("pk").pk


def _other(route: str, case: Case) -> int:
    if route.startswith("notices/"):
        return Notice.objects.latest("pk").pk
    return _task(case) if route.startswith("referrals/") else 1


@pytest.fixture
def with_file(desk: PublishedService) -> Case:
    return factories.case(desk, attachments=[factories.attachment()])


@pytest.fixture
def complaint_with_file(complaints: PublishedService) -> Case:
    return factories.case(complaints, attachments=[factories.attachment()])


def send(browser: Client, method: str, name: str, case: Case) -> HttpResponse:
    body = {"revision": case.revision, "text": "متن", "reason": "دلیل"}
    return getattr(browser, method)(address(name, case), body)  # type: ignore[no-any-return]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", ROUTES)
def test_nobody_comes_in_without_signing_in(
    client: Client, case: Case, name: str, method: str
) -> None:
    response = send(client, method, name, case)
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("office:login"))


@pytest.mark.parametrize("name", ROUTES)
def test_who_was_dismissed_is_out_at_once(
    as_user: SignIn, narges: User, case: Case, name: str
) -> None:
    browser = as_user(narges)
    User.objects.filter(pk=narges.pk).update(is_active=False)
    assert send(browser, "get", name, case).status_code == 302


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", [name for name in ROUTES if name not in OF_KEEPERS])
def test_an_administrator_finds_every_door_shut(
    as_user: SignIn, administrator: User, with_file: Case, name: str, method: str
) -> None:
    response = send(as_user(administrator), method, name, with_file)
    assert response.status_code == 403


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", OF_CASE)
def test_a_case_of_another_province_does_not_exist(
    as_user: SignIn, omid: User, with_file: Case, name: str, method: str
) -> None:
    response = send(as_user(omid), method, name, with_file)
    assert response.status_code == 404
    assert Case.objects.get().revision == with_file.revision
    assert not Event.objects.filter(actor_id=str(omid.pk)).exists()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", OF_CASE)
def test_the_inspector_has_no_way_to_a_request(
    as_user: SignIn, inspector: User, with_file: Case, name: str, method: str
) -> None:
    assert send(as_user(inspector), method, name, with_file).status_code == 404


@pytest.mark.parametrize("who", ["narges", "parisa", "headquarters"])
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", OF_CASE)
def test_none_but_the_inspector_has_a_way_to_a_complaint(
    request: pytest.FixtureRequest,
    as_user: SignIn,
    complaint_with_file: Case,
    name: str,
    method: str,
    who: str,
) -> None:
    browser = as_user(request.getfixturevalue(who))
    assert send(browser, method, name, complaint_with_file).status_code == 404


def test_an_unknown_case_and_a_hidden_one_answer_alike(
    as_user: SignIn, narges: User, complaint: Case
) -> None:
    browser = as_user(narges)
    hidden = browser.get(reverse("office:case", args=[complaint.pk]))
    unknown = browser.get(reverse("office:case", args=[10**18]))
    assert (hidden.status_code, hidden.content) == (unknown.status_code, unknown.content)


@pytest.mark.parametrize("name", ["inbox", "case", "notices", "board"])
def test_no_page_of_the_office_is_kept_by_a_cache(
    as_user: SignIn, headquarters: User, case: Case, name: str
) -> None:
    response = send(as_user(headquarters), "get", name, case)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
