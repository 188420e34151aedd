"""Connectors speak to the hosts that are listed, and to public ones."""

import socket

import pytest

from miz.connectors.errors import Refused, Unavailable
from miz.connectors.http import post_json
from miz.lib import http


def ask(url):
    return post_json(url, "/where", {}, headers={}, timeout=2)


def test_a_listed_host_of_an_inner_network_is_asked(impostor, settings):
    settings.CONNECTOR_HOSTS = {"127.0.0.1"}
    assert ask(impostor.url) == {}


def test_an_inner_host_that_is_not_listed_hears_nothing(impostor, settings):
    settings.CONNECTOR_HOSTS = {"registry.example"}
    with pytest.raises(Unavailable):
        ask(impostor.url)
    assert impostor.questions == []


def test_a_public_name_that_leads_inside_hears_nothing(impostor, settings, monkeypatch):
    settings.CONNECTOR_HOSTS = set()
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest: real("127.0.0.1", *rest))
    with pytest.raises(Unavailable):
        ask(f"http://public.example:{impostor.server_port}")
    assert impostor.questions == []


@pytest.mark.parametrize("peer", ["10.0.0.1", "192.168.1.1", "169.254.169.254", "::1", "fd00::1"])
def test_inner_addresses_are_told_from_public_ones(peer):
    assert http.is_inner(peer)
    assert not http.is_inner("2.176.0.1")


@pytest.mark.parametrize(("status", "error"), [(301, Refused), (400, Refused), (503, Unavailable)])
def test_no_redirect_is_followed_and_no_failure_is_an_answer(impostor, status, error, settings):
    settings.CONNECTOR_HOSTS = {"127.0.0.1"}
    impostor.answer = status, {"Location": "/elsewhere"}, b"{}"
    with pytest.raises(error):
        ask(impostor.url)
    assert len(impostor.questions) == 1
