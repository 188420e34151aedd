"""Rows of several tables in one statement.

A new case is a dozen rows in eight tables. One by one they cost more time on the way and in the
ORM than the database needs for all; written together they are one round trip.
"""

import contextlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, models, transaction

Row = models.Model
Shape = tuple[tuple[type[Row], bool], ...]


def reserve(rows: Sequence[Row]) -> None:
    """Gives each row its key before it is written, in the order of `rows`."""
    asked = ", ".join(["nextval(pg_get_serial_sequence(%s, 'id'))"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(f"select {asked}", [row._meta.db_table for row in rows])
        for row, key in zip(rows, cursor.fetchone(), strict=True):
            row.pk = key


def insert(rows: Sequence[Row]) -> None:
    """Writes all rows or none; raises IntegrityError.

    The statement is a transaction of its own, or a part of the caller's that can fail alone. The
    database writes them in an order of its own: rows of one table whose keys must rise in
    the order given, or which are named by others, are reserved first.
    """
    shape = tuple((type(row), row.pk is not None) for row in rows)
    values = [value for row in rows for value in _values(row)]
    alone = transaction.atomic() if connection.in_atomic_block else contextlib.nullcontext()
    with alone, connection.cursor() as cursor:
        cursor.execute(_statement(shape), values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


@lru_cache(maxsize=256)
def _statement(shape: Shape) -> str:
    """Foreign keys are looked at when the statement ends, so the order of rows is free."""
    inserts = [_insert(model, with_key) for model, with_key in shape]
    parts = ", ".join(f"r{n} as ({insert})" for n, insert in enumerate(inserts))
    return f"with {parts} select"


def _insert(model: type[Row], with_key: bool) -> str:
    fields = _fields(model, with_key)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(["%s"] * len(fields))
    return f'insert into "{model._meta.db_table}" ({columns}) values ({values})'  # noqa: S608


@lru_cache(maxsize=64)
def _fields(model: type[Row], with_key: bool) -> tuple["models.Field[Any, Any]", ...]:
    columns = model._meta.local_concrete_fields
    return tuple(field for field in columns if with_key or not field.primary_key)


def _values(row: Row) -> list[Any]:
    fields = _fields(type(row), row.pk is not None)
    for field in fields:
        if isinstance(field, models.ForeignKey) and field.is_cached(row):
            # Made before the row it names had its key.
            setattr(row, field.attname, getattr(field.get_cached_value(row), "pk", None))
    return [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
