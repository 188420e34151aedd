"""Drafts of packages: drawn up by a designer, approved by somebody else, published on their day.

Every action is one transaction with its audit row, and names the revision that its page showed:
who comes later is told (DraftChanged) instead of overwriting. Publishing on a later day is
`publish_due`, which the worker calls.
"""

import datetime
import re
import uuid
from collections.abc import Mapping
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone

from miz.accounts.days import today
from miz.accounts.models import Organisation, User
from miz.accounts.permissions import Permission
from miz.audit import actions as audit
from miz.audit.actors import SYSTEM, Actor

from . import actions, checks, packages, readings, records
from .draft_errors import (
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
)
from .errors import PackageError
from .findings import Finding, refused
from .library import Files
from .models import Draft, Service, ServiceVersion
from .published import Published

SLUG = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
MAX_SLUG = 50
State = Draft.State


def findings(draft: Draft) -> list[Finding]:
    """What the check says of the draft as it stands, beside all that is published."""
    return checks.findings(draft.files, where=draft.slug, library=_library(draft))


def package(draft: Draft) -> packages.Package:
    """The draft as a package; raises PackageError."""
    return packages.load(draft.files, where=draft.slug, library=_library(draft))


def _library(draft: Draft) -> Published:
    return Published(draft.organisation, draft.slug)


# --- drawing up


@transaction.atomic
def create(
    *,
    by: User,
    files: Files,
    base: ServiceVersion | None = None,
    read: Mapping[str, Any] | None = None,
    source: str = "",
    source_key: uuid.UUID | None = None,
    aside: bool = False,
) -> Draft:
    """A new draft of the designer's own organisation; slug and title are what service.yaml says.

    `read` are the readings of an import, and `aside` says that it only keeps them: another draft of
    the service is open. Raises SlugRefused, SlugTaken, OpenAlready.
    """
    _check_may(by, Permission.DESIGN_SERVICES, by.organisation)
    state = State.DISCARDED if aside else State.DRAFT
    draft = Draft(
        organisation=by.organisation, author=by, base=base, files=dict(files), state=state
    )
    draft.readings, draft.source, draft.source_key = dict(read or {}), source, source_key
    _name(draft)
    draft.changed_by, draft.changed_at = by, timezone.now()
    draft.save(force_insert=True)
    actor = by.acting(Permission.DESIGN_SERVICES)
    _record(draft, "set_aside" if aside else "create", actor, source=source)
    return draft


def from_version(*, version: ServiceVersion, by: User) -> Draft:
    """A draft that begins as what is published. Raises OpenAlready."""
    return create(by=by, files=files_of(version), base=version)


def files_of(version: ServiceVersion) -> dict[str, str]:
    """The package of a version, whole; of a version older than the column, all but scenarios."""
    if version.files:
        return dict(version.files)
    told = {
        "topics.yaml": version.topics,
        "messages.yaml": version.messages,
        "answers.yaml": version.answers,
    }
    files = {name: _yaml(data) for name, data in told.items() if data}
    files["service.yaml"] = records.written("service.yaml", version.identity)
    if version.process_form:
        files["process.yaml"] = records.written("process.yaml", version.process_form)
    xml = {"process.bpmn": version.process, "rules.dmn": version.rules}
    return files | {name: text for name, text in xml.items() if text}


@transaction.atomic
def save(
    *,
    draft: Draft,
    files: Files,
    revision: int,
    by: User,
    read: Mapping[str, Any] | None = None,
) -> Draft:
    """Keeps these files as they are, wrong ones too; `read` are the readings as reviewed."""
    locked = _in_hand(draft, by, Permission.DESIGN_SERVICES, revision, State.DRAFT)
    read = locked.readings if read is None else dict(read)
    if locked.files == files and locked.readings == read:
        return locked
    changed = [
        name for name in {**locked.files, **files} if locked.files.get(name) != files.get(name)
    ]
    locked.files, locked.readings = dict(files), read
    _name(locked)
    locked.changed_by, locked.changed_at = by, timezone.now()
    return _keep(locked, "save", by.acting(Permission.DESIGN_SERVICES), files=sorted(changed))


def _name(draft: Draft) -> None:
    """Takes slug and title over from service.yaml, as far as that can be read."""
    said = records.read(draft.files.get("service.yaml", ""))
    slug = str(said.get("slug") or draft.slug)
    draft.title = str(said.get("title") or draft.title)
    if slug == draft.slug and draft.pk:
        return
    if not SLUG.fullmatch(slug) or len(slug) > MAX_SLUG:
        raise SlugRefused
    draft.slug = slug
    _check_free(draft)


def _check_free(draft: Draft) -> None:
    """One service and one open draft of a slug; what was published keeps its own."""
    published = draft.base.service.slug if draft.base else None
    if published not in (None, draft.slug):
        raise SlugSettled
    if published is None and Service.objects.filter(slug=draft.slug).exists():
        raise SlugTaken
    others = Draft.objects.open().filter(slug=draft.slug).exclude(pk=draft.pk)
    if draft.state in Draft.OPEN and others.exists():
        raise OpenAlready if published else SlugTaken


@transaction.atomic
def discard(*, draft: Draft, revision: int, by: User) -> Draft:
    """Also of one that an import set aside: nobody is reminded of it any more."""
    states = (State.DRAFT, State.DISCARDED)
    locked = _in_hand(draft, by, Permission.DESIGN_SERVICES, revision, *states)
    if locked.state == State.DISCARDED and not locked.is_set_aside:
        raise NotNow
    locked.state = State.DISCARDED
    return _keep(locked, "discard", by.acting(Permission.DESIGN_SERVICES))


