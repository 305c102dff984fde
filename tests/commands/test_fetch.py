"""``sphinx-roundup fetch``: pictures of other hosts, saved beside the reports."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

import pytest
from conftest import CONF, PAGE_MD, picture
from picture_host import Host, answer, redirect

from sphinx_roundup.commands import fetch
from sphinx_roundup.commands.download import Download

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Project, Ran

PNG = picture("PNG")
JPEG = picture("JPEG")


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    """Return a host with pictures."""
    monkeypatch.setenv("no_proxy", "*")
    serving = Host(
        {
            "/cat.png": answer(PNG),
            "/Cat%20(1).JPG": answer(JPEG),
            "/other/cat.png?a=1&b=2": answer(picture("PNG", (5, 5))),
            "/there": redirect("/cat.png"),
            "/page.jpg": answer(b"<html>no picture</html>", "Content-Type: image/jpeg"),
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
        f"![b][x] [![c [d]](<{host.url}/cat.png> 'T')]({host.url}/cat.png)\r\n"
        f'<img src="{host.url}/Cat%20(1).JPG" alt="c">  \r\n\r\n'
        f"<IMG alt='e'\r\n src='{host.url}/other/cat.png?a=1&amp;b=2'>\r\n\r\n"
        f"```{{figure}} {host.url}/cat.png\r\n![d]({host.url}/cat.png)\r\n```\r\n\r\n"
        f"`![code]({host.url}/cat.png)`\r\n\r\n[x]: <{host.url}/other/cat.png?a=1&b=2> 'T'\r\n"
        f"[y]: {host.url}/cat.png\r\n"
    )
    folder = reports({"ana.md": codecs.BOM_UTF8 + before.encode()})
    ran = command("fetch", "--allow-private")
    assert ran.status == 0, ran
    expected = (
        before.replace(f"![a]({host.url}/cat.png)", "![a](cat.png)")
        .replace(f"![c [d]](<{host.url}/cat.png>", "![c [d]](<cat.png>")
        .replace(f'"{host.url}/Cat%20(1).JPG"', '"cat-1.jpg"')
        .replace(f"{host.url}/other/cat.png?a=1&b=2", "cat-2.png")
        .replace(f"{host.url}/other/cat.png?a=1&amp;b=2", "cat-2.png")
        .replace(f"{{figure}} {host.url}/cat.png", "{figure} cat.png")
        .replace(f"![d]({host.url}/cat.png)", "![d](cat.png)")
    )
    assert (folder / "ana.md").read_bytes() == codecs.BOM_UTF8 + expected.encode()
    assert (folder / "cat.png").read_bytes() == PNG
    assert (folder / "cat-1.jpg").read_bytes() == JPEG
    assert f"reports/ana.md:5: {host.url}/cat.png is cat.png now" in ran.out
    assert len(host.asked) == 3
    again = command("fetch", "--allow-private")
    assert again == (0, "no picture of another host in 1 report\n", "")


def test_rst(host: Host, reports: Callable[..., Path], command: Callable[..., Ran]) -> None:
    """In reST images, figures and substitutions lead to files; literal blocks don't."""
    url = f"{host.url}/cat.png"
    before = (
        f".. image:: {url}\n   :target: {url}\n\n.. figure:: {url}\n\n   Words\n\n"
        f".. |x| image:: {url}\n\n.. grid::\n\n   .. grid-item::\n\n      .. image:: {url}\n\n"
        f"`link <{url}>`_ ::\n\n   .. code:: {url}\n\n.. image\n"
    )
    folder = reports({"bob.rst": before})
    assert command("fetch", "reports", "--allow-private").status == 0
    expected = before.replace(f"image:: {url}", "image:: cat.png")
    expected = expected.replace(f"figure:: {url}", "figure:: cat.png")
    assert (folder / "bob.rst").read_text() == expected
    assert host.asked == ["/cat.png"]


def test_code(host: Host, reports: Callable[..., Path], command: Callable[..., Ran]) -> None:
    """Addresses in code and in comments stay, also in directives, beside one that is fetched."""
    shown = f"![a]({host.url}/cat.png)"
    code = f"`{shown}` is\n\n```md\n{shown}\n```\n\n````{{note}}\n~~~\n{shown}\n~~~\n````\n"
    code += f"<!-- {shown} -->\n\n- List\n\n      {shown}\n\n```{{code}} md\n{shown}\n```\n"
    image = f".. image:: {host.url}/cat.png\n"
    rst = f"Text::\n\n   {image}\n   {image}\n.. code-block:: rst\n\n   {image}\n.. no\n   {image}"
    folder = reports({"ana.md": f"{code}\n- List\n\n    {shown}", "bob.rst": f"{rst}\n{image}"})
    assert command("fetch", "--allow-private").status == 0
    assert (folder / "ana.md").read_text() == f"{code}\n- List\n\n    ![a](cat.png)"
    assert (folder / "bob.rst").read_text() == f"{rst}\n.. image:: cat.png\n"


