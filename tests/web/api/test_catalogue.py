"""The catalogue as a whole: its record and its downloads."""

import csv
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from rdflib import Graph

from miz.accounts.models import Organisation
from miz.catalogue import queries
from miz.catalogue.exports import cpsv_reading, downloads
from miz.documents import actions as documents
from miz.documents.models import Paper
from tests.web.api.test_services_read import publish

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/catalogue"


def whole(ending: str) -> str:
    response = Client().get(f"{ADDRESS}.{ending}")
    assert response.status_code == 200
    return response.getvalue().decode()


def slugs() -> set[str]:
    return set(queries.published_services().values_list("slug", flat=True))


def test_the_record_names_downloads_that_are_there() -> None:
    told = Graph().parse(data=Client().get(ADDRESS, headers={"Accept": "text/turtle"}).content)
    urls = told.query(
        "select ?u where { ?d <http://www.w3.org/ns/dcat#downloadURL> ?u } order by ?u"
    )
    found = [str(row[0]).partition("/api")[2] for row in urls]
    assert found == [f"/v1/catalogue.{ending}" for ending in ("csv", "json", "jsonld", "ttl")]
    for path in found:
        assert Client().head(f"/api{path}").status_code == 200


@pytest.mark.parametrize(("ending", "syntax"), [("ttl", "turtle"), ("jsonld", "jsonld")])
def test_linked_data_has_every_service(ending: str, syntax: str) -> None:
    assert {record["slug"] for record in cpsv_reading.read(whole(ending), syntax)} == slugs()


def test_the_table_has_every_service() -> None:
    rows = csv.DictReader(io.StringIO(whole("csv").removeprefix("\ufeff"), newline=""))
    assert {row["code"] for row in rows} == slugs()


def test_the_same_catalogue_is_not_sent_twice(hajj: Organisation) -> None:
    first = Client().get(f"{ADDRESS}.ttl")["ETag"]
    same = {"If-None-Match": first}
    assert Client().get(f"{ADDRESS}.ttl", headers=same).status_code == 304
    assert Client().get(f"{ADDRESS}.csv", headers=same).status_code == 200
    publish("another")
    changed = Client().get(f"{ADDRESS}.ttl", headers=same)
    assert changed.status_code == 200
    hajj.name = "نامی دیگر"
    hajj.save()
    again = Client().get(f"{ADDRESS}.ttl", headers={"If-None-Match": changed["ETag"]})
    assert again.status_code == 200


def test_a_head_reads_no_form(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):
        assert Client().head(f"{ADDRESS}.json").getvalue() == b""


def test_a_file_is_drawn_up_once_for_what_is_published(
    django_assert_num_queries: DjangoAssertNumQueries, hajj: Organisation
) -> None:
    first = whole("ttl")
    with django_assert_num_queries(4):  # state, the paper, when it was, its content
        assert whole("ttl") == first
    publish("another")
    assert "another" in whole("ttl")
    assert Paper.objects.filter(kind="catalogue.ttl").count() == 2
    Paper.objects.update(created_at=timezone.now() - downloads.GRACE)
    publish("a-third")
    assert "a-third" in whole("ttl")
    assert Paper.objects.filter(kind="catalogue.ttl").count() == 1


def test_while_one_draws_it_up_others_are_told_to_wait() -> None:
    with held(downloads.LOCK):
        refused = Client().get(f"{ADDRESS}.json")
    assert (refused.status_code, refused.json()["code"]) == (503, "being_drawn")
    assert int(refused["Retry-After"]) > 0
    assert not Paper.objects.filter(kind="catalogue.json").exists()


def test_while_one_draws_it_up_others_get_the_file_before() -> None:
    documents.issue(
        kind="catalogue.json", subject="catalogue:before", name="services.json",
        content=zlib.compress(b"before"),
    )  # fmt: skip
    with held(downloads.LOCK):
        meanwhile = Client().get(f"{ADDRESS}.json")
    assert meanwhile.getvalue() == b"before"
    after = Client().get(f"{ADDRESS}.json", headers={"If-None-Match": meanwhile["ETag"]})
    assert (after.status_code, after["ETag"] == meanwhile["ETag"]) == (200, False)
    assert b"hajj-desk" in after.getvalue()


@contextmanager
def held(lock: int) -> Iterator[None]:
    """The lock of the database, held by somebody else."""
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("select pg_advisory_xact_lock(%s)", [lock])
        yield


def test_what_is_no_format_is_a_problem() -> None:
    assert Client().get(f"{ADDRESS}.exe").json()["code"] == "format_not_found"
    refused = Client().get(ADDRESS, headers={"Accept": "application/json"})
    assert refused.status_code == 406
