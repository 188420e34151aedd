"""Publishing and withdrawing: packages become immutable versions; notices go up and come down."""

from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from miz.accounts.models import Organisation, Unit, User
from miz.accounts.permissions import Permission
from miz.audit import actions as audit
from miz.audit.actors import Actor
from miz.lib import provinces

from . import packages, search
from .draft_errors import NotYours, Withdrawn
from .errors import PackageError
from .models import Notice, Service, ServiceVersion
from .packages import Package
from .printing import papers


@transaction.atomic
def publish_all(*, root: Path, by: Actor) -> list[ServiceVersion]:
    """Publishes every package under `root` that changed there; answers the new versions.

    What the office published since stays, as long as the folder says what it said before.
    """
    published = []
    for identity, found in packages.agencies(root):
        organisation = put_organisation(identity=identity, by=by)
        news = (package for package in found if _is_news(package))
        versions = [publish(package=p, organisation=organisation, by=by) for p in news]
        published += [version for version in versions if version]
    return published


def _is_news(package: Package) -> bool:
    from_disk = ServiceVersion.objects.filter(service__slug=package.slug, draft=None)
    last = from_disk.order_by("-number").first()
    return last is None or not last.is_of(package.files, package.digest)


@transaction.atomic
def publish(*, package: Package, organisation: Organisation, by: Actor) -> ServiceVersion | None:
    """A new version of the package's service, or None when the newest is the same in every file.

    A service that was withdrawn is offered again by it.
    """
    other = Service.objects.filter(slug=package.slug).exclude(organisation=organisation).first()
    if other:
        raise PackageError(f"{package.where}: {package.slug} belongs to another organisation")
    service, _ = Service.objects.select_for_update().update_or_create(
        slug=package.slug,
        defaults={
            "organisation": organisation,
            "kind": package.identity["kind"],
            "title": package.identity["title"],
            "service_code": package.identity.get("service_code") or "",
            **search.columns(package.identity),
        },
    )
    newest = service.versions.order_by("-number").first()
    if newest and newest.is_of(package.files, package.digest) and not service.withdrawn_at:
        return None
    version = version_of(package)
    version.service, version.number = service, newest.number + 1 if newest else 1
    version.save(force_insert=True)
    service.version = version
    service.withdrawn_at, service.withdrawn_by, service.withdrawn_reason = None, None, ""
    service.save()
    audit.record(by=by, action="service.publish", subject=service.subject,
                 details={"version": version.number, "digest": version.digest})  # fmt: skip
    # Drawn now, so that nobody who wants the paper is told to come again.
    papers.order(version)
    if version.process_form:
        papers.order(version, papers.PROCESS)
    return version


def version_of(package: Package) -> ServiceVersion:
    """A version of the package as it would be published now, of no service and not saved."""
    return ServiceVersion(
        identity=package.identity,
        topics=package.topics,
        messages=package.messages,
        answers=package.answers,
        process_form=package.process_form,
        process=package.process,
        rules=package.rules,
        called=package.called,
        files=dict(package.files),
        digest=package.digest,
        published_at=timezone.now(),
    )


@transaction.atomic
def withdraw(*, service: Service, reason: str, by: User) -> Service:
    """Takes no new requests for the service from now on; running cases go on. Raises Withdrawn."""
    if not by.may(Permission.APPROVE_SERVICES) or by.organisation_id != service.organisation_id:
        raise NotYours
    locked = Service.objects.select_for_update().get(pk=service.pk)
    if locked.version_id is None or locked.withdrawn_at:
        raise Withdrawn
    locked.withdrawn_at, locked.withdrawn_by = timezone.now(), by
    locked.withdrawn_reason = reason
    locked.save()
    audit.record(by=by.acting(Permission.APPROVE_SERVICES), action="service.withdraw",
                 subject=locked.subject, reason=reason)  # fmt: skip
    return locked


@transaction.atomic
def put_organisation(*, identity: dict[str, Any], by: Actor) -> Organisation:
    """The organisation and its units as organisation.yaml says; its first notice when it is new."""
    organisation, created = Organisation.objects.update_or_create(
        code=identity["code"],
        defaults={
            "name": identity["name"],
            "short_name": identity["short_name"],
            "parent_name": identity.get("parent") or "",
            "portal_url": identity.get("portal_url") or "",
            "news_url": identity.get("news_url") or "",
            "about": identity.get("about") or "",
            "phone": identity.get("phone") or "",
            "address": identity.get("address") or "",
            "office_hours": identity.get("office_hours") or {},
            "password_recovery": identity.get("password_recovery") or "code",
        },
    )
    for unit in identity.get("units") or []:
        _put_unit(organisation, unit)
    if created and (notice := identity.get("notice")):
        row = Notice.objects.create(
            organisation=organisation, title=notice["title"], text=notice["text"]
        )
        publish_notice(notice=row, by=by)
    return organisation


def _put_unit(organisation: Organisation, unit: dict[str, Any]) -> None:
    for province in provinces.PROVINCES if unit.get("per_province") else [""]:
        Unit.objects.update_or_create(
            organisation=organisation,
            code=unit["code"],
            province=province,
            defaults={"name": unit["name"], "kind": unit["kind"]},
        )


@transaction.atomic
def write_notice(*, by: User, title: str, text: str, notice: Notice | None = None) -> Notice:
    """A new notice, or other words for one that stands; the audit keeps what was said before."""
    notice = notice or Notice(organisation=by.organisation, author=by)
    before = {"title": notice.title, "text": notice.text} if notice.pk else {}
    notice.title, notice.text = title, text
    notice.save()
    actor = by.acting(Permission.PUBLISH_NOTICES)
    audit.record(by=actor, action="notice.write", subject=f"notice:{notice.pk}",
                 details={"before": before})  # fmt: skip
    return notice


@transaction.atomic
def publish_notice(*, notice: Notice, by: Actor) -> None:
    notice.published_at, notice.withdrawn_at = timezone.now(), None
    notice.save(update_fields=["published_at", "withdrawn_at"])
    audit.record(by=by, action="notice.publish", subject=f"notice:{notice.pk}")


@transaction.atomic
def withdraw_notice(*, notice: Notice, by: Actor) -> None:
    notice.withdrawn_at = timezone.now()
    notice.save(update_fields=["withdrawn_at"])
    audit.record(by=by, action="notice.withdraw", subject=f"notice:{notice.pk}")