def test_addresses(host: Host, reports: Callable[..., Path], command: Callable[..., Ran]) -> None:
    """Escapes, entities and round brackets in an address are read as a browser does."""
    urls = (r"/my\_cat.png", "/a_(b).png", "/c.png?x=1&amp;y=2")
    reports({"ana.md": "".join(f"![a]({host.url}{url})\n" for url in urls)})
    ran = command("fetch", "--allow-private", "--dry-run")
    asked = [re.findall(r"\d(/\S+) would", line)[0] for line in ran.out.splitlines()]
    assert asked == ["/my_cat.png", "/a_(b).png", "/c.png?x=1&y=2"]


def test_shown_by_a_build(host: Host, project: Project, command: Callable[..., Ran]) -> None:
    """A build shows what was fetched, without a warning."""
    project.write({"reports/ana.md": f"---\nauthor: Ana\n---\n![A cat]({host.url}/cat.png)\n"})
    asked = ("--source", str(project.srcdir), "--allow-private")
    ran = command("fetch", *asked)
    assert ran.status == 0
    page = project.build().page()
    assert [e.get("alt") for e in page.all("img", page.report("ana"))] == ["A cat"]


def test_failures(host: Host, reports: Callable[..., Path], command: Callable[..., Ran]) -> None:
    """A failed download is reported at each of its lines; the others continue."""
    gone, page = f"{host.url}/gone", f"{host.url}/page.jpg"
    text = f"![a]({gone})\n![b]({host.url}/there)\n\n![c]({page})\n\n![a]({gone})\n"
    folder = reports({"ana.md": text, "bob.md": f"![b]({host.url}/cat.png)\n"})
    ran = command("fetch", "--allow-private")
    assert ran.status == 1
    path = folder / "ana.md"
    assert ran.out.splitlines()[:4] == [
        f"reports/ana.md:1: {gone} isn't there: the host says 404",
        f"reports/ana.md:2: {host.url}/there is there.png now",
        f"reports/ana.md:4: {page} is no image that a page can show (PNG, JPEG, GIF, WebP, SVG)",
        f"reports/ana.md:6: {gone} isn't there: the host says 404",
    ]
    assert path.read_text() == text.replace(f"{host.url}/there", "there.png")
    assert (folder / "bob.md").read_text() == "![b](cat.png)\n"
    assert host.asked.count("/gone") == 1


@pytest.mark.parametrize("change", ["edit", "remove", "link"])
def test_changed_meanwhile(
    reports: Callable[..., Path],
    command: Callable[..., Ran],
    monkeypatch: pytest.MonkeyPatch,
    change: str,
) -> None:
    """What is done to a report during a download isn't undone."""
    path = reports({"ana.md": "![a](https://x.example/a.png)\n", "bob.md": "Hi.\n"}) / "ana.md"

    def download(*_args: object) -> Download:
        if change == "edit":
            path.write_text(path.read_text() + "EDITED\n")
        else:
            path.unlink()
        if change == "link":
            path.symlink_to("bob.md")
        return Download(PNG, "a.png")

    monkeypatch.setattr(fetch, "download", download)
    ran = command("fetch")
    assert (ran.status, ran.err) == (1, "")
    assert "ana.md:1: was changed meanwhile, and stays so; run the command again" in ran.out
    assert change != "edit" or path.read_text().endswith("EDITED\n")
    assert change == "edit" or path.is_symlink() == (change == "link")


@pytest.mark.parametrize(
    ("name", "limit"), [("MOST_PICTURES", 2), ("_MOST_FETCHED", len(PNG) + 1), ("_MOST_SECONDS", 0)]
)
def test_sum(
    host: Host,
    reports: Callable[..., Path],
    command: Callable[..., Ran],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    limit: int,
) -> None:
    """Number, bytes and time of all downloads of a report are limited; others have their own."""
    monkeypatch.setattr(fetch, name, limit)
    shown = [f"![a]({host.url}/{each})\n" for each in ("cat.png", "there", "gone", "there")]
    folder = reports({"ana.md": "".join(shown), "bob.md": f"![a]({host.url}/gone)\n"})
    assert command("fetch", "--allow-private").status == 1
    done = 2 if limit else 0
    left = [line for line in (folder / "ana.md").read_text().splitlines() if host.url in line]
    assert len(left) == (1 if done else 4)
    assert host.asked.count("/gone") == (1 if done else 0)


