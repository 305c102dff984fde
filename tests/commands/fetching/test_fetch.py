"""Pictures of other hosts, saved beside the reports."""

from __future__ import annotations

import codecs
import socket
import ssl
from typing import TYPE_CHECKING, Any

import pytest
from conftest import CONF, PAGE_MD, picture
from picture_host import Host

from sphinx_roundup.commands import fetch
from sphinx_roundup.commands.fetching import hosts
from sphinx_roundup.commands.fetching.download import (
    Bounds,
    CannotFetch,
    ascii_url,
    download,
    name_of,
)
from sphinx_roundup.commands.fetching.hosts import connect, is_public, make_opener
from sphinx_roundup.commands.fetching.reports import replace_file
from sphinx_roundup.commands.terminal import CannotRun

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Project, Ran

PNG = picture("PNG")
JPEG = picture("JPEG")
BOUNDS = Bounds(5, 1_000_000, 1_000_000)


@pytest.fixture
def host() -> Iterator[Host]:
    """Return a host with pictures."""
    serving = Host(
        {
            "/cat.png": PNG,
            "/Cat%20(1).JPG": JPEG,
            "/other/cat.png": picture("PNG", (5, 5)),
            "/page": b"<html>no picture</html>",
            "/large": PNG + b"\0" * 2_000_000,
            "/there": "/cat.png",
            "/round": "/round",
            "/out": "ftp://example.org/cat.png",
            "/slow": PNG,
            "/drip": PNG,
            "/gone": 410,
        }
    )
    yield serving
    serving.close()


@pytest.fixture
def reports(tmp_path: Path) -> Callable[[dict[str, str | bytes]], Path]:
    """Return a function that writes a project with reports."""

    def write(files: dict[str, str | bytes]) -> Path:
        (tmp_path / "reports").mkdir()
        (tmp_path / "conf.py").write_text(CONF)
        (tmp_path / "index.md").write_text(PAGE_MD)
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            (tmp_path / "reports" / name).write_bytes(data)
        return tmp_path / "reports"

    return write


def test_markdown(host: Host, reports: Callable[..., Path], command: Callable[..., Ran]) -> None:
    """In Markdown images, definitions and HTML lead to files; no other byte is changed."""
    before = (
        f"---\r\nauthor: Ana\r\nurl: {host.url}/cat.png\r\n---\r\n"
        f"![a]({host.url}/cat.png) [link]({host.url}/cat.png)\t![b][x]\r\n"
        f'<img src="{host.url}/Cat%20(1).JPG" alt="c">  \r\n\r\n'
        f"`![code]({host.url}/cat.png)`\r\n\r\n[x]: <{host.url}/other/cat.png> 'T'\r\n"
        f"[y]: {host.url}/cat.png\r\n"
    )
    folder = reports({"ana.md": codecs.BOM_UTF8 + before.encode()})
    ran = command("fetch", "--allow-private")
    assert ran.status == 0, ran
    after = (folder / "ana.md").read_bytes()
    expected = (
        before.replace(f"![a]({host.url}/cat.png)", "![a](cat.png)")
        .replace(f'"{host.url}/Cat%20(1).JPG"', '"cat-1.jpg"')
        .replace(f"<{host.url}/other/cat.png>", "<cat-2.png>")
    )
    assert after == codecs.BOM_UTF8 + expected.encode()
    assert (folder / "cat.png").read_bytes() == PNG
    assert (folder / "cat-1.jpg").read_bytes() == JPEG
    assert f"{folder / 'ana.md'}:5: {host.url}/cat.png is cat.png now" in ran.out
    again = command("fetch", "--allow-private")
    assert again == (0, "no picture of another host in 1 report(s)\n", "")
    assert sorted(p.name for p in folder.iterdir()) == [
        "ana.md",
        "cat-1.jpg",
        "cat-2.png",
        "cat.png",
    ]


