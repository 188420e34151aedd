"""Background entries of the prints."""

from procrastinate.contrib.django import app

from miz.catalogue.models import ServiceVersion
from miz.documents import actions as documents

from . import process_pdf, service_pdf

SERVICE, PROCESS = "service-form", "process-form"


@app.task(queue="papers")
def issue_form(version_id: int, kind: str) -> None:
    """Draws the service form of a version, or its process form, and keeps the paper."""
    version = ServiceVersion.objects.select_related("service").get(pk=version_id)
    if kind == PROCESS:
        content = process_pdf(version.process_form or {}, version)
    else:
        content = service_pdf(version.identity, version)
    name = f"{version.service.slug}-{kind}-v{version.number}.pdf"
    documents.issue(kind=kind, subject=subject(version), name=name, content=content)


def subject(version: ServiceVersion) -> str:
    return f"service-version:{version.pk}"
