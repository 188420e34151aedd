"""Negative controls: the checker of `miz prove crash` notices what a crash could do."""

import pytest
from django.db import connection

from miz.bench.verdict import Verdict, judge
from miz.cases.models import Attachment, Case, Task
from tests import factories

pytestmark = pytest.mark.django_db
RUN = "crash-test"


@pytest.fixture
def acknowledged(desk) -> dict[str, str]:
    """Three requests and the codes that were answered."""
    return {f"{RUN}-{n}": _send(desk, f"{RUN}-{n}").tracking_code for n in range(3)}


def _send(desk, mark: str) -> Case:
    return factories.case(desk, text=f"متن {mark}", email="", attachments=[factories.attachment()])


def _judge(acknowledged: dict[str, str]) -> Verdict:
    connection.ensure_connection()
    return judge(connection.connection, RUN, acknowledged)


def _run(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set constraints all deferred")
        cursor.execute(statement, values)


def _remove(case: Case) -> None:
    for table in ("cases_attachment", "cases_processstate", "cases_stage", "cases_task"):
        _run(f"delete from {table} where case_id = %s", case.pk)  # noqa: S608
    _run("delete from cases_case where id = %s", case.pk)


def test_whole_cases_pass(acknowledged):
    assert _judge(acknowledged) == Verdict(lost=0, duplicated=0, incomplete=0)


def test_a_deleted_case_is_lost_and_what_it_left_is_noticed(acknowledged):
    _remove(Case.objects.get(tracking_code=acknowledged[f"{RUN}-1"]))
    verdict = _judge(acknowledged)
    assert verdict.lost == 1
    assert verdict.incomplete == 3  # its file, its message, its audit row
    assert not verdict.holds


def test_a_case_under_another_code_is_lost(acknowledged):
    acknowledged[f"{RUN}-0"] = "100000000009"
    assert _judge(acknowledged).lost == 1


def test_a_request_that_became_two_cases_is_a_duplicate(acknowledged, desk):
    _send(desk, f"{RUN}-2")
    assert _judge(acknowledged).duplicated == 1


@pytest.mark.parametrize("part", [Task, Attachment])
def test_a_case_that_lacks_a_row_is_incomplete(acknowledged, part):
    part.objects.filter(case__tracking_code=acknowledged[f"{RUN}-0"]).delete()
    assert _judge(acknowledged).incomplete >= 1
