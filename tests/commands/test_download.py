"""Downloads hold against hosts that mean harm. No test leaves this machine."""

from __future__ import annotations

import gzip
import socket
import ssl
from typing import TYPE_CHECKING, Any

import pytest
from conftest import picture
from picture_host import FLOOD, TRICKLE, Host, answer, redirect

from sphinx_roundup.commands.download import (
    Bounds,
    CannotFetch,
    download,
    is_public,
    name_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PNG = picture("PNG")
BOUNDS = Bounds(1_000_000, 1_000_000, 60)
SHORT = Bounds(1_000_000, 1_000_000, 0.5)
"""For answers that never end: however slow the machine is, they take longer."""


def anywhere(_address: str) -> bool:
    """Allow every address."""
    return True


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Host]]:
    """Return a function that starts a host with one or more answers."""
    monkeypatch.setenv("no_proxy", "*")
    hosts = []

    def start(answers: Any) -> Host:
        hosts.append(Host(answers if isinstance(answers, dict) else {"/a.jpg": answers}))
        return hosts[-1]

    yield start
    for host in hosts:
        host.close()


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[list[str]]]:
    """Return the addresses of names, for each time that one is resolved."""
    known: dict[str, list[list[str]]] = {}
    resolve = socket.getaddrinfo

    def pretend(host: str, *args: Any, **options: Any) -> list[Any]:
        if host not in known:
            return resolve(host, *args, **options)
        return [each for ip in known[host].pop(0) for each in resolve(ip, *args, **options)]

    monkeypatch.setattr(socket, "getaddrinfo", pretend)
    return known


HEAD = b"HTTP/1.1 200 OK\r\n"
BOMB = gzip.compress(PNG + b"\0" * 50_000_000)
HTML = b"<!doctype html><title>no picture</title>"


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (answer(HTML, "Content-Type: image/jpeg"), "is no image that a page can show"),
        (answer(HTML, "Content-Type: text/html"), "is no image that a page can show"),
        (answer(b"", "Content-Type: image/png"), "is no image that a page can show"),
        (answer(picture("PNG", (1100, 1000))), "has too many pixels"),
        (answer(b"", status="410 Gone"), "isn't there: the host says 410"),
        (answer(b"", status="304 Not Modified"), "isn't there: the host says 304"),
        (answer(PNG + b"\0" * 2_000_000), "is larger than 1 MB"),
        (answer(PNG, "Content-Length: 99999999999"), "can't be reached: .*bytes read"),
        (answer(BOMB, "Content-Encoding: gzip"), "is no image that a page can show"),
        (
            answer(BOMB, "Content-Encoding: " + "gzip, " * 9 + "gzip"),
            "is no image|content encodings",
        ),
        (redirect("/a.jpg"), "leads from one address to the next more than 5 times"),
        (redirect("ftp://example.org/cat.png"), "leads to an address that isn't of the web"),
        (redirect("file:///etc/passwd"), "leads to an address that isn't of the web"),
        (redirect("http://[x/"), "can't be reached: "),
        (b"no HTTP at all\r\n\r\n", "can't be reached: "),
        (b"", "can't be reached: "),
        (HEAD + b"X: " + b"x" * 100_000, "can't be reached: .*header line"),
        (HEAD + b"X: x\r\n" * 200, "can't be reached: .*headers"),
    ],
)
def test_wrong_answers(serve: Callable[..., Host], sent: bytes, reason: str) -> None:
    """Whatever is no picture, or leads to none, has a reason."""
    host = serve(sent)
    with pytest.raises(CannotFetch, match=reason):
        download(f"{host.url}/a.jpg", BOUNDS, anywhere)
    assert len(host.asked) <= 6


