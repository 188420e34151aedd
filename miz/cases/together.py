"""Rows of several tables in one statement.

A new case is a dozen rows in eight tables. One by one they cost more time on the way and in the
ORM than the database needs for all. Written together they are one round trip, and each table's
rows are one parameter: a JSON array that PostgreSQL reads as its own records.
"""

import contextlib
import itertools
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import pydantic_core
from django.db import connection, models, transaction

Row = models.Model
Fields = tuple["models.Field[Any, Any]", ...]
Kind = tuple[type[Row], bool]  # a model, and whether its rows bring their key


# Drawn by a process beforehand, so that most cases need no round trip for their keys. A process
# that ends leaves a gap behind, and gaps mean nothing.
KEYS_AT_ONCE = 50
_drawn: defaultdict[type[Row], deque[int]] = defaultdict(deque)


def reserve(rows: Sequence[Row]) -> None:
    """Gives each row the key it will be written under, before other rows name it."""
    for row in rows:
        row.pk = _key(type(row))


def _key(model: type[Row]) -> int:
    drawn = _drawn[model]
    while True:
        try:
            return drawn.popleft()
        except IndexError:  # or another thread took the last
            drawn.extend(_draw(model))


def _draw(model: type[Row]) -> list[int]:
    sequence = "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)"
    with connection.cursor() as cursor:
        cursor.execute(sequence, [model._meta.db_table, KEYS_AT_ONCE])
        return [key for (key,) in cursor.fetchall()]


def insert(rows: Sequence[Row]) -> None:
    """Writes all rows or none; raises IntegrityError.

    The statement is a transaction of its own, or a part of the caller's that can fail alone. A row
    that others name is reserved before they are made.
    """
    groups = list(_groups(rows))
    statement = _statement(tuple(kind for kind, _ in groups))
    values = [value for kind, of_kind in groups for value in _values(kind, of_kind)]
    alone = transaction.atomic() if connection.in_atomic_block else contextlib.nullcontext()
    with alone, connection.cursor() as cursor:
        cursor.execute(statement, values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _groups(rows: Sequence[Row]) -> Iterator[tuple[Kind, list[Row]]]:
    """The rows of a table together, but one by one where they hold bytes."""
    for kind, of_kind in itertools.groupby(sorted(rows, key=_name), _kind):
        if _bytes(kind):
            yield from ((kind, [row]) for row in of_kind)
        else:
            yield kind, list(of_kind)


def _kind(row: Row) -> Kind:
    return type(row), row.pk is not None


def _name(row: Row) -> tuple[str, bool]:
    return row._meta.db_table, row.pk is not None


@lru_cache(maxsize=256)
def _statement(kinds: tuple[Kind, ...]) -> str:
    """Foreign keys are looked at when the statement ends, so the order of tables is free."""
    parts = ", ".join(f"r{n} as ({_insert(kind)})" for n, kind in enumerate(kinds))
    return f"with {parts} select"


def _insert(kind: Kind) -> str:
    table = kind[0]._meta.db_table
    columns = ", ".join(f'"{field.column}"' for field in [*_bytes(kind), *_records(kind)])
    values = ", ".join(
        [*("%s::bytea" for _ in _bytes(kind)), *(f'"{field.column}"' for field in _records(kind))]
    )
    records = f'json_populate_recordset(null::"{table}", %s)'
    return f'insert into "{table}" ({columns}) select {values} from {records}'  # noqa: S608


@lru_cache(maxsize=64)
def _bytes(kind: Kind) -> Fields:
    """What travels as it is: a file in JSON would be twice as long."""
    return tuple(f for f in _fields(kind) if isinstance(f, models.BinaryField))


@lru_cache(maxsize=64)
def _records(kind: Kind) -> Fields:
    return tuple(f for f in _fields(kind) if not isinstance(f, models.BinaryField))


@lru_cache(maxsize=64)
def _stamps(kind: Kind) -> tuple["models.DateField[Any, Any]", ...]:
    """The times that saving sets."""
    dates = (f for f in _fields(kind) if isinstance(f, models.DateField))
    return tuple(f for f in dates if f.auto_now or f.auto_now_add)


@lru_cache(maxsize=64)
def _names(kind: Kind) -> tuple[tuple[str, str], ...]:
    """(column, attribute)."""
    return tuple((str(f.column), f.attname) for f in _records(kind))


def _fields(kind: Kind) -> Fields:
    model, with_key = kind
    columns = model._meta.local_concrete_fields
    return tuple(field for field in columns if with_key or not field.primary_key)


def _values(kind: Kind, rows: Sequence[Row]) -> Iterator[Any]:
    for row in rows:
        for stamp in _stamps(kind):
            stamp.pre_save(row, add=True)
    yield from (getattr(row, field.attname) for row in rows for field in _bytes(kind))
    names = _names(kind)
    records = [{column: getattr(row, name) for column, name in names} for row in rows]
    yield pydantic_core.to_json(records).decode()