def test_rst(host: Host, reports: Callable[..., Path], command: Callable[..., Ran]) -> None:
    """In reST images, figures and substitutions lead to files; literal blocks don't."""
    url = f"{host.url}/cat.png"
    folder = reports(
        {
            "bob.rst": f".. image:: {url}\n   :target: {url}\n\n.. figure:: {url}\n\n   Words\n\n"
            f".. |x| image:: {url}\n\n`link <{url}>`_ ::\n\n   .. image:: {url}\n\n.. image\n"
        }
    )
    assert command("fetch", "reports", "--allow-private").status == 0
    assert (folder / "bob.rst").read_text() == (
        f".. image:: cat.png\n   :target: {url}\n\n.. figure:: cat.png\n\n   Words\n\n"
        f".. |x| image:: cat.png\n\n`link <{url}>`_ ::\n\n   .. image:: {url}\n\n.. image\n"
    )
    assert host.asked == ["/cat.png"]


def test_shown_by_a_build(host: Host, project: Project, command: Callable[..., Ran]) -> None:
    """What was fetched is shown by a build, which has nothing to say."""
    project.write({"reports/ana.md": f"---\nauthor: Ana\n---\n![A cat]({host.url}/cat.png)\n"})
    ran = command("fetch", "--source", str(project.srcdir), "--allow-private")
    assert ran.status == 0
    page = project.build().page()
    assert [e.get("alt") for e in page.all("img", page.report("ana"))] == ["A cat"]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/gone", "isn't there: the host says 410"),
        ("/page", "is no image that a page can show"),
        ("/large", "is larger than 1 MB"),
        ("/round", "isn't there: the host says 302"),
        ("/out", "leads to an address that isn't of the web"),
        pytest.param("/slow", "took longer than 2 seconds", marks=pytest.mark.slow),
        pytest.param("/drip", "took longer than 2 seconds", marks=pytest.mark.slow),
    ],
)
def test_failures(
    host: Host,
    reports: Callable[..., Path],
    command: Callable[..., Ran],
    path: str,
    reason: str,
) -> None:
    """A picture that can't be had costs itself alone, and is told at its line."""
    text = f"![a]({host.url}{path})\n![b]({host.url}/there)\n![a]({host.url}{path})\n"
    folder = reports({"ana.md": text})
    ran = command("fetch", "--allow-private", "--timeout", "2", "--max-size", "1")
    assert ran.status == 1
    assert f"ana.md:1: {host.url}{path} {reason}" in ran.out
    assert f"ana.md:3: {host.url}{path} {reason}" in ran.out
    assert (folder / "ana.md").read_text() == text.replace(f"{host.url}/there", "there.png")
    assert host.asked.count(path) == 1 or path == "/round"


def test_private(host: Host, reports: Callable[..., Path], command: Callable[..., Ran]) -> None:
    """A host in one's own network isn't asked unless that is allowed."""
    folder = reports({"ana.md": f"![a]({host.url}/cat.png)\n"})
    ran = command("fetch")
    assert ran.status == 1
    assert "is at 127.0.0.1, which is private; use --allow-private" in ran.out
    assert host.asked == []
    assert [p.name for p in folder.iterdir()] == ["ana.md"]


def test_redirect_inwards(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither is one that a public host sends to."""
    seen: list[str] = []

    def pretend(address: str) -> bool:
        seen.append(address)
        return len(seen) == 1

    monkeypatch.setattr(hosts, "is_public", pretend)
    with pytest.raises(CannotFetch, match="which is private"):
        download(make_opener(allow_private=False), f"{host.url}/there", BOUNDS)
    assert host.asked == ["/there"]


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
    ],
)
def test_addresses(address: str, public: bool) -> None:
    """Loopback, link-local and private networks are no public ones, in whatever form."""
    assert is_public(address) is public


def test_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each address of a host is tried; a host without any is told."""
    with pytest.raises(OSError, match="refused"):
        connect("127.0.0.1", 1, 1, allow_private=True)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: [])
    with pytest.raises(OSError, match="no address"):
        connect("nowhere.invalid", 80, 1, allow_private=True)


def test_secure(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over https the host has to show who it is."""
    url = host.url.replace("http:", "https:")
    opener = make_opener(allow_private=True)
    with pytest.raises(CannotFetch, match=r"can't be reached: .*SSL"):
        download(opener, f"{url}/cat.png", BOUNDS)
    names: list[str] = []

    def wrap(_self: Any, bare: socket.socket, server_hostname: str) -> socket.socket:
        names.append(server_hostname)
        return bare

    monkeypatch.setattr(ssl.SSLContext, "wrap_socket", wrap)
    assert download(opener, f"{url}/cat.png", BOUNDS).content == PNG
    assert names == ["127.0.0.1"]
    with pytest.raises(CannotFetch, match="private"):
        download(make_opener(allow_private=False), f"{url}/cat.png", BOUNDS)


@pytest.mark.parametrize(
    "url", ["https:///x.png", "https://u:p@x.org/a.png", "https://[x/a.png", "https://x.org:99999/"]
)
def test_no_address(url: str) -> None:
    """What is no address is told as well."""
    with pytest.raises(CannotFetch, match="can't be reached"):
        download(make_opener(allow_private=False), url, BOUNDS)


def test_addresses_are_sent_in_ascii() -> None:
    """Addresses in any script are sent as hosts understand them."""
    assert ascii_url("//bücher.example:8080/ä b?q=ü#x") == (
        "https://xn--bcher-kva.example:8080/%C3%A4%20b?q=%C3%BC"
    )
    assert ascii_url("http://[::1]/a") == "http://[::1]/a"


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
def test_names(url: str, name: str) -> None:
    """A file's name is taken from the address, and made safe."""
    assert name_of(url) == name


def test_dry_run(host: Host, reports: Callable[..., Path], command: Callable[..., Ran]) -> None:
    """A dry run asks nobody, and changes nothing."""
    text = f"![a]({host.url}/cat.png)\n"
    folder = reports({"ana.md": text})
    ran = command("fetch", "reports/ana.md", "--dry-run", "--allow-private")
    assert (ran.status, host.asked) == (0, [])
    assert f"ana.md:1: would ask for {host.url}/cat.png" in ran.out
    assert [p.read_text() for p in folder.iterdir()] == [text]


def test_unreadable(reports: Callable[..., Path], command: Callable[..., Ran]) -> None:
    """A report that can't be read costs itself alone."""
    deep = "word\n" * 20_000  # one paragraph
    folder = reports({"ana.md": "Café".encode("latin-1"), "bob.md": "Hi\n", "cy.md": deep})
    ran = command("fetch")
    assert ran.status == 1
    assert f"{folder / 'cy.md'}:1: can't be read" in ran.out
    assert f"{folder / 'ana.md'}:1: can't be read" in ran.out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nope.md",), "there is no nope.md"),
        (("conf.py",), "is no report"),
        (("empty",), "no page gathers reports from empty"),
        (("--timeout", "0"), "invalid"),
        (("/",), "isn't in the project"),
    ],
)
def test_cannot_run(
    reports: Callable[..., Path], command: Callable[..., Ran], arguments: tuple[str, ...], told: str
) -> None:
    """What can't be done is told in a sentence."""
    (reports({"ana.md": "Hi\n"}).parent / "empty").mkdir()
    ran = command("fetch", "--source", ".", *arguments)
    assert ran.status == 2
    assert told in ran.err


def test_no_room(
    host: Host,
    reports: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    command: Callable[..., Ran],
) -> None:
    """Where nothing can be written the report stays as it was."""
    folder = reports({"ana.md": f"![a]({host.url}/cat.png)\n"})
    text = (folder / "ana.md").read_text()

    def fail(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(fetch, "replace_file", fail)
    ran = command("fetch", "--allow-private")
    assert (ran.status, (folder / "ana.md").read_text()) == (2, text)
    assert "No space left" in ran.err
    with pytest.raises(CannotRun, match="can't be written"):
        fetch.save(tmp_path / "gone", fetch.Picture(PNG, "cat.png"))
    monkeypatch.undo()
    with pytest.raises(FileNotFoundError):
        replace_file(folder / "bob.md", "Hi")
    assert sorted(p.name for p in folder.iterdir()) == ["ana.md", "cat.png"]


def test_what_is_there_stays(tmp_path: Path) -> None:
    """No other file is overwritten, whatever it is; the same content is used again."""
    (tmp_path / "cat.png").mkdir()
    (tmp_path / "cat-2.png").write_bytes(PNG)
    assert fetch.save(tmp_path, fetch.Picture(PNG, "cat.png")) == "cat-2.png"
    assert not fetch.is_same(tmp_path / ("x" * 300), PNG)
