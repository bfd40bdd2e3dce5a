"""Where a webhook may be sent: to the outside world, never to a machine inside unless the installation allows it."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Forbidden(Exception):
    """The address may not be used; says why."""


@dataclass(frozen=True)
class Target:
    """Where to connect: `address` is what `host` meant when it was looked at, and what is connected to."""

    secure: bool
    host: str
    port: int
    path: str
    address: str


def checked_url(url: str) -> tuple[bool, str, int, str]:
    """Its parts, if it is an address a webhook may have: https, or http to this machine. Raises Forbidden."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise Forbidden(_("This is no address: https://host/path is one")) from error
    if parts.scheme not in ("https", "http") or not host:
        raise Forbidden(_("This is no address: https://host/path is one"))
    if parts.username is not None or parts.fragment:
        raise Forbidden(_("Leave user name, password and fragment out of the address"))
    secure = parts.scheme == "https"
    if (literal := _literal(host)) is not None:
        refuse(literal, secure)
    elif not secure and host != "localhost":
        raise Forbidden(_("Use https: everybody on the way could read and change what is sent by http"))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return secure, host, port or (443 if secure else 80), path


def resolved(url: str) -> Target:
    """The address looked up, all of its answers allowed. Raises Forbidden, or OSError where there is no such host."""
    secure, host, port, path = checked_url(url)
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    for address in addresses:
        refuse(ipaddress.ip_address(address), secure)
    return Target(secure, host, port, path, addresses[0])


def refuse(address: Address, secure: bool) -> None:
    """Raises Forbidden for what is not reachable from everywhere, and for http to any other machine than this."""
    meant = _meant(address)
    if not secure and not meant.is_loopback:
        raise Forbidden(_("Use https: everybody on the way could read and change what is sent by http"))
    if any(meant in network for network in settings.WEBHOOK_NETWORKS):
        return
    if not meant.is_global or meant.is_multicast or meant.is_reserved:
        raise Forbidden(_("%(address)s is inside a private network: webhooks go outside only") % {"address": meant})


def _meant(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for, where it stands for one."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else address)


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
