"""Things that tests of drafts share: a package to begin with, people, the way to approval."""

from datetime import date

from miz.accounts.days import today
from miz.accounts.models import Organisation, Unit, User
from miz.catalogue import drafts, records
from miz.catalogue.models import Draft

TITLE = "صدور گواهی آزمایشی"


def package(slug: str = "hajj-trial", **said: object) -> dict[str, str]:
    """A package that tells of a service and takes no requests."""
    record = {"slug": slug, "kind": "information", "title": TITLE, **said}
    return {"service.yaml": records.written("service.yaml", record)}


def person(organisation: Organisation, name: str, role: str) -> User:
    unit = Unit.objects.get(organisation=organisation, kind="headquarters")
    return User.objects.create_user(
        username=name, full_name=name, organisation=organisation, unit=unit, role=role
    )


def proposed(by: User, files: dict[str, str] | None = None) -> Draft:
    draft = drafts.create(by=by, files=files or package())
    return drafts.propose(draft=draft, revision=draft.revision, by=by)


def published(designer: User, approver: User, files: dict[str, str] | None = None) -> Draft:
    return approved(proposed(designer, files), approver, today())


def approved(draft: Draft, by: User, day: date) -> Draft:
    return drafts.approve(draft=draft, revision=draft.revision, by=by, effective_on=day)
