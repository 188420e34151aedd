"""Signing in by the national window, over real HTTP to the sandbox's provider."""

import base64
import dataclasses
import hmac
import json
import time
import urllib.request
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.core.cache import cache
from joserfc import jwt
from joserfc.jwk import RSAKey

from miz.connectors.errors import Unavailable
from miz.connectors.models import Call
from miz.connectors.national_window import client
from miz.connectors.national_window.client import NotSignedIn
from miz.connectors.sandbox import population

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def window(agencies, settings):
    settings.NATIONAL_WINDOW_URL = f"{agencies.url}/national-window"
    cache.clear()
    return agencies


@pytest.fixture
def back(settings):
    return f"{settings.BASE_URL}/account/window/back/"


@pytest.fixture
def citizen():
    return population.demo_people(1)[0]


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def press(address: str, person) -> dict[str, str]:
    """What a browser brings back after the person has pressed the own name."""
    query = dict(parse_qs(urlsplit(address).query).items())
    asked = {name: values[0] for name, values in query.items()}
    approve = address.split("?")[0].replace("authorize", "approve")
    asked["person"] = person.national_code
    with pytest.raises(urllib.error.HTTPError) as redirect:
        urllib.request.build_opener(_Stay).open(f"{approve}?{urlencode(asked)}", timeout=5)
    redirect.value.close()
    assert redirect.value.code == 302
    found = parse_qs(urlsplit(redirect.value.headers["Location"]).query)
    return {name: values[0] for name, values in found.items()}


def signed_in(citizen, back) -> str:
    address, attempt = client.begin(back)
    return client.finish(attempt, **press(address, citizen), redirect_uri=back)


def test_who_presses_the_own_name_is_known_by_the_national_code(citizen, back):
    assert signed_in(citizen, back) == citizen.national_code


def test_the_call_is_recorded_without_what_was_said(citizen, back):
    signed_in(citizen, back)
    call = Call.objects.get()
    assert (call.connector, call.operation, call.outcome) == (
        "national_window", "sign_in", "answered",
    )  # fmt: skip
    assert citizen.national_code not in str(list(Call.objects.values()))


def test_the_browser_is_sent_with_a_challenge_and_never_the_verifier(back):
    address, attempt = client.begin(back)
    assert client.challenge(attempt.verifier) in address
    assert attempt.verifier not in address


def test_no_two_attempts_share_a_secret(back):
    attempts = [client.begin(back)[1] for _ in range(50)]
    assert len({part for each in attempts for part in dataclasses.astuple(each)}) == 150


def test_another_state_is_refused_before_anything_is_asked(citizen, back):
    address, attempt = client.begin(back)
    came = press(address, citizen)
    with pytest.raises(NotSignedIn):
        client.finish(attempt, code=came["code"], state=f"{came['state']}x", redirect_uri=back)
    assert not Call.objects.exists()


def test_a_code_of_another_attempt_is_refused(citizen, back):
    _, mine = client.begin(back)
    others, _ = client.begin(back)
    code = press(others, citizen)["code"]
    with pytest.raises(client.Refused):
        client.finish(mine, code=code, state=mine.state, redirect_uri=back)


def test_a_code_works_once(citizen, back):
    address, attempt = client.begin(back)
    came = press(address, citizen)
    client.finish(attempt, **came, redirect_uri=back)
    with pytest.raises(client.Refused):
        client.finish(attempt, **came, redirect_uri=back)


def test_a_nonce_that_is_not_ours_is_refused(citizen, back):
    address, attempt = client.begin(back)
    other = dataclasses.replace(attempt, nonce="of-somebody-else")
    with pytest.raises(NotSignedIn):
        client.finish(other, **press(address, citizen), redirect_uri=back)


def test_wrong_credentials_of_the_desk_are_refused(citizen, back, settings):
    address, attempt = client.begin(back)
    came = press(address, citizen)
    settings.NATIONAL_WINDOW_SECRET = "another"
    with pytest.raises(client.Refused):
        client.finish(attempt, **came, redirect_uri=back)


