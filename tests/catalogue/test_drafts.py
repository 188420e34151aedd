"""From a draft to a version: two people, one way, nothing that changes behind anybody's back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from miz.accounts.days import today
from miz.accounts.models import Organisation, User
from miz.audit.actors import SYSTEM
from miz.audit.models import Event
from miz.catalogue import actions, drafts, packages, queries, records
from miz.catalogue.draft_errors import (
    CheckFailed,
    DraftChanged,
    DraftRefused,
    NothingNew,
    NotNow,
    NotYours,
    OpenAlready,
    PastDay,
    SamePerson,
    SlugRefused,
    SlugSettled,
    SlugTaken,
    Unreviewed,
    Withdrawn,
)
from miz.catalogue.errors import UnknownService
from miz.catalogue.models import Draft, Service, ServiceVersion

from .drawing import TITLE, approved, package, person, proposed, published


@pytest.fixture
def designer(hajj: Organisation) -> User:
    return person(hajj, "designer", "designer")


@pytest.fixture
def approver(hajj: Organisation) -> User:
    return person(hajj, "approver", "approver")


@pytest.fixture
def stranger(db: None) -> User:
    return person(Organisation.objects.get(code="prisons"), "stranger", "designer")


def service(slug: str = "hajj-trial") -> Service:
    return Service.objects.get(slug=slug)


def test_two_people_publish_a_service(designer: User, approver: User) -> None:
    draft = published(designer, approver)
    assert draft.state == Draft.State.PUBLISHED
    assert service().title == TITLE
    assert service().version == draft.version
    assert draft.version
    assert draft.version.files == draft.files
    told = Event.objects.filter(subject=draft.subject).order_by("pk")
    assert [event.action for event in told] == [
        *("draft.create", "draft.propose", "draft.approve", "draft.publish")
    ]
    assert Event.objects.get(action="service.publish", subject="service:hajj-trial")


def test_the_hash_of_a_version_follows_from_its_files(designer: User, approver: User) -> None:
    version = published(designer, approver).version
    assert version
    whole = drafts.package(Draft(organisation=designer.organisation, slug="hajj-trial",
                                 files=version.files))  # fmt: skip
    assert whole.digest == version.digest


def test_a_version_gives_its_package_back_whole(hajj: Organisation, designer: User) -> None:
    version = service("hajj-desk").version
    assert version
    assert drafts.files_of(version).keys() >= {"process.bpmn", "scenarios/answered.yaml"}
    old = ServiceVersion.objects.get(pk=version.pk)
    old.files = {}  # as a database of before has it
    rebuilt = drafts.files_of(old)
    library = drafts.Published(hajj, "hajj-desk")
    assert packages.load(rebuilt, where="old", library=library).digest == version.digest


def test_nobody_approves_own_words(designer: User, approver: User, hajj: Organisation) -> None:
    draft = proposed(designer)
    User.objects.filter(pk=designer.pk).update(role="approver")
    with pytest.raises(SamePerson):
        approved(draft, User.objects.get(pk=designer.pk), today())


@pytest.mark.parametrize("column", ["proposed_by", "changed_by"])
def test_the_database_refuses_it_too(designer: User, approver: User, column: str) -> None:
    draft = proposed(designer)
    stamps = {"state": "approved", "approved_at": timezone.now(), "effective_on": today()}
    other = {"proposed_by": approver} if column == "proposed_by" else {}
    by = approver if column == "proposed_by" else designer
    with pytest.raises(IntegrityError, match="approved_by_another"), transaction.atomic():
        Draft.objects.filter(pk=draft.pk).update(approved_by=by, **stamps, **other)


def test_what_was_proposed_does_not_change(designer: User) -> None:
    draft = proposed(designer)
    with pytest.raises(NotNow):
        drafts.save(draft=draft, files=package(sla="متن"), revision=draft.revision, by=designer)
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        Draft.objects.filter(pk=draft.pk).update(files=package(sla="متن"))


def test_what_was_published_or_put_away_stays_so(designer: User, approver: User) -> None:
    draft = published(designer, approver)
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        Draft.objects.filter(pk=draft.pk).update(
            state="draft", version=None, proposed_by=None, proposed_at=None, approved_by=None,
            approved_at=None, effective_on=None,
        )  # fmt: skip


@pytest.mark.parametrize("changes", [
    {"state": "proposed"}, {"state": "approved"}, {"state": "published"}, {"state": "gone"},
    {"proposed_at": timezone.now()}, {"effective_on": today()},
])  # fmt: skip
def test_no_state_without_its_stamps(designer: User, changes: dict[str, object]) -> None:
    draft = drafts.create(by=designer, files=package())
    with pytest.raises(IntegrityError, match="draft_"), transaction.atomic():
        Draft.objects.filter(pk=draft.pk).update(**changes)


def test_who_saves_later_is_told_and_overwrites_nothing(designer: User) -> None:
    draft = drafts.create(by=designer, files=package())
    kept = drafts.save(draft=draft, files=package(sla="نخست"), revision=1, by=designer)
    with pytest.raises(DraftChanged):
        drafts.save(draft=draft, files=package(sla="سپس"), revision=1, by=designer)
    assert kept.revision == 2
    assert Draft.objects.get(pk=draft.pk).files == package(sla="نخست")


def test_a_save_of_the_same_is_none(designer: User) -> None:
    draft = drafts.create(by=designer, files=package())
    assert drafts.save(draft=draft, files=package(), revision=1, by=designer).revision == 1


def test_a_draft_with_faults_is_kept_and_not_proposed(designer: User) -> None:
    draft = drafts.create(by=designer, files=package())
    broken = drafts.save(draft=draft, files=package(kind="wish"), revision=1, by=designer)
    with pytest.raises(CheckFailed) as refused:
        drafts.propose(draft=broken, revision=2, by=designer)
    assert [(f.file, f.code) for f in refused.value.findings] == [("service.yaml", "option")]


def test_what_cannot_be_read_keeps_its_name(designer: User) -> None:
    draft = drafts.create(by=designer, files=package())
    kept = drafts.save(draft=draft, files={"service.yaml": "a: ["}, revision=1, by=designer)
    assert (kept.slug, kept.title) == ("hajj-trial", TITLE)


def test_doubtful_readings_are_reviewed_before(designer: User) -> None:
    entry = {"value": None, "raw": "", "place": None, "confidence": 0.1, "reason": "تیک‌ها نیست"}
    draft = drafts.create(by=designer, files=package(), read={"service": {"level": entry}})
    with pytest.raises(Unreviewed):
        drafts.propose(draft=draft, revision=1, by=designer)


def test_one_open_draft_of_a_service(designer: User) -> None:
    version = service("hajj-desk").version
    assert version
    drafts.from_version(version=version, by=designer)
    with pytest.raises(OpenAlready):
        drafts.from_version(version=version, by=designer)
    with pytest.raises(IntegrityError, match="one_open"), transaction.atomic():
        Draft.objects.create(
            organisation=designer.organisation, slug="hajj-desk", author=designer,
            changed_by=designer, changed_at=timezone.now(),
        )  # fmt: skip


@pytest.mark.parametrize(("slug", "error"), [
    ("hajj-desk", SlugTaken), ("prisons-visits", SlugTaken), ("../etc", SlugRefused),
    ("Hajj", SlugRefused), ("a" * 51, SlugRefused),
])  # fmt: skip
def test_a_slug_is_free_and_plain(designer: User, slug: str, error: type[DraftRefused]) -> None:
    with pytest.raises(error):
        drafts.create(by=designer, files=package(slug))


def test_a_published_service_keeps_its_slug(designer: User) -> None:
    version = service("hajj-insurance-health").version
    assert version
    draft = drafts.from_version(version=version, by=designer)
    record = records.read(draft.files["service.yaml"]) | {"slug": "hajj-other"}
    files = {"service.yaml": records.written("service.yaml", record)}
    with pytest.raises(SlugSettled):
        drafts.save(draft=draft, files=files, revision=1, by=designer)


def test_nothing_new_is_not_proposed(designer: User) -> None:
    version = service("hajj-desk").version
    assert version
    draft = drafts.from_version(version=version, by=designer)
    with pytest.raises(NothingNew):
        drafts.propose(draft=draft, revision=1, by=designer)


@pytest.mark.parametrize("name", ["scenarios/answered.yaml", "answers.yaml"])
def test_a_change_of_any_file_is_news(designer: User, approver: User, name: str) -> None:
    version = service("hajj-desk").version
    assert version
    draft = drafts.from_version(version=version, by=designer)
    files = draft.files | {name: f"# a remark\n{draft.files[name]}"}
    draft = drafts.save(draft=draft, files=files, revision=1, by=designer)
    done = approved(drafts.propose(draft=draft, revision=2, by=designer), approver, today())
    assert done.version
    assert (done.version.number, done.version.files) == (version.number + 1, files)


def test_it_is_sent_back_with_a_reason(designer: User, approver: User) -> None:
    draft = proposed(designer)
    back = drafts.send_back(draft=draft, revision=2, by=approver, reason="هزینه را بنویسید.")
    assert (back.state, back.sent_back_reason) == ("draft", "هزینه را بنویسید.")
    assert back.proposed_by is None
    assert Event.objects.get(action="draft.send_back").reason == "هزینه را بنویسید."
    drafts.save(draft=back, files=package(sla="متن"), revision=3, by=designer)


@pytest.mark.parametrize("act", [drafts.propose, drafts.discard])
def test_only_designers_of_the_agency_draw_up(
    designer: User, approver: User, stranger: User, narges: User, act: object
) -> None:
    draft = drafts.create(by=designer, files=package())
    for other in (approver, stranger, narges):
        with pytest.raises(NotYours):
            act(draft=draft, revision=1, by=other)  # type: ignore[operator]
        with pytest.raises(NotYours):
            drafts.save(draft=draft, files=package(sla="متن"), revision=1, by=other)


def test_only_approvers_of_the_agency_decide(designer: User, stranger: User) -> None:
    draft = proposed(designer)
    foreign = person(stranger.organisation, "foreign", "approver")
    for other in (designer, stranger, foreign):
        with pytest.raises(NotYours):
            approved(draft, other, today())
        with pytest.raises(NotYours):
            drafts.send_back(draft=draft, revision=2, by=other, reason="نه")


def test_a_past_day_is_refused(designer: User, approver: User) -> None:
    with pytest.raises(PastDay):
        approved(proposed(designer), approver, today() - timedelta(days=1))


def test_a_later_day_is_kept_by_the_worker_once(designer: User, approver: User) -> None:
    draft = approved(proposed(designer), approver, today() + timedelta(days=1))
    assert draft.state == Draft.State.APPROVED
    assert drafts.publish_due() == 0
    Draft.objects.filter(pk=draft.pk).update(effective_on=today())
    assert (drafts.publish_due(), drafts.publish_due()) == (1, 0)
    assert service().versions.count() == 1
    draft.refresh_from_db()
    assert (draft.state, draft.version) == (Draft.State.PUBLISHED, service().version)
    assert Event.objects.get(action="draft.publish").actor_id == SYSTEM.id


def test_an_approver_need_not_wait_for_the_day(designer: User, approver: User) -> None:
    draft = approved(proposed(designer), approver, today() + timedelta(days=9))
    done = drafts.publish(draft=draft, revision=draft.revision, by=approver)
    assert (done.state, done.effective_on) == (Draft.State.PUBLISHED, today())


def test_what_cannot_be_published_any_more_goes_back_and_stops_no_other(
    designer: User, approver: User, hajj: Organisation
) -> None:
    later = today() + timedelta(days=1)
    spoilt = approved(proposed(designer), approver, later)
    fine = approved(proposed(designer, package("hajj-second")), approver, later)
    Draft.objects.filter(pk__in=[spoilt.pk, fine.pk]).update(effective_on=today())
    Service.objects.create(
        slug="hajj-trial", organisation=Organisation.objects.get(code="prisons"),
        kind="information", title="از آن دیگری",
    )  # fmt: skip
    assert drafts.publish_due() == 2
    spoilt.refresh_from_db()
    fine.refresh_from_db()
    assert (spoilt.state, fine.state) == ("draft", "published")
    assert spoilt.sent_back_reason


def test_a_withdrawn_service_takes_no_requests_and_comes_back_with_a_version(
    designer: User, approver: User, settings: object
) -> None:
    row = service("hajj-desk")
    actions.withdraw(service=row, reason="ادغام", by=approver)
    for ask in (lambda: queries.current("hajj-desk"), lambda: queries.desk("hajj", "desk")):
        with pytest.raises(UnknownService):
            ask()
    assert row not in queries.published_services()
    assert row in queries.known_services()
    assert row.version_id
    assert queries.version(row.version_id).process  # a running case goes on
    assert Event.objects.get(action="service.withdraw").reason == "ادغام"
    with pytest.raises(Withdrawn):
        actions.withdraw(service=row, reason="باز هم", by=approver)
    version = row.version
    assert version
    draft = drafts.from_version(version=version, by=designer)
    draft = drafts.propose(draft=draft, revision=1, by=designer)
    approved(draft, approver, today())
    assert queries.current("hajj-desk").version_id != version.pk


def test_a_stranger_withdraws_nothing(designer: User, stranger: User) -> None:
    foreign = person(stranger.organisation, "foreign", "approver")
    for other in (designer, foreign):
        with pytest.raises(NotYours):
            actions.withdraw(service=service("hajj-desk"), reason="نه", by=other)


def test_no_half_withdrawal(designer: User) -> None:
    with pytest.raises(IntegrityError, match="withdrawn_whole"), transaction.atomic():
        Service.objects.filter(slug="hajj-desk").update(withdrawn_at=timezone.now())


def test_folders_do_not_take_back_what_the_office_published(
    designer: User, approver: User, settings: object
) -> None:
    version = service("hajj-insurance-health").version
    assert version
    draft = drafts.from_version(version=version, by=designer)
    record = records.read(draft.files["service.yaml"]) | {"sla": "متن تازه"}
    files = draft.files | {"service.yaml": records.written("service.yaml", record)}
    draft = drafts.save(draft=draft, files=files, revision=1, by=designer)
    draft = drafts.propose(draft=draft, revision=2, by=designer)
    done = approved(draft, approver, today())
    root = settings.SERVICES  # type: ignore[attr-defined]
    assert actions.publish_all(root=root, by=SYSTEM) == []
    assert service("hajj-insurance-health").version == done.version
