"""The PDFs of published forms: drawn once by the worker, kept, and asked for no second time."""

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from miz.catalogue.models import Service, ServiceVersion
from miz.catalogue.printing import papers
from miz.catalogue.printing.tasks import issue_form
from miz.documents.models import Paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def version() -> ServiceVersion:
    """Published, and what was asked of the worker then is forgotten."""
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")
    found = Service.objects.get(slug="hajj-insurance-health").version
    assert found
    return found


def jobs() -> list[tuple[str, dict[str, object]]]:
    asked = ProcrastinateJob.objects.filter(task_name=issue_form.name).order_by("id")
    return [(job.queue_name, job.args) for job in asked]


def test_a_paper_that_is_not_drawn_is_asked_of_the_worker_once(version: ServiceVersion) -> None:
    assert papers.kept(version) is None
    assert papers.kept(version) is None
    assert jobs() == [("papers", {"version_id": version.pk, "kind": papers.SERVICE})]


def test_the_two_forms_of_a_version_are_two_papers(version: ServiceVersion) -> None:
    for kind in (papers.SERVICE, papers.PROCESS):
        assert papers.kept(version, kind) is None
    assert [args["kind"] for _, args in jobs()] == [papers.SERVICE, papers.PROCESS]


def test_what_the_worker_drew_is_kept_and_asks_for_nothing(version: ServiceVersion) -> None:
    issue_form(version_id=version.pk, kind=papers.SERVICE)
    paper = papers.kept(version)
    assert paper
    assert bytes(paper.content).startswith(b"%PDF")
    assert paper.name == f"hajj-insurance-health-service-form-v{version.number}.pdf"
    issue_form(version_id=version.pk, kind=papers.SERVICE)
    assert papers.kept(version) == paper
    assert Paper.objects.count() == 1
    assert jobs() == []


def test_the_paper_of_one_version_is_not_that_of_another(version: ServiceVersion) -> None:
    issue_form(version_id=version.pk, kind=papers.SERVICE)
    other = ServiceVersion.objects.exclude(pk=version.pk).order_by("pk")[0]
    assert papers.kept(other) is None
    assert papers.kept(version, papers.PROCESS) is None
    assert [args["version_id"] for _, args in jobs()] == [other.pk, version.pk]
