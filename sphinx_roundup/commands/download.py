"""Download of one picture: from public hosts only, of limited size, and nothing but a picture.

An address in an untrusted report may lead into the network of the user: to a router, a
database, the metadata of a cloud. What counts is where a name leads, so each address is checked
after it is resolved, and the connection is made to that very address
(https://owasp.org/www-community/attacks/Server_Side_Request_Forgery). A proxy of the user
resolves names itself; there, names are also checked as this machine resolves them.
"""

from __future__ import annotations

import io
import ipaddress
import socket
from contextlib import closing, suppress
from pathlib import PurePosixPath
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from requests import ConnectionError as RequestsConnectionError
from requests import Request, Session
from requests.adapters import HTTPAdapter
from requests.utils import select_proxy

from sphinx_roundup import __version__
from sphinx_roundup.pictures import PictureError, inspect_picture
from sphinx_roundup.problems import escape
from sphinx_roundup.reports import DEVICE, make_slug

if TYPE_CHECKING:
    from collections.abc import Callable

    from requests import PreparedRequest, Response

_SUFFIXES = {"JPEG": ".jpg", "TIFF": ".tif"}  # those that aren't the name of the format
_MOST_IN_NAME = 80  # characters of a picture's file name, without its suffix
_MOST_REDIRECTS = 5
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""IPv4 addresses within IPv6 (https://www.rfc-editor.org/rfc/rfc6052)."""
_UNICAST = ipaddress.ip_network("2000::/3")
"""All that is public of IPv6 (https://www.rfc-editor.org/rfc/rfc4291#section-2.4)."""


class CannotFetch(Exception):
    """A picture that can't be downloaded; the message says why, as the rest of a sentence."""


class Bounds(NamedTuple):
    """Limits of one download, redirects included."""

    pixels: int
    bytes: int = 20_000_000
    seconds: float = 30


class Download(NamedTuple):
    """A picture that was downloaded."""

    content: bytes
    name: str  # a safe file name, with the suffix of its format


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if ip in _NAT64:
        ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if isinstance(ip, ipaddress.IPv6Address) and (ip not in _UNICAST or ip.sixtofour or ip.teredo):
        return False  # tunnels lead to an IPv4 address, and are out of use
    return ip.is_global and not ip.is_multicast


def download(url: str, bounds: Bounds, is_allowed: Callable[[str], bool] = is_public) -> Download:
    """Return the picture at a URL.

    A thread downloads it, and is left alone when the time is over: the timeouts of connections
    never end one whose host sends a byte from time to time.

    :param is_allowed: whether an IP address may be contacted
    :raises CannotFetch: if there is none, or it can't be downloaded
    """
    answers: SimpleQueue[bytes | Exception] = SimpleQueue()

    def work() -> None:
        try:
            with closing(_Adapter(is_allowed)) as adapter:
                answers.put(_read(adapter, url, bounds))
        except Exception as error:  # noqa: BLE001 - the other thread raises it
            answers.put(error)

    Thread(target=work, daemon=True).start()
    try:
        answer = answers.get(timeout=bounds.seconds)
    except Empty:
        answer = TimeoutError()
    if isinstance(answer, Exception):
        raise CannotFetch(_reason(answer, bounds)) from None
    try:
        kind = inspect_picture(io.BytesIO(answer), len(answer), bounds.pixels).format
    except PictureError as reason:
        raise CannotFetch(str(reason)) from None
    return Download(answer, name_of(url) + _SUFFIXES.get(kind, f".{kind.lower()}"))


def name_of(url: str) -> str:
    """Return a file name, without a suffix, from a URL."""
    last = PurePosixPath(unquote(urlsplit(url).path)).name
    stem = last.rpartition(".")[0] or last
    name = make_slug(stem)[:_MOST_IN_NAME].strip("-") or "picture"
    return f"{name}-picture" if DEVICE.match(name) else name


def _reason(error: Exception, bounds: Bounds) -> str:
    if isinstance(error, CannotFetch):
        return str(error)
    cause: BaseException = error
    while cause.__context__ is not None:  # requests and urllib3 wrap it several times
        cause = cause.__context__
    if isinstance(cause, TimeoutError):
        return f"took longer than {bounds.seconds:g} seconds"
    return f"can't be reached: {escape(str(cause), 200)}"


# -- In the thread -----------------------------------------------------------------------


def _read(adapter: _Adapter, url: str, bounds: Bounds) -> bytes:
    """Return what is at a URL, behind redirects.

    With those, requests would read bodies, however long, and send passwords of ``.netrc``.
    """
    session = Session()
    # Compressed, some bytes could become gigabytes.
    headers = {"Accept": "image/*", "Accept-Encoding": "identity"}
    headers["User-Agent"] = f"sphinx-roundup/{__version__}"
    url = f"https:{url}" if url.startswith("//") else url
    for _hop in range(_MOST_REDIRECTS + 1):
        if urlsplit(url).scheme not in {"http", "https"}:
            raise CannotFetch("leads to an address that isn't of the web")
        request = Request("GET", url, headers=headers).prepare()
        settings = session.merge_environment_settings(str(request.url), {}, True, None, None)
        answer = adapter.send_checked(request, timeout=bounds.seconds, **settings)
        target = session.get_redirect_target(answer)
        if target is None:
            break
        answer.close()
        url = urljoin(str(request.url), target)
    else:
        raise CannotFetch(f"leads from one address to the next more than {_MOST_REDIRECTS} times")
    if answer.status_code != 200:
        raise CannotFetch(f"isn't there: the host says {answer.status_code}")
    content = bytearray()
    for part in answer.raw.stream(65_536, decode_content=False):
        content += part
        if len(content) > bounds.bytes:
            raise CannotFetch(f"is larger than {bounds.bytes / 1_000_000:g} MB")
    return bytes(content)


class _Adapter(HTTPAdapter):
    """Sends requests to the very address that was checked, with TLS for the host's name."""

    def __init__(self, is_allowed: Callable[[str], bool]) -> None:
        super().__init__()
        self._is_allowed = is_allowed
        self._address = ""

    def send_checked(self, request: PreparedRequest, **settings: Any) -> Response:
        """Return the answer of the first address of the host that answers, or of a proxy."""
        parts = urlsplit(str(request.url))
        request.headers["Host"] = parts.netloc.rpartition("@")[2]
        addresses = [""]
        if not select_proxy(str(request.url), settings["proxies"]):
            addresses = self._resolve(str(parts.hostname))
        else:
            with suppress(OSError):  # a name that the proxy alone knows
                self._resolve(str(parts.hostname))
        while True:
            self._address = addresses.pop(0)
            try:
                return self.send(request, **settings)
            except RequestsConnectionError:
                if not addresses:
                    raise

    def build_connection_pool_key_attributes(self, *args: Any, **options: Any) -> Any:
        """Return the place to connect to, and the settings of TLS."""
        place, tls = super().build_connection_pool_key_attributes(*args, **options)
        if self._address and place["scheme"] == "https":
            tls = {**tls, "server_hostname": place["host"]}
        return {**place, "host": self._address or place["host"]}, tls

    def _resolve(self, host: str) -> list[str]:
        """Return the IP addresses of a host, which must all be allowed."""
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(place[0]) for *_kind, place in found))
        for address in addresses:
            if not self._is_allowed(address):
                message = f"is at {address}, which is private; use --allow-private if intended"
                raise CannotFetch(message)
        return addresses
