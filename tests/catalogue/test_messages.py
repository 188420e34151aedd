import pytest
import yaml
from django.conf import settings

from miz.catalogue import messages


def found(**events):
    return [(slip.code, slip.path, slip.values) for slip in messages.slips(events)]


def test_words_that_name_what_is_known_are_in_order():
    mail = {"subject": "{tracking_code}", "text": "تا {due}"}
    assert found(received={"sms": "کد {tracking_code}", "email": mail}) == []
    assert found(corrected={"sms": "{field}"}) == []


@pytest.mark.parametrize(
    ("words", "code", "path"),
    [
        ({"sms": "{name}"}, "placeholder", ("sms",)),
        ({"sms": "{field}"}, "placeholder", ("sms",)),
        ({"sms": "{due.__class__}"}, "placeholder", ("sms",)),
        ({"sms": "{due:>999999999}"}, "placeholder", ("sms",)),
        ({"sms": "{due!r}"}, "placeholder", ("sms",)),
        ({"sms": "{}"}, "placeholder", ("sms",)),
        ({"sms": "کد", "email": {"subject": "{field}", "text": "متن"}}, "placeholder",
         ("email", "subject")),
        ({"sms": "کد", "en": {"sms": "{nobody}"}}, "placeholder", ("en", "sms")),
        ({"sms": "کد {"}, "half", ("sms",)),
    ],
)  # fmt: skip
def test_a_slip_is_found_with_its_place(words, code, path):
    [(said, where, values)] = found(received=words)
    assert (said, where) == (code, ("received", *path))
    assert str(values["name"]).startswith("received")


def test_an_sms_of_three_parts_is_refused_with_its_length():
    [(code, _, values)] = found(received={"sms": "س" * 123 + "{tracking_code}"})
    assert (code, values["places"], values["parts"]) == ("sms_length", 135, 3)
    assert found(received={"sms": "س" * 122 + "{tracking_code}"}) == []


def test_a_language_speaks_of_every_event_or_of_none():
    english = {"sms": "کد", "en": {"sms": "Code"}}
    [(code, path, values)] = found(received=english, answered={"sms": "پاسخ"})
    assert (code, path) == ("translation", ("answered",))
    assert values == {"language": "en", "events": "answered"}
    assert found(received=english, answered=english) == []


def test_a_language_that_has_an_sms_alone_lacks_the_email():
    mail = {"subject": "پاسخ", "text": "متن"}
    half = {"sms": "کد", "email": mail, "en": {"sms": "Code"}}
    [(code, path, _)] = found(received=half)
    assert (code, path) == ("translation", ("received",))
    whole = {**half, "en": {"sms": "Code", "email": {"subject": "Answer", "text": "Text"}}}
    assert found(received=whole) == []


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
