import pytest
import yaml
from django.conf import settings

from miz.catalogue import messages

KNOWN = {"tracking_code", "due"}


def found(**events):
    return list(messages.findings(events, KNOWN, {"corrected": {"field"}}))


def test_words_that_name_what_is_known_are_in_order():
    mail = {"subject": "{tracking_code}", "text": "تا {due}"}
    assert found(received={"sms": "کد {tracking_code}", "email": mail}) == []
    assert found(corrected={"sms": "{field}"}) == []


@pytest.mark.parametrize(
    "words",
    [
        {"sms": "{name}"},
        {"sms": "کد", "email": {"subject": "{field}", "text": "متن"}},
        {"sms": "کد", "en": {"sms": "{nobody}"}},
        {"sms": "کد {"},
        {"email": {"subject": "الف", "text": "ب"}},
        {"sms": 5},
        "کد",
    ],
)
def test_a_slip_is_found_with_its_event(words):
    [finding] = found(received=words)
    assert finding.startswith("received")


def test_an_sms_of_three_parts_is_refused_with_its_length():
    [finding] = found(received={"sms": "س" * 123 + "{tracking_code}"})
    assert "135 letters in 3 parts" in finding
    assert found(received={"sms": "س" * 122 + "{tracking_code}"}) == []


def test_words_are_those_of_the_language_and_persian_where_it_has_none():
    of_package = {"received": {"sms": "سلام", "email": {"text": "متن"}, "en": {"sms": "Hello"}}}
    assert messages.words(of_package, "received")["sms"] == "سلام"
    english = messages.words(of_package, "received", "en")
    assert (english["sms"], english["email"]["text"]) == ("Hello", "متن")
    assert messages.words(of_package, "received", "ar")["sms"] == "سلام"
    assert messages.words(of_package, "answered", "en") == {}


def test_the_packages_of_the_house_fit():
    files = sorted(settings.SERVICES.glob("*/*/messages.yaml"))
    assert files
    for file in files:
        for event, words in yaml.safe_load(file.read_text(encoding="utf-8")).items():
            assert messages.filled_length(words["sms"]).parts <= messages.MOST_PARTS, event
