"""Connections to public hosts alone.

An address in a stranger's report may lead into the network of whoever fetches it: to a
router, a database, the metadata of a cloud. What counts is where a name leads, so each
address is looked at between resolving and connecting, and the connection is made to that
very address (https://owasp.org/www-community/attacks/Server_Side_Request_Forgery).
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import urllib.request
from typing import Any


class Refused(Exception):
    """A host that isn't asked; the message says why, as the rest of a sentence."""


def is_public(address: str) -> bool:
    """Say whether an IP address is one of the public internet.

    >>> is_public("127.0.0.1"), is_public("169.254.169.254"), is_public("93.184.216.34")
    (False, False, True)
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = [getattr(ip, name, None) for name in ("ipv4_mapped", "sixtofour")]
    teredo = getattr(ip, "teredo", None)
    embedded = [*inner, *(teredo or ())]
    if ip in _NAT64:
        embedded.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    return all(each.is_global and not each.is_multicast for each in (ip, *filter(None, embedded)))


_NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""Addresses of IPv4 within those of IPv6 (https://www.rfc-editor.org/rfc/rfc6052)."""


def connect(host: str, port: int, timeout: float | None, *, allow_private: bool) -> socket.socket:
    """Open a connection as :func:`socket.create_connection` does, to a public address.

    :raises Refused: where the host has another one
    """
    error = OSError("it has no address")
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for family, kind, protocol, _name, place in found:
        if not allow_private and not is_public(str(place[0])):
            message = f"is at {place[0]}, which is private; use --allow-private if that is meant"
            raise Refused(message)
        opened = socket.socket(family, kind, protocol)
        opened.settimeout(timeout)
        try:
            opened.connect(place)
        except OSError as problem:
            opened.close()
            error = problem
        else:
            return opened
    raise error


class _Connection(http.client.HTTPConnection):
    allow_private = False

    def connect(self) -> None:
        self.sock = connect(self.host, self.port, self.timeout, allow_private=self.allow_private)


class _SecureConnection(http.client.HTTPSConnection):
    allow_private = False

    def connect(self) -> None:
        bare = connect(self.host, self.port, self.timeout, allow_private=self.allow_private)
        self.sock = ssl.create_default_context().wrap_socket(bare, server_hostname=self.host)


class _PrivateConnection(_Connection):
    allow_private = True


class _PrivateSecureConnection(_SecureConnection):
    allow_private = True


class _Plain(urllib.request.HTTPHandler):
    def __init__(self, connection: type[http.client.HTTPConnection]) -> None:
        super().__init__()
        self._connection = connection

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._connection, req)


class _Secure(urllib.request.HTTPSHandler):
    def __init__(self, connection: type[http.client.HTTPSConnection]) -> None:
        super().__init__()
        self._connection = connection

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._connection, req)


class _Redirects(urllib.request.HTTPRedirectHandler):
    max_redirections = 5

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        if not newurl.lower().startswith(("http://", "https://")):
            raise Refused("leads to an address that isn't of the web")  # urllib would take ftp
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def make_opener(*, allow_private: bool) -> urllib.request.OpenerDirector:
    """Return what opens addresses of http and https and nothing else, without any proxy.

    :param allow_private: let hosts be in the network of whoever asks
    """
    opener = urllib.request.OpenerDirector()
    for handler in (
        _Plain(_PrivateConnection if allow_private else _Connection),
        _Secure(_PrivateSecureConnection if allow_private else _SecureConnection),
        _Redirects(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener
