import pytest
from django.core.exceptions import ImproperlyConfigured

from miz.connectors.sms_gateway.accounts import accounts as of_sandbox
from miz.outbox.transports.accounts import accounts


def test_without_a_list_there_is_the_one_gateway_of_the_settings(settings):
    settings.SMS_PROVIDERS, settings.SMS_GATEWAY_URL = [], "https://sms.example"
    [only] = accounts()
    assert (only.name, only.protocol, only.url) == ("main", "kavenegar", "https://sms.example")
    assert (only.key, only.sender) == (settings.SMS_GATEWAY_KEY, settings.SMS_SENDER)


def test_a_list_names_each_provider_with_its_weight(settings):
    settings.SMS_PROVIDERS = of_sandbox("http://sandbox.example")
    assert [(a.name, a.protocol, a.weight) for a in accounts()] == [
        ("main", "kavenegar", 3),
        ("second", "generic", 1),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        [{"name": "a"}],
        [{"name": "a", "url": "http://x", "colour": "blue"}],
        [{"name": "a", "url": "http://x", "protocol": "smoke"}],
        [{"name": "a", "url": "http://x", "weight": 0}],
        [{"name": "a", "url": "http://x", "protocol": "generic"}],
        [{"name": "a", "url": "http://x"}, {"name": "a", "url": "http://y"}],
    ],
)
def test_a_list_that_makes_no_sense_is_refused(settings, wrong):
    settings.SMS_PROVIDERS = wrong
    with pytest.raises(ImproperlyConfigured):
        accounts()
