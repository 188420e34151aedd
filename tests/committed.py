"""For tests of what is seen between connections: their rows are really committed.

Django's own way empties every table afterwards, which the audit refuses and which would take the
published packages along. Here only what tests write is removed.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections
from pytest_django import DjangoDbBlocker

KEPT = ("django_migrations", "django_content_type", "auth_%", "catalogue_%", "procrastinate_%")
KEPT_ROWS = ("accounts_organisation", "accounts_unit", "accounts_user")
WIDTH = 16
_TABLES = """
select string_agg(quote_ident(tablename), ', ') from pg_tables
where schemaname = 'public' and not tablename like any(%s) and not tablename = any(%s)
"""


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database without a transaction around the test."""
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            _forget()


def _forget() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TABLES, [list(KEPT), list(KEPT_ROWS)])
        tables = cursor.fetchone()[0]
        cursor.execute("alter table audit_event disable trigger user")
        cursor.execute(f"truncate {tables}")
        cursor.execute("alter table audit_event enable trigger user")
        cursor.execute("delete from accounts_user")
    connection.close()


def in_parallel(number: int, work: Callable[[int], Any]) -> list[Any]:
    """What `work(n)` answered or raised for every n, all begun together in threads."""
    gate = threading.Barrier(min(number, WIDTH))

    def run(n: int) -> Any:
        if n < WIDTH:
            gate.wait(timeout=20)
        try:
            return work(n)
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WIDTH) as pool:
        return list(pool.map(run, range(number)))
