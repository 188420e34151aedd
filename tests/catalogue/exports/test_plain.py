import json

from miz.catalogue.exports import plain
from tests.catalogue.exports.entries import BASE, entry, full


def test_the_json_has_every_form_as_it_stands() -> None:
    told = json.loads("".join(plain.write([full(), entry("other")], BASE)))
    assert [each["code"] for each in told["services"]] == ["visits", "other"]
    assert told["services"][0]["identity"] == full().identity
    assert told["services"][0]["digest"] == "d" * 64


def test_a_catalogue_of_nothing_is_json_too() -> None:
    assert json.loads("".join(plain.write([], BASE))) == {"services": []}