@transaction.atomic
def propose(*, draft: Draft, revision: int, by: User) -> Draft:
    """Asks for approval. Raises Unreviewed, CheckFailed, NothingNew."""
    locked = _in_hand(draft, by, Permission.DESIGN_SERVICES, revision, State.DRAFT)
    if readings.doubtful(locked.readings):
        raise Unreviewed
    if wrong := refused(findings(locked)):
        raise CheckFailed(wrong)
    _check_news(locked)
    locked.state, locked.sent_back_reason = State.PROPOSED, ""
    locked.proposed_by, locked.proposed_at = by, timezone.now()
    return _keep(locked, "propose", by.acting(Permission.DESIGN_SERVICES))


def _check_news(draft: Draft) -> None:
    """A service that was withdrawn may come back with the same words."""
    service = Service.objects.filter(slug=draft.slug).select_related("version").first()
    if service is None or service.version is None or service.withdrawn_at:
        return
    if service.version.is_of(draft.files, package(draft).digest):
        raise NothingNew


# --- deciding


@transaction.atomic
def send_back(*, draft: Draft, revision: int, by: User, reason: str) -> Draft:
    """Back to the designer, also after approval, as long as it is not published."""
    states = (State.PROPOSED, State.APPROVED)
    locked = _in_hand(draft, by, Permission.APPROVE_SERVICES, revision, *states)
    return _back(locked, by.acting(Permission.APPROVE_SERVICES), reason)


def _back(locked: Draft, by: Actor, reason: str) -> Draft:
    locked.state, locked.sent_back_reason = State.DRAFT, reason
    locked.proposed_by = locked.proposed_at = None
    locked.approved_by = locked.approved_at = locked.effective_on = None
    return _keep(locked, "send_back", by, reason=reason)


@transaction.atomic
def approve(*, draft: Draft, revision: int, by: User, effective_on: datetime.date) -> Draft:
    """By somebody else than who wrote or proposed it; of today, it is published at once."""
    locked = _in_hand(draft, by, Permission.APPROVE_SERVICES, revision, State.PROPOSED)
    if by.pk in (locked.proposed_by_id, locked.changed_by_id):
        raise SamePerson
    if effective_on < today():
        raise PastDay
    actor = by.acting(Permission.APPROVE_SERVICES)
    locked.state, locked.effective_on = State.APPROVED, effective_on
    locked.approved_by, locked.approved_at = by, timezone.now()
    _keep(locked, "approve", actor, effective_on=effective_on.isoformat())
    return _publish(locked, actor) if effective_on == today() else locked


@transaction.atomic
def publish(*, draft: Draft, revision: int, by: User) -> Draft:
    """An approved one before its day."""
    locked = _in_hand(draft, by, Permission.APPROVE_SERVICES, revision, State.APPROVED)
    return _publish(locked, by.acting(Permission.APPROVE_SERVICES))


def publish_due() -> int:
    """Publishes what is due on this day of Tehran; answers how many were taken in hand."""
    due = list(
        Draft.objects.due(today()).order_by("effective_on", "pk").values_list("pk", flat=True)
    )
    return sum(map(_publish_one, due))


@transaction.atomic
def _publish_one(pk: int) -> bool:
    """One that cannot be published any more goes back to its designer and stops no other."""
    drafts = Draft.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk)
    draft = drafts.select_related("organisation").filter(state=State.APPROVED).first()
    if draft is None:
        return False
    try:
        with transaction.atomic():
            _publish(draft, SYSTEM)
    except (DraftRefused, PackageError) as error:
        fresh = Draft.objects.get(pk=pk)
        _back(fresh, SYSTEM, str(error))
    return True


def _publish(locked: Draft, by: Actor) -> Draft:
    """Checked once more: what it leans on may have gone since."""
    try:
        whole = package(locked)
    except PackageError as error:
        raise CheckFailed(error.findings) from error
    version = actions.publish(package=whole, organisation=locked.organisation, by=by)
    if version is None:
        raise NothingNew
    locked.state, locked.version, locked.effective_on = State.PUBLISHED, version, today()
    return _keep(locked, "publish", by, version=version.number, digest=version.digest)


# --- what every action does


def _in_hand(draft: Draft, by: User, permission: Permission, revision: int, *states: str) -> Draft:
    """The draft as it is now, held for this transaction: every change of one begins here."""
    locked = (
        Draft.objects.select_for_update(of=("self",))
        .select_related("organisation", "base__service", "changed_by")
        .get(pk=draft.pk)
    )
    _check_may(by, permission, locked.organisation)
    if locked.revision != revision:
        raise DraftChanged
    if locked.state not in states:
        raise NotNow
    return locked


def _check_may(by: User, permission: Permission, organisation: Organisation) -> None:
    if not by.may(permission) or by.organisation_id != organisation.pk:
        raise NotYours


def _keep(locked: Draft, action: str, by: Actor, *, reason: str = "", **details: Any) -> Draft:
    locked.revision += 1
    locked.save()
    _record(locked, action, by, reason=reason, **details)
    return locked


def _record(draft: Draft, action: str, by: Actor, *, reason: str = "", **details: Any) -> None:
    told = {"slug": draft.slug, "revision": draft.revision, **details}
    audit.record(
        by=by, action=f"draft.{action}", subject=draft.subject, reason=reason, details=told
    )


def _yaml(data: object) -> str:
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=100)
