import pytest
from django.db import IntegrityError, connection, transaction

from miz.connectors import breaker, calls
from miz.connectors.base import Connector, Exchange, Purpose
from miz.connectors.calls import call
from miz.connectors.errors import ConnectorError, Refused, Unavailable
from miz.connectors.models import Call

POST_OFFICE = Connector("post", "پست", "شرکت پست", Exchange.ONLINE, "ماده ۱")
DELIVERY = Purpose("فرستادن نامه", "ماده ۲")


def make(error=None, answered=("city",)):
    asked = ("postal_code",)
    with call(POST_OFFICE, "address", purpose=DELIVERY, asked=asked, subject="case:7") as made:
        if error:
            raise error
        made.answered = answered


class Nobody(ConnectorError):
    """There is no such address."""


def test_a_record_says_why_by_which_law_and_about_what(db):
    make()
    row = Call.objects.get()
    assert (row.connector, row.operation, row.subject) == ("post", "address", "case:7")
    assert (row.purpose, row.legal_basis) == ("فرستادن نامه", "ماده ۲")
    assert (row.asked, row.answered) == (["postal_code"], ["city"])
    assert 0 <= row.milliseconds < 1000


@pytest.mark.parametrize(
    ("error", "outcome"),
    [(None, "answered"), (Nobody(), "answered"), (Unavailable(), "unavailable"),
     (Refused(), "refused")],
)  # fmt: skip
def test_a_record_says_how_it_went(db, error, outcome):
    if error:
        with pytest.raises(type(error)):
            make(error)
        assert error.connector == "post"
    else:
        make()
    assert Call.objects.get().outcome == outcome


def test_a_mistake_of_ours_is_recorded_and_not_hidden(db):
    with pytest.raises(ZeroDivisionError):
        make(ZeroDivisionError())
    assert Call.objects.get().outcome == "unavailable"


def test_after_many_failures_the_system_is_left_alone_and_that_is_recorded(db):
    for _ in range(breaker.THRESHOLD + 2):
        with pytest.raises(Unavailable):
            make(Unavailable())
    outcomes = [row.outcome for row in Call.objects.order_by("id")]
    assert outcomes == ["unavailable"] * breaker.THRESHOLD + ["held"] * 2


def test_a_refusal_shows_that_the_system_lives(db):
    for _ in range(breaker.THRESHOLD * 2):
        with pytest.raises(Refused):
            make(Refused())
    make()


def test_a_person_is_recorded_by_a_digest_that_leads_not_back(settings):
    about = calls.about_person("0012345679")
    assert about == calls.about_person("0012345679")
    assert about != calls.about_person("0012345678")
    assert "0012345679" not in about
    settings.SECRET_KEY = "another"
    assert about != calls.about_person("0012345679")


def test_an_outcome_nobody_knows_is_refused_by_the_database(db):
    make()
    with pytest.raises(IntegrityError, match="outcome_known"), transaction.atomic():
        Call.objects.update(outcome="well")


def test_the_record_does_not_make_the_transaction_around_it_careless(committed):
    with connection.cursor() as cursor:
        cursor.execute("set synchronous_commit to on")
    with transaction.atomic():
        make()
        assert setting() == "on"
    make()
    assert setting() == "on"
    assert Call.objects.count() == 2


def test_alone_the_record_does_not_wait_for_the_disk(committed):
    with connection.cursor() as cursor:
        cursor.execute("set synchronous_commit to on")
        cursor.execute("create temp table seen (setting text)")
        cursor.execute(
            "create function pg_temp.look() returns trigger language plpgsql as $$ begin"
            " insert into seen values (current_setting('synchronous_commit')); return null; end $$"
        )
        cursor.execute(
            "create constraint trigger look after insert on connectors_call"
            " deferrable initially deferred for each row execute function pg_temp.look()"
        )
    make()
    with connection.cursor() as cursor:
        cursor.execute("drop trigger look on connectors_call")
        cursor.execute("select setting from seen")
        assert cursor.fetchall() == [("off",)]


def setting():
    with connection.cursor() as cursor:
        cursor.execute("show synchronous_commit")
        return cursor.fetchone()[0]


def test_records_that_are_kept_are_written_at_the_end_whatever_came(db):
    def keep():
        with calls.kept() as rows:
            make()
            make(answered=())
            assert (len(rows), Call.objects.count()) == (2, 0)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        keep()
    answered = Call.objects.order_by("id").values_list("answered", flat=True)
    assert list(answered) == [["city"], []]


def test_records_that_somebody_wrote_with_rows_of_his_own_are_not_written_again(db):
    with calls.kept() as rows:
        make()
        make()
        rows[0].save()
    assert Call.objects.count() == 2


def test_nothing_is_kept_after_the_end(db):
    with calls.kept():
        pass
    make()
    assert Call.objects.count() == 1