def test_folders(host: Host, reports: Callable[..., Path], command: Callable[..., Ran]) -> None:
    """A picture of reports in two folders is downloaded once, and saved in both."""
    folder = reports({"ana.md": f"![a]({host.url}/cat.png)\n" * 2})
    (folder / "bob").mkdir()
    (folder / "bob/index.md").write_text(f"![a]({host.url}/cat.png)\n")
    assert command("fetch", "--allow-private").status == 0
    assert host.asked == ["/cat.png"]
    assert (folder / "bob/cat.png").read_bytes() == (folder / "cat.png").read_bytes() == PNG


def test_private(host: Host, reports: Callable[..., Path], command: Callable[..., Ran]) -> None:
    """A host in the user's own network isn't contacted without permission."""
    folder = reports({"ana.md": f"![a]({host.url}/cat.png)\n"})
    ran = command("fetch")
    assert ran.status == 1
    assert "is at 127.0.0.1, which is private; use --allow-private" in ran.out
    assert host.asked == []
    assert [p.name for p in folder.iterdir()] == ["ana.md"]


def test_dry_run(host: Host, reports: Callable[..., Path], command: Callable[..., Ran]) -> None:
    """A dry run contacts no host, and changes nothing."""
    text = f"![a]({host.url}/cat.png)\n"
    folder = reports({"ana.md": text})
    ran = command("fetch", "reports/ana.md", "--dry-run", "--allow-private")
    assert (ran.status, host.asked) == (0, [])
    assert f"ana.md:1: {host.url}/cat.png would be asked for" in ran.out
    assert [p.read_text() for p in folder.iterdir()] == [text]


def test_unreadable(
    host: Host,
    reports: Callable[..., Path],
    command: Callable[..., Ran],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A report that can't be read affects no other, and is never written."""
    monkeypatch.setattr(fetch, "_MOST_BYTES", 200_000)
    folder = reports(
        {
            "ana.md": "Café".encode("latin-1"),
            "bob.md": f"![a]({host.url}/cat.png)\n",
            "eve.md": f"![a]({host.url}/cat.png)\n" + "\n" * 200_000,
            "gil.md": f"<div><img data-src='x'>\n{'<img ' * 30_000} src='{host.url}/cat.png'>\n",
        }
    )
    (folder / "fay.md").symlink_to(folder / "bob.md")
    ran = command("fetch", "--allow-private")
    assert ran.status == 1
    for name in ("ana.md", "eve.md"):
        assert f"reports/{name}:1: can't be read; 'sphinx-roundup check' says why" in ran.out
    assert "fay.md:1: can't be read" in command("fetch", "reports/fay.md").out
    assert (folder / "bob.md").read_text() == "![a](cat.png)\n"
    assert len((folder / "eve.md").read_text()) > 200_000


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nope.md",), "no page gathers reports from nope.md"),
        (("conf.py",), "no page gathers reports from conf.py"),
        (("empty",), "no page gathers reports from empty"),
        (("../elsewhere.md",), "no page gathers reports from ../elsewhere.md"),
    ],
)
def test_cannot_run(
    reports: Callable[..., Path], command: Callable[..., Ran], arguments: tuple[str, ...], told: str
) -> None:
    """If nothing can be fetched, a sentence says why."""
    top = reports({"ana.md": "Hi\n"}).parent
    (top / "empty").mkdir()
    (top.parent / "elsewhere.md").touch()
    ran = command("fetch", "--source", ".", *arguments)
    assert ran.status == 2
    assert told in ran.err


def test_no_room(
    host: Host,
    reports: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    command: Callable[..., Ran],
) -> None:
    """If a file can't be written, the report stays as it was."""
    folder = reports({"ana.md": f"![a]({host.url}/cat.png)\n"})
    text = (folder / "ana.md").read_text()

    def fail(*_args: object) -> None:
        raise OSError(28, "No space left on device", "ana.md")

    monkeypatch.setattr(fetch, "replace_file", fail)
    ran = command("fetch", "--allow-private")
    assert (ran.status, (folder / "ana.md").read_text()) == (2, text)
    assert ran.err == "sphinx-roundup fetch: ana.md: No space left on device\n"


def test_other_files_stay(tmp_path: Path) -> None:
    """No other file is overwritten, whatever it is; the same content is used again."""
    (tmp_path / "cat.png").mkdir()
    (tmp_path / "cat-2.png").symlink_to(tmp_path / "nowhere")
    (tmp_path / "cat-3.png").write_bytes(PNG)
    assert fetch.save(tmp_path, Download(PNG, "cat.png")) == "cat-3.png"
    assert not (tmp_path / "nowhere").exists()
