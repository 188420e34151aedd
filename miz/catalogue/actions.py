"""Publishing: packages become immutable versions; notices go up and come down."""

from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from miz.accounts.models import Organisation, Unit, User
from miz.audit import actions as audit
from miz.audit.actors import Actor
from miz.lib import provinces

from . import packages
from .errors import PackageError
from .models import Notice, Service, ServiceVersion
from .packages import Package


@transaction.atomic
def publish_all(*, root: Path, by: Actor) -> list[ServiceVersion]:
    """Publishes every package under `root` that changed; answers the new versions."""
    published = []
    for identity, found in packages.agencies(root):
        organisation = put_organisation(identity=identity, by=by)
        versions = [publish(package=p, organisation=organisation, by=by) for p in found]
        published += [version for version in versions if version]
    return published


@transaction.atomic
def publish(*, package: Package, organisation: Organisation, by: Actor) -> ServiceVersion | None:
    """A new version of the package's service, or None when the newest says the same already."""
    other = Service.objects.filter(slug=package.slug).exclude(organisation=organisation).first()
    if other:
        raise PackageError(f"{package.folder}: {package.slug} belongs to another organisation")
    service, _ = Service.objects.select_for_update().update_or_create(
        slug=package.slug,
        defaults={
            "organisation": organisation,
            "kind": package.identity["kind"],
            "title": package.identity["title"],
            "service_code": package.identity.get("service_code") or "",
        },
    )
    newest = service.versions.order_by("-number").first()
    if newest and newest.digest == package.digest:
        return None
    version = ServiceVersion.objects.create(
        service=service,
        number=newest.number + 1 if newest else 1,
        identity=package.identity,
        topics=package.topics,
        messages=package.messages,
        answers=package.answers,
        process_form=package.process_form,
        process=package.process,
        rules=package.rules,
        called=package.called,
        digest=package.digest,
        published_at=timezone.now(),
    )
    service.version = version
    service.save(update_fields=["version"])
    audit.record(by=by, action="service.publish", subject=f"service:{service.slug}",
                 details={"version": version.number, "digest": version.digest})  # fmt: skip
    return version


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
    audit.record(by=by.as_actor(), action="notice.write", subject=f"notice:{notice.pk}",
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
