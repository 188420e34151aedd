"""`getEstelam3`: what is sent is what the WSDL says, what comes is judged, never believed."""

import base64
from types import SimpleNamespace

import pytest
import zeep
from django.conf import settings as django_settings

from miz.connectors import envelopes
from miz.connectors import soap as connector_soap
from miz.connectors.civil_registry import sandbox, soap
from miz.connectors.civil_registry.client import NotMatched, lookup
from miz.connectors.errors import Refused, Unavailable
from miz.connectors.sandbox import population

pytestmark = pytest.mark.django_db
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'


@pytest.fixture(autouse=True)
def registry(impostor, settings):
    settings.CIVIL_REGISTRY_PROTOCOL = "soap"
    settings.CIVIL_REGISTRY_URL = impostor.url


@pytest.fixture
def citizen():
    return population.demo_people(1)[0]


def ask(person):
    return lookup(person.national_code, person.birth_date)


def encoded(text):
    return base64.b64encode(text.encode()).decode()


def good_answer(citizen, **changes):
    fields = {"nin": int(citizen.national_code)} | sandbox._estelam(citizen) | changes
    return sandbox._returned(**{k: v for k, v in fields.items() if v is not None})[1]


def question(citizen):
    token = (django_settings.CIVIL_REGISTRY_USER, django_settings.CIVIL_REGISTRY_KEY)
    template = envelopes.envelope(soap.WSDL, soap.OPERATION, token, soap.ASKED)
    return template % (int(citizen.national_code), soap.birth_date_number(citizen.birth_date))


def test_the_answer_the_next_tests_break_is_good(impostor, citizen):
    impostor.answer = 200, {}, good_answer(citizen)
    assert ask(citizen).family_name == citizen.family_name


def test_zeep_reads_the_same_from_an_answer_as_we_do(citizen):
    answer = good_answer(citizen)
    client = zeep.Client(str(soap.WSDL))
    binding = client.service._binding
    response = SimpleNamespace(
        status_code=200, headers={"Content-Type": "text/xml"}, content=answer, encoding="utf-8"
    )
    by_zeep = binding.process_reply(client, binding._operations[soap.OPERATION], response)
    ours = connector_soap.returned(answer, soap.RESPONSE)
    assert by_zeep.nin == int(ours["nin"])
    assert by_zeep.birthDate == int(ours["birthDate"])
    assert by_zeep.family == base64.b64decode(ours["family"])
    assert {name for name in by_zeep if by_zeep[name] not in (None, [])} == set(ours)


def test_a_question_is_the_number_without_zeros_and_who_asks(impostor, citizen, settings):
    settings.CIVIL_REGISTRY_KEY = "5% & <more>"
    impostor.answer = 200, {}, good_answer(citizen)
    ask(citizen)
    sent = connector_soap.read(impostor.questions[0]).texts("nin", "birthDate", "Password")
    assert sent["Password"] == "5% & <more>"
    assert sent["nin"] == str(int(citizen.national_code))
    assert len(sent["birthDate"]) == 8


def test_base64_in_lines_is_read(impostor, citizen):
    lines = base64.encodebytes(("ز" * 60).encode()).decode()
    impostor.answer = 200, {}, good_answer(citizen, family=lines)
    assert ask(citizen).family_name == "ز" * 60


def test_a_message_without_a_name_is_no_match(impostor, citizen):
    empty = dict.fromkeys(sandbox._estelam(citizen))
    impostor.answer = 200, {}, good_answer(citizen, **{**empty, "message": encoded("نیست")})
    with pytest.raises(NotMatched):
        ask(citizen)


def test_somebody_of_another_birth_date_is_no_match(impostor, citizen):
    impostor.answer = 200, {}, good_answer(citizen, birthDate=13010101)
    with pytest.raises(NotMatched):
        ask(citizen)


@pytest.mark.parametrize(
    "changes",
    [
        {"nin": 12345678},
        {"nin": ""},
        {"nin": "۱۲"},
        {"birthDate": None},
        {"name": "not base64!"},
        {"name": encoded("")},
        {"name": base64.b64encode(b"\xff\xfe").decode()},
        {"family": encoded("x" * 1000)},
        {"family": encoded("a\0b")},
        {"gender": 7},
        {"deathStatus": None},
        {"deathStatus": -1},
        {"exceptionMessage": encoded("ORA-00060")},
    ],
)
def test_an_answer_out_of_the_agreement_is_unavailable(impostor, citizen, changes):
    impostor.answer = 200, {}, good_answer(citizen, **changes)
    with pytest.raises(Unavailable):
        ask(citizen)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b'{"matched": true}',
        BOMB,
        b"<x/>",
        b"<" + b"a" * 70_000 + b"/>",
        b"<a>" * 5000,
        b"<S:Envelope xmlns:S='http://schemas.xmlsoap.org/soap/envelope/'><S:Body/></S:Envelope>",
    ],
)
def test_what_is_no_envelope_is_unavailable(impostor, citizen, body):
    impostor.answer = 200, {}, body
    with pytest.raises(Unavailable):
        ask(citizen)


def test_an_envelope_with_a_doctype_is_unavailable(impostor, citizen):
    plain = good_answer(citizen).partition(b"?>")[2]
    impostor.answer = 200, {}, b'<!DOCTYPE e [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + plain
    with pytest.raises(Unavailable):
        ask(citizen)


@pytest.mark.parametrize(("code", "error"), [("Client", Refused), ("Server", Unavailable)])
def test_a_fault_says_whose_it_is(impostor, citizen, code, error):
    status, fault = sandbox._fault(code, "why")
    impostor.answer = status, {}, fault
    with pytest.raises(error):
        ask(citizen)


@pytest.mark.parametrize(("status", "error"), [(302, Refused), (403, Refused), (503, Unavailable)])
def test_the_status_decides_where_no_envelope_came(impostor, citizen, status, error):
    impostor.answer = status, {}, b""
    with pytest.raises(error):
        ask(citizen)


@pytest.mark.parametrize("document", [b"", b"<a/>", BOMB])
def test_the_sandbox_answers_an_unreadable_question_with_a_fault(document):
    status, content = sandbox.estelam_answer(document)
    assert status == 500
    assert b"S:Client" in content


def test_the_sandbox_refuses_a_stranger(citizen, settings):
    sent = question(citizen)
    settings.CIVIL_REGISTRY_KEY = "another"
    assert sandbox.estelam_answer(sent)[0] == 500


def test_the_sandbox_describes_itself_by_the_address_it_is_asked_at(rf):
    described = sandbox.estelam(rf.get("/civil-registry/estelam?wsdl")).content
    assert b'"http://testserver/civil-registry/estelam"' in described
    assert sandbox.ADDRESS not in described


def test_a_wsdl_reaches_for_nothing_outside_its_folder(tmp_path):
    shelf = envelopes.Shelf(tmp_path)
    for url in ("https://example.org/a.xsd", "/etc/passwd", f"{tmp_path}/../a"):
        with pytest.raises(ValueError, match="beside"):
            shelf.load(url)
