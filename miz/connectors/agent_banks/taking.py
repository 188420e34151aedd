"""Takes the rows of a bank's file into the table of certificates, in the caller's transaction.

Rows stream into a temporary table by COPY while they are counted and summed; only when count and
sum are those of the header are they merged, in the database and by set. A row that says nothing
new changes nothing; one that does leaves what was there before in the history.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

from miz.connectors.batch_errors import FileRefused, Reason
from miz.connectors.batch_models import BatchFile, BatchRemark
from miz.connectors.batches import Counts, Header, counted

from . import formats, rows
from .formats import RawRow
from .rows import Remark, RowRefused

# A file with more wrong rows than this is the wrong file.
MOST_REFUSED = 10_000
MOST_WARNINGS_KEPT = 1_000

_STAGE = """
create temporary table deposit_staged (
    line bigint, number text, national_code text, branch text, issued_on date, amount bigint,
    state text
) on commit drop
"""
_COPY = """
copy deposit_staged (line, number, national_code, branch, issued_on, amount, state) from stdin
"""
_TWICE = """
with later as (
    select ctid, line, row_number() over (partition by number order by line) as place
    from deposit_staged where number in (
        select number from deposit_staged group by number having count(*) > 1
    )
)
delete from deposit_staged s using later
where s.ctid = later.ctid and later.place > 1 returning s.line
"""
_DIFFERS = """
(c.national_code, c.branch, c.issued_on, c.amount, c.state)
    is distinct from (s.national_code, s.branch, s.issued_on, s.amount, s.state)
"""
_OF_BANK = "connectors_depositcertificate c join deposit_staged s on c.number = s.number"
_CLOSED = f"""
delete from deposit_staged gone where gone.number in (
    select s.number from {_OF_BANK}
    where c.bank = %(bank)s and c.state = 'closed' and {_DIFFERS}
) returning gone.line
"""  # noqa: S608 - our own pieces
_HISTORY = f"""
insert into connectors_depositchange (certificate_id, national_code, branch, issued_on, amount,
    state, file_id, line, replaced_by_id)
select c.id, c.national_code, c.branch, c.issued_on, c.amount, c.state, c.file_id, c.line, %(file)s
from {_OF_BANK} where c.bank = %(bank)s and {_DIFFERS}
"""  # noqa: S608 - our own pieces
_MERGE = """
insert into connectors_depositcertificate as c (bank, number, national_code, branch, issued_on,
    amount, state, file_id, line)
select %(bank)s, number, national_code, branch, issued_on, amount, state, %(file)s, line
from deposit_staged order by number
on conflict (bank, number) do update set national_code = excluded.national_code,
    branch = excluded.branch, issued_on = excluded.issued_on, amount = excluded.amount,
    state = excluded.state, file_id = excluded.file_id, line = excluded.line
where (c.national_code, c.branch, c.issued_on, c.amount, c.state) is distinct from
    (excluded.national_code, excluded.branch, excluded.issued_on, excluded.amount, excluded.state)
"""


@dataclass
class _Tally:
    """What the rows come to while they pass."""

    count: int = 0
    total: int = 0
    refused: int = 0
    warned: int = 0
    remarks: list[tuple[int, Remark, bool]] = field(default_factory=list)

    def refuse(self, line: int, remark: Remark) -> None:
        self.refused += 1
        if self.refused > MOST_REFUSED:
            raise FileRefused(Reason.TOO_MANY_WRONG)
        self.remarks.append((line, remark, True))

    def warn(self, line: int, remark: Remark) -> None:
        self.warned += 1
        if self.warned <= MOST_WARNINGS_KEPT:
            self.remarks.append((line, remark, False))


def take(file: BatchFile, path: Path, header: Header) -> Counts:
    """Take the whole file; raises FileRefused, and then the caller must roll back."""
    tally = _Tally()
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        _stage(cursor, formats.read_rows(path), tally)
        _check(tally, header)
        _merge(cursor, file, tally)
        cursor.execute("drop table deposit_staged")
    BatchRemark.objects.bulk_create(
        (
            BatchRemark(file=file, line=line, reason=remark.value, refused=refused)
            for line, remark, refused in tally.remarks
        ),
        batch_size=1000,
    )
    return Counts(tally.count - tally.refused, tally.refused, tally.warned)


def _stage(cursor: Any, found: Iterable[RawRow], tally: _Tally) -> None:
    with cursor.copy(_COPY) as copy:
        for row in _clean(found, tally):
            copy.write_row(row)
    # The planner knows nothing of a table that was just filled.
    cursor.execute("analyze deposit_staged")


def _clean(found: Iterable[RawRow], tally: _Tally) -> Iterator[tuple[object, ...]]:
    for line, cells in found:
        rials = rows.amount(cells[4])
        if rials is None:
            raise FileRefused(Reason.SUM, line)
        tally.count += 1
        tally.total += rials
        try:
            row = rows.judge(cells, rials)
        except RowRefused as refused:
            tally.refuse(line, refused.remark)
            continue
        if row.restored:
            tally.warn(line, Remark.LEADING_ZERO)
        yield (line, row.number, row.national_code, row.branch, row.issued_on, rials, row.state)


def _check(tally: _Tally, header: Header) -> None:
    if tally.count != header.count:
        raise FileRefused(Reason.COUNT, detail=counted(tally.count, header.count))
    if tally.total != header.total:
        raise FileRefused(Reason.SUM, detail=counted(tally.total, header.total))


def _merge(cursor: Any, file: BatchFile, tally: _Tally) -> None:
    given = {"bank": file.sender, "file": file.pk}
    for statement, remark in ((_TWICE, Remark.TWICE), (_CLOSED, Remark.CLOSED_BEFORE)):
        cursor.execute(statement, given)
        for (line,) in cursor.fetchall():
            tally.refuse(line, remark)
    cursor.execute(_HISTORY, given)
    cursor.execute(_MERGE, given)