@pytest.mark.parametrize(
    ("start", "manner", "more", "reason"),
    [
        (HEAD + b"\r\n", FLOOD, b"\0" * 65_536, "is larger than 1 MB"),
        (HEAD + b"\r\n" + PNG, TRICKLE, b"\0", "took longer than 0.5 seconds"),
        (HEAD + b"X: ", TRICKLE, b"x", "took longer than 0.5 seconds"),
        (HEAD, TRICKLE, b"X: x\r\n", "took longer than 0.5 seconds|headers"),
        (b"", TRICKLE, b"", "took longer than 0.5 seconds"),
        (b"", FLOOD, b"HTTP/1.1 100 Continue\r\n\r\n", "took longer than 0.5 seconds"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", TRICKLE, b"0", "took longer"),
        (b"HTTP/1.1 302 Found\r\nLocation: /b.png\r\n\r\n", FLOOD, BOMB[:9_999], ""),
    ],
)
def test_endless_answers(
    serve: Callable[..., Host], start: bytes, manner: str, more: bytes, reason: str
) -> None:
    """Bodies and headers without an end are cut off by size or by time; redirects have no body."""
    host = serve({"/a.jpg": (start, manner, more), "/b.png": answer(PNG)})
    bounds = SHORT if manner == TRICKLE or b"100" in more else BOUNDS
    if not reason:
        assert download(f"{host.url}/a.jpg", bounds, anywhere).content == PNG
        return
    with pytest.raises(CannotFetch, match=reason):
        download(f"{host.url}/a.jpg", bounds, anywhere)


# -- Addresses ---------------------------------------------------------------------------


def test_redirect_to_a_private_host(serve: Callable[..., Host], names: dict[str, Any]) -> None:
    """A public host can't lead to a private one, by address or by name."""
    inside = serve(answer(PNG))
    names |= {"public.test": [["127.0.0.1"]] * 2, "intern.test": [["127.0.0.2"]]}
    outside = serve(
        {
            "/ip": redirect(f"http://127.0.0.2:{inside.port}/a.jpg"),
            "/name": redirect(f"//intern.test:{inside.port}/a.jpg"),
        }
    )
    for path in outside.answers:
        with pytest.raises(CannotFetch, match=r"is at 127\.0\.0\.2, which is private"):
            download(f"http://public.test:{outside.port}{path}", BOUNDS, "127.0.0.1".__eq__)
    assert (outside.asked, inside.asked) == (["/ip", "/name"], [])


def test_changing_names(serve: Callable[..., Host], names: dict[str, Any]) -> None:
    """The connection is made to the address that was checked; a name isn't resolved again."""
    host = serve(answer(PNG))
    names["host.test"] = [["127.0.0.1"], ["127.0.0.2"]]
    download(f"http://host.test:{host.port}/a.jpg", BOUNDS, "127.0.0.1".__eq__)
    assert names["host.test"] == [["127.0.0.2"]]
    assert f"Host: host.test:{host.port}\r\n" in host.headers[0]
    with pytest.raises(CannotFetch, match=r"is at 127\.0\.0\.2"):
        download(f"http://host.test:{host.port}/a.jpg", BOUNDS, "127.0.0.1".__eq__)


def test_several_addresses(serve: Callable[..., Host], names: dict[str, Any]) -> None:
    """Each address of a host is tried; one private address is enough to refuse the host."""
    host = serve(answer(PNG))
    url = f"http://host.test:{host.port}/a.jpg"
    names["host.test"] = [["127.0.0.2", "127.0.0.1"], ["127.0.0.1", "127.0.0.2"], ["127.0.0.2"]]
    assert download(url, BOUNDS, anywhere).content == PNG
    with pytest.raises(CannotFetch, match=r"is at 127\.0\.0\.2"):
        download(url, BOUNDS, "127.0.0.1".__eq__)
    with pytest.raises(CannotFetch, match=r"can't be reached: .*refused"):
        download(url, BOUNDS, anywhere)
    assert host.asked == ["/a.jpg"]


def test_private_by_default(serve: Callable[..., Host]) -> None:
    """Without another check, only public addresses are contacted."""
    host = serve(answer(PNG))
    with pytest.raises(CannotFetch, match=r"is at 127\.0\.0\.1, which is private"):
        download(f"{host.url}/a.jpg", BOUNDS)
    assert host.asked == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - nobody listens there
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::5db8:d822", True),
        ("64:ff9b:1::a00:1", False),
        ("::7f00:1", False),
        ("fec0::1", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    """Loopback, link-local and private networks aren't public, in whatever form."""
    assert is_public(address) is public


def test_tls(serve: Callable[..., Host], names: dict[str, Any], monkeypatch: Any) -> None:
    """Over https the certificate must be that of the name, not of the address."""
    host = serve(b"no TLS")
    names["host.test"] = [["127.0.0.1"]] * 2
    url = f"https://host.test:{host.port}/a.jpg"
    with pytest.raises(CannotFetch, match=r"can't be reached: .*SSL"):
        download(url, BOUNDS, anywhere)
    checked = []

    def wrap(_self: object, _sock: object, *, server_hostname: str, **_options: object) -> None:
        checked.append(server_hostname)
        raise ssl.SSLError("seen")

    monkeypatch.setattr(ssl.SSLContext, "wrap_socket", wrap)
    with pytest.raises(CannotFetch, match="seen"):
        download(url, BOUNDS, anywhere)
    assert checked == ["host.test"]


def test_proxy(
    serve: Callable[..., Host], names: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proxy of the environment is used, wherever it is, but not to reach a private host."""
    proxy = serve({"http://public.test/a.jpg": answer(PNG)})
    monkeypatch.setenv("http_proxy", proxy.url)
    monkeypatch.setenv("no_proxy", "")
    names["public.test"] = [[]]
    assert download("http://public.test/a.jpg", BOUNDS).content == PNG
    for private in ("http://127.0.0.1/a.jpg", "http://localhost/a.jpg", "http://[::1]/a.jpg"):
        with pytest.raises(CannotFetch, match="which is private"):
            download(private, BOUNDS)
    assert proxy.asked == ["http://public.test/a.jpg"]


# -- What is sent, and names -------------------------------------------------------------


def test_no_secrets(
    serve: Callable[..., Host], monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    """A host gets no password of the user, no cookie and no compressed answer."""
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login ana password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    start = answer(b"", "Set-Cookie: a=b", "Location: /b.jpg", status="302 Found")
    host = serve({"/a.jpg": start, "/b.jpg": answer(PNG)})
    download(f"{host.url}/a.jpg", BOUNDS, anywhere)
    sent = "".join(host.headers).lower()
    assert sent.count("accept-encoding: identity") == 2
    assert "authorization" not in sent
    assert "cookie" not in sent


@pytest.mark.parametrize("url", ["https:///x.png", "https://[x/a.png", "https://x.org:99999/"])
def test_no_url(url: str) -> None:
    """An address that is none has a reason, too."""
    with pytest.raises(CannotFetch, match="can't be reached"):
        download(url, BOUNDS)


def test_any_script(serve: Callable[..., Host]) -> None:
    """Addresses in any script are sent as hosts understand them, also without a scheme."""
    host = serve({"/%C3%A4%20b?q=%C3%BC": answer(PNG)})
    url = f"{host.url}/ä b?q=ü#x".removeprefix("http:")
    with pytest.raises(CannotFetch, match="SSL"):
        download(url, BOUNDS, anywhere)
    assert download(f"http:{url}", BOUNDS, anywhere).name == "a-b.png"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://x.org/a/Cat%20(1).JPG?size=large", "cat-1"),
        ("https://x.org/..%2F..%2Fetc%2Fpasswd", "passwd"),
        ("https://x.org/", "picture"),
        ("https://x.org/猫.png", "猫"),
        ("https://x.org/con.png", "con-picture"),
        (f"https://x.org/{'a' * 300}.png", "a" * 80),
    ],
)
def test_file_names(url: str, name: str) -> None:
    """A file's name is taken from the address, and made safe."""
    assert name_of(url) == name
