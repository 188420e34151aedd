"""Rows of several tables in one statement: all of them or none, in the order of their keys."""

from collections import defaultdict, deque

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from miz.cases import together
from miz.cases.models import Attachment, Case, Migration, Stage
from miz.catalogue.models import ServiceVersion
from miz.documents.models import Upload
from tests import factories
from tests.committed import committed, in_parallel

__all__ = ["committed"]

pytestmark = pytest.mark.django_db


def test_a_new_case_is_written_by_one_insert(desk, django_assert_max_num_queries, monkeypatch):
    monkeypatch.setattr(together, "_drawn", defaultdict(deque))
    request, another = (
        factories.new_request(desk, attachments=[factories.attachment() for _ in range(3)])
        for _ in range(2)
    )
    # Draws keys, and fills the caches of what never changes.
    factories.actions.open(by=factories.CITIZEN, request=another, key=None)
    with django_assert_max_num_queries(4) as asked:
        factories.actions.open(by=factories.CITIZEN, request=request, key=None)
    assert sum("insert into" in query["sql"] for query in asked.captured_queries) == 1


def test_no_two_rows_are_given_one_key_however_many_ask_at_once(committed):
    def ask(number: int) -> set[int]:
        rows = [Upload() for _ in range(7)]
        together.reserve(rows)
        return {row.pk for row in rows}

    given = in_parallel(100, ask)
    assert sum(map(len, given)) == len(set.union(*given)) == 700


def test_attachments_keep_the_order_they_were_given_in(desk):
    titles = ["یک", "دو", "سه", "چهار"]
    case = factories.case(desk, attachments=[factories.attachment(title) for title in titles])
    assert [row.title for row in case.attachments.all()] == titles


def test_stages_keep_the_order_they_were_entered_in(desk):
    case = factories.case(desk)
    assert [stage.code for stage in case.stages.all()] == ["received", "review"]


def test_one_row_that_is_refused_leaves_nothing_of_the_others(desk):
    upload = factories.attachment().upload
    homeless = Stage(case_id=None, code="received", entered_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        together.insert([upload, homeless])
    assert not Upload.objects.exists()


def test_a_row_may_name_one_that_is_written_beside_it(desk):
    case = factories.case(desk)
    upload = factories.attachment().upload
    together.reserve([upload])
    together.insert([Attachment(case=case, upload=upload, title="مدرک"), upload])
    assert Case.objects.get(pk=case.pk).attachments.get().upload == upload


def test_values_come_out_as_they_went_in(desk):
    version = ServiceVersion.objects.get(pk=desk.version_id)
    mapping = {
        "نوشته": 'یک\n«دو» \\ "سه"',
        "بزرگ": 10**30,
        "هیچ": None,
        "همه": [2.5, True, {"": ""}],
    }
    at = timezone.now()
    together.insert([Migration(old=version, new=version, mapping=mapping, at=at)])
    kept = Migration.objects.get()
    assert (kept.old, kept.mapping, kept.at) == (version, mapping, at)
