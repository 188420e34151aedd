"""Publishing packages and notices."""

import dataclasses
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from miz.accounts.models import Organisation, Unit, User
from miz.audit.actors import SYSTEM
from miz.audit.models import Event
from miz.catalogue import actions, packages, queries, search
from miz.catalogue.errors import UnknownService
from miz.catalogue.models import Notice, Service, ServiceVersion
from miz.catalogue.packages import Package
from miz.catalogue.queries import PublishedService
from tests import factories


@pytest.fixture
def package() -> Package:
    return packages.read(Path(settings.SERVICES) / "hajj" / "desk")


@pytest.mark.django_db
def test_what_is_published_already_is_not_published_again() -> None:
    before = ServiceVersion.objects.count()
    assert actions.publish_all(root=settings.SERVICES, by=SYSTEM) == []
    assert ServiceVersion.objects.count() == before
    assert Notice.objects.filter(organisation__code="hajj").count() == 1


def test_other_content_is_a_new_version_and_the_older_stays(
    hajj: Organisation, desk: PublishedService, package: Package
) -> None:
    older = ServiceVersion.objects.get(pk=desk.version_id)
    changed = dataclasses.replace(package, identity={**package.identity, "title": "میز تازه"})
    version = actions.publish(package=changed, organisation=hajj, by=SYSTEM)
    assert version is not None
    assert version.number == older.number + 1
    assert queries.current("hajj-desk").title == "میز تازه"
    assert queries.version(older.pk).title == desk.title
    event = Event.objects.filter(action="service.publish").latest("id")
    assert event.details == {"version": version.number, "digest": changed.digest}


def test_the_worker_is_asked_for_the_paper_of_what_is_published(
    hajj: Organisation, desk: PublishedService, package: Package
) -> None:
    changed = dataclasses.replace(package, identity={**package.identity, "title": "میز تازه"})
    version = actions.publish(package=changed, organisation=hajj, by=SYSTEM)
    assert version is not None
    asked = ProcrastinateJob.objects.filter(queue_name="papers").latest("id")
    assert asked.args == {"version_id": version.pk, "kind": "service-form"}


def test_a_file_that_nobody_outside_meets_is_a_new_version_once(
    hajj: Organisation, desk: PublishedService, package: Package
) -> None:
    more = {**package.files, "scenarios/more.yaml": "title: س\nstart: {main_topic: umrah}\n"}
    changed = dataclasses.replace(package, files=more)
    version = actions.publish(package=changed, organisation=hajj, by=SYSTEM)
    assert version is not None
    assert (version.digest, version.files) == (package.digest, more)
    assert actions.publish(package=changed, organisation=hajj, by=SYSTEM) is None


def test_running_cases_keep_the_version_they_began_with(
    hajj: Organisation, desk: PublishedService, narges: User, package: Package
) -> None:
    from miz.cases import actions as cases

    case = factories.case(desk)
    words = {**package.messages, "answered": {"sms": "پیام تازه"}}
    actions.publish(
        package=dataclasses.replace(package, messages=words), organisation=hajj, by=SYSTEM
    )
    case = cases.complete(by=narges, case=case, revision=1, outcome="answer", text="پاسخ")
    assert case.version_id == desk.version_id
    newer = factories.case(queries.current("hajj-desk"))
    assert newer.version_id != desk.version_id


def test_a_published_version_is_neither_changed_nor_removed(desk: PublishedService) -> None:
    version = ServiceVersion.objects.filter(pk=desk.version_id)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        version.update(messages={})
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        version._raw_delete("default")


@pytest.mark.django_db
def test_an_unknown_service_is_said_so() -> None:
    with pytest.raises(UnknownService):
        queries.current("nowhere")
    with pytest.raises(UnknownService):
        queries.desk("nowhere", "desk")


@pytest.mark.parametrize(
    "words",
    ["زائرین بیمه", "زائرين", "بیمه  زایرین", "شکایت", "شِکایت", ""],
    ids=["words", "arabic", "hamza", "plain", "diacritics", "nothing"],
)
@pytest.mark.django_db
def test_finding_forgives_spelling(words: str) -> None:
    assert search.find(words).services


@pytest.mark.django_db
def test_finding_needs_every_word() -> None:
    assert search.find("بیمه ناموجودترین").services == []
    service = Service.objects.exclude(service_code="").first()
    assert search.find(service.service_code).services


def test_every_province_has_a_desk_and_the_centre_one_inspection(hajj: Organisation) -> None:
    units = Unit.objects.filter(organisation=hajj)
    assert units.filter(kind="desk").count() == 31
    assert units.filter(kind="inspection").count() == 1


def test_a_notice_is_written_shown_changed_and_taken_down(headquarters: User) -> None:
    notice = actions.write_notice(by=headquarters, title="اطلاعیه", text="متن نخست")
    assert notice not in queries.notice_board("hajj")
    actions.publish_notice(notice=notice, by=headquarters.as_actor())
    assert queries.notice_board("hajj")[0] == notice
    actions.write_notice(by=headquarters, title="اطلاعیه", text="متن دوم", notice=notice)
    actions.withdraw_notice(notice=notice, by=headquarters.as_actor())
    assert notice not in queries.notice_board("hajj")
    told = Event.objects.filter(subject=f"notice:{notice.pk}").order_by("id")
    assert [event.action for event in told] == [
        "notice.write", "notice.publish", "notice.write", "notice.withdraw",
    ]  # fmt: skip
    assert told[2].details["before"] == {"title": "اطلاعیه", "text": "متن نخست"}


def test_a_notice_is_not_taken_down_before_it_was_up(headquarters: User) -> None:
    notice = actions.write_notice(by=headquarters, title="اطلاعیه", text="متن")
    with pytest.raises(IntegrityError, match="notice_withdrawn"), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(withdrawn_at=timezone.now())


@pytest.mark.django_db
def test_notices_of_another_organisation_are_not_on_the_board() -> None:
    assert queries.notice_board("nowhere") == []
