import json
import urllib.error
import urllib.parse
import urllib.request

import pytest

from miz.connectors.sandbox import population
from miz.lib import digits


def page(agencies, path):
    return agencies.request("GET", path).decode()


@pytest.mark.parametrize("path", ["/", "/people", "/inbox/sms", "/inbox/mail", "/switches"])
def test_every_page_is_persian_right_to_left_and_loads_nothing_foreign(agencies, path):
    html = page(agencies, path)
    assert '<html lang="fa" dir="rtl">' in html
    assert "<script" not in html
    assert 'href="/sandbox.css"' in html


def test_people_are_listed_with_what_the_desk_asks(agencies):
    html = page(agencies, "/people")
    for person in population.demo_people(3):
        assert digits.to_persian(person.national_code) in html
        assert person.family_name in html


def test_the_dead_are_listed_apart_from_the_living(agencies):
    living, _, dead = page(agencies, "/people").split("<h2>")
    for person in population.dead_people(3):
        code = digits.to_persian(person.national_code)
        assert (code in living, code in dead) == (False, True)


def test_a_page_refreshes_itself_only_when_asked(agencies):
    assert "http-equiv" not in page(agencies, "/inbox/sms")
    assert "http-equiv" in page(agencies, "/inbox/sms?refresh")


def post_form(agencies, path, **fields):
    body = urllib.parse.urlencode(fields).encode()
    with urllib.request.urlopen(agencies.url + path, body, timeout=5) as answer:  # noqa: S310
        return answer.read().decode()


def test_the_form_of_switches_sets_them(agencies):
    html = post_form(agencies, "/switches", **{"sms-slow": "5", "sms-delay": "1.5"})
    assert 'name="sms-slow" value="5"' in html
    assert 'name="sms-delay" value="1.5"' in html


def test_wrong_switches_are_refused(agencies):
    with pytest.raises(urllib.error.HTTPError, match="400"):
        agencies.set_switch("sms", slow=200)


def test_a_message_cannot_write_html_into_the_page(agencies):
    message = "<script>alert(1)</script>"
    post_form(agencies, "/sms/v1/sandbox/sms/send.json", receptor="09550000001", message=message)
    assert agencies.sms("09550000001")[0]["message"] == message
    assert "<script>" not in page(agencies, "/inbox/sms")


def test_a_code_through_a_template_and_its_delivery_are_answered(agencies):
    form = {"receptor": "09550000001", "token": "1234", "template": "login"}
    sent = json.loads(post_form(agencies, "/sms/v1/sandbox/verify/lookup.json", **form))
    numbers = f"{sent['entries'][0]['messageid']},1"
    states = post_form(agencies, "/sms/v1/sandbox/sms/status.json", messageid=numbers)
    assert [entry["status"] for entry in json.loads(states)["entries"]] == [4, 100]
    assert agencies.sms("09550000001")[0]["message"] == "login 1234"