def test_an_issuer_that_is_not_the_window_is_refused(citizen, back, settings):
    address, attempt = client.begin(back)
    came = press(address, citizen)
    settings.NATIONAL_WINDOW_ISSUER = "https://elsewhere.invalid"
    with pytest.raises(NotSignedIn):
        client.finish(attempt, **came, redirect_uri=back)


@pytest.mark.parametrize("fault", ["unavailable", "cut_before", "malformed"])
def test_a_window_that_is_down_may_be_tried_again(window, citizen, back, fault):
    address, attempt = client.begin(back)
    came = press(address, citizen)
    window.set_switch("national_window", **{fault: 100})
    with pytest.raises(Unavailable):
        client.finish(attempt, **came, redirect_uri=back)


def test_keys_that_changed_are_fetched_once_more(citizen, back):
    old = {"keys": [RSAKey.generate_key(2048, auto_kid=True).as_dict(private=False)]}
    cache.set(client._keys_name(), old)
    assert signed_in(citizen, back) == citizen.national_code


def _claims(settings, own_nonce, **other):
    now = int(time.time())
    return {
        "iss": settings.NATIONAL_WINDOW_ISSUER,
        "aud": settings.NATIONAL_WINDOW_ID,
        "sub": "window-1",
        "iat": now,
        "exp": now + 60,
        "nonce": own_nonce,
    } | other


@pytest.fixture
def key():
    made = RSAKey.generate_key(2048, auto_kid=True)
    cache.set(client._keys_name(), {"keys": [made.as_dict(private=False)]})
    return made


def _token(key, claims):
    return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key, algorithms=["RS256"])


def test_a_right_token_names_its_subject(key, settings, back):
    _, attempt = client.begin(back)
    token = _token(key, _claims(settings, attempt.nonce))
    assert client._subject(token, attempt) == "window-1"


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "another-desk"},
        {"aud": ["another-desk"]},
        {"iss": "https://elsewhere.invalid"},
        {"nonce": "another"},
        {"exp": 1},
        {"iat": 4_000_000_000},
    ],
)
def test_a_token_with_a_wrong_claim_is_refused(key, settings, back, wrong):
    _, attempt = client.begin(back)
    with pytest.raises(NotSignedIn):
        client._subject(_token(key, _claims(settings, attempt.nonce, **wrong)), attempt)


@pytest.mark.parametrize("missing", ["iss", "aud", "exp", "iat", "sub", "nonce"])
def test_a_token_without_a_claim_is_refused(key, settings, back, missing):
    _, attempt = client.begin(back)
    claims = _claims(settings, attempt.nonce)
    del claims[missing]
    with pytest.raises(NotSignedIn):
        client._subject(_token(key, claims), attempt)


def test_a_token_that_nobody_signed_is_refused(key, settings, back):
    _, attempt = client.begin(back)
    body = _token(key, _claims(settings, attempt.nonce)).split(".")[1]
    with pytest.raises(NotSignedIn):
        client._subject(f"eyJhbGciOiJub25lIn0.{body}.", attempt)


def test_a_token_signed_with_the_text_of_the_public_key_is_refused(key, settings, back):
    _, attempt = client.begin(back)
    parts = ({"alg": "HS256", "kid": key.kid}, _claims(settings, attempt.nonce))
    text = b".".join(
        base64.urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=") for each in parts
    )
    seal = hmac.digest(key.as_pem(private=False), text, "sha256")
    forged = b".".join([text, base64.urlsafe_b64encode(seal).rstrip(b"=")]).decode()
    with pytest.raises(NotSignedIn):
        client._subject(forged, attempt)


def test_the_sandbox_leads_back_to_the_desk_alone(citizen):
    address, _ = client.begin("https://elsewhere.invalid/back/")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(address, timeout=5)  # noqa: S310
    refused.value.close()
    assert refused.value.code == 400
