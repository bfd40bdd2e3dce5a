"""A webhook reaches the outside world and nothing inside: no private address, no second look-up, no plain http."""

from __future__ import annotations

import ipaddress
import socket

import pytest

from base.models import Webhook, WebhookDelivery
from base.refusals import Invalid
from base.webhooks import sending
from base.webhooks.addresses import Forbidden, Target, checked_url, resolved
from tests.samples import do
from tests.webhooks.conftest import Receiver, Teller

INSIDE = (
    "127.0.0.1", "10.0.0.8", "172.16.3.4", "192.168.1.20", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "[::1]", "[fe80::1]", "[fc00::7]", "[::ffff:10.0.0.8]", "[2002:0a00:0008::1]",
    "[64:ff9b::0a00:0008]", "[::]",
)  # fmt: skip


def names(monkeypatch, *addresses: str) -> None:
    """What every host name means from now on."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: found)


@pytest.mark.parametrize("host", INSIDE)
def test_an_address_inside_is_refused_however_it_is_written(host):
    with pytest.raises(Forbidden, match="private network"):
        checked_url(f"https://{host}/hook")


@pytest.mark.parametrize("inside", ["10.0.0.8", "127.0.0.1", "169.254.169.254"])
def test_a_name_that_means_an_address_inside_is_refused(monkeypatch, inside):
    names(monkeypatch, "93.184.216.34", inside)
    with pytest.raises(Forbidden, match=inside):
        resolved("https://innocent.example/hook")


@pytest.mark.parametrize("odd", ["https://2130706433/", "https://0x7f.1/", "https://127.1/"])
def test_a_number_that_the_system_reads_as_an_address_is_looked_at_after_that(odd):
    with pytest.raises((Forbidden, OSError)):
        resolved(odd)


@pytest.mark.parametrize(
    "url",
    ["ftp://example.com/", "https://", "https://user:word@example.com/", "https://example.com/#part", "example.com",
     "https://example.com:port/", "//example.com/", "https://[::1/"],
)  # fmt: skip
def test_what_is_no_address_for_a_webhook_is_refused(url):
    with pytest.raises(Forbidden):
        checked_url(url)


def test_http_is_for_this_machine_alone_and_only_where_the_installation_allows_it(settings):
    for url in ("http://example.com/", "http://93.184.216.34/", "http://127.0.0.1/"):
        with pytest.raises(Forbidden):
            checked_url(url)
    settings.WEBHOOK_NETWORKS = (ipaddress.ip_network("0.0.0.0/0"),)
    assert checked_url("http://127.0.0.1:8080/a?b=c") == (False, "127.0.0.1", 8080, "/a?b=c")
    with pytest.raises(Forbidden, match="https"):
        checked_url("http://93.184.216.34/")


def test_a_network_the_installation_names_is_allowed_and_no_other(settings):
    settings.WEBHOOK_NETWORKS = (ipaddress.ip_network("10.1.0.0/16"),)
    assert checked_url("https://10.1.2.3/")
    with pytest.raises(Forbidden):
        checked_url("https://10.2.2.3/")


def test_the_address_that_was_checked_is_the_one_connected_to(monkeypatch):
    """A name that means something else a moment later leads nowhere else; the certificate is held against the name."""
    connected, held = [], []

    class Context:
        def wrap_socket(self, plain, server_hostname):
            held.append(server_hostname)
            raise ConnectionError("far enough")

    monkeypatch.setattr(sending.socket, "create_connection", lambda address, _timeout: connected.append(address))
    monkeypatch.setattr(sending.ssl, "create_default_context", Context)
    names(monkeypatch, "93.184.216.34")
    reply = sending.post("https://hooks.example/in", b"{}", {})
    assert (connected, held) == ([("93.184.216.34", 443)], ["hooks.example"])
    assert (reply.status, reply.answer) == (None, "ConnectionError: far enough")


def test_a_receiver_that_drips_is_cut_off(receiver: Receiver, monkeypatch):
    monkeypatch.setattr(sending, "LONGEST_SECONDS", 0.2)
    listening = socket.create_server(("127.0.0.1", 0))  # takes the connection and never answers
    target = Target(False, "127.0.0.1", listening.getsockname()[1], "/", "127.0.0.1")
    monkeypatch.setattr(sending, "resolved", lambda _url: target)
    reply = sending.post("http://127.0.0.1/", b"{}", {})
    listening.close()
    assert reply.status is None and 150 <= reply.milliseconds < 5_000


def test_nothing_inside_is_asked_even_if_it_was_allowed_when_the_webhook_was_made(teller: Teller, receiver, settings):
    hook = teller.do(Webhook, "add", name="inside", url=receiver.url, topics=["*"])
    settings.WEBHOOK_NETWORKS = ()
    teller.do(Webhook, "test", hook)
    teller.send()
    assert receiver.taken == []
    assert teller.all(WebhookDelivery)[0].tries == 1


def test_the_form_names_the_remedy(planner):
    with pytest.raises(Invalid) as refused:
        do(Webhook, "add", planner, name="plain", url="http://example.com/hook", topics=["*"])
    [error] = refused.value.facts()["errors"]
    assert error["pointer"] == "/url" and error["detail"].startswith("Use https")
