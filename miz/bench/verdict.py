"""Whether every acknowledged request is whole in the database: what `miz prove crash` ends with."""

import dataclasses
from collections.abc import Mapping

import psycopg

# One row for each case of the run: its mark is the last word of its text.
_CASES = """
select substring(c.text from '[^ ]+$') as mark, c.tracking_code,
    (select count(*) from cases_attachment a join documents_upload u on u.id = a.upload_id
        where a.case_id = c.id) = 1
    and exists (select from cases_processstate p where p.case_id = c.id)
    and exists (select from cases_stage s where s.case_id = c.id)
    and (select count(*) from cases_task t where t.case_id = c.id) = 1
    and (select count(*) from outbox_message m where m.reference = 'case:' || c.id) = 1
    and (select count(*) from audit_event e
        where e.subject = 'case:' || c.id and e.action = 'case.open') = 1 as whole
from cases_case c where c.text like '%%' || %s || '%%'
"""
# Rows that tell of a case which is not there: the other half of a broken transaction.
_STRAYS = """
select (select count(*) from documents_upload u
        where not exists (select from cases_attachment a where a.upload_id = u.id))
    + (select count(*) from outbox_message m where m.reference like 'case:%'
        and not exists (select from cases_case c where 'case:' || c.id = m.reference))
    + (select count(*) from audit_event e where e.action = 'case.open'
        and not exists (select from cases_case c where 'case:' || c.id = e.subject))
"""


@dataclasses.dataclass(frozen=True)
class Verdict:
    """How many acknowledged are `lost`, requests `duplicated`, cases or strays `incomplete`."""

    lost: int
    duplicated: int
    incomplete: int

    @property
    def holds(self) -> bool:
        return not (self.lost or self.duplicated or self.incomplete)


def judge(
    connection: psycopg.Connection[tuple[object, ...]], run: str, acknowledged: Mapping[str, str]
) -> Verdict:
    """Compares the database with the answers given: tracking code by mark, marks begin with `run`.

    An acknowledged request is lost when no case has its mark and its tracking code.
    """
    found: dict[str, set[str]] = {}
    cases = incomplete = 0
    for mark, code, whole in connection.execute(_CASES, [run]):
        found.setdefault(str(mark), set()).add(str(code))
        cases += 1
        incomplete += not whole
    row = connection.execute(_STRAYS).fetchone()
    assert row is not None  # noqa: S101 - an aggregate answers one row
    return Verdict(
        lost=sum(code not in found.get(mark, ()) for mark, code in acknowledged.items()),
        duplicated=cases - len(found),
        incomplete=incomplete + int(str(row[0])),
    )
