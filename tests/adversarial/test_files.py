"""Unusual files, and settings of the host."""

from __future__ import annotations

import os
import struct
import zlib
from typing import TYPE_CHECKING

import pytest
from cases import FM, RST
from conftest import text_of
from oracle import HOST

if TYPE_CHECKING:
    from oracle import Stage

pytestmark = pytest.mark.slow

JINJA = '{{ cycler.__init__.__globals__.os.popen("touch pwn; echo RCE$((6*7))").read() }}'


def test_host_has_substitutions(stage: Stage) -> None:
    """O02: a host's own ``{{ }}`` works, and means nothing in a report."""
    stage.project.write(
        {"host.md": "(hostlabel)=\n# Host\n\nHOST-WORDS {{ mine }} {ref}`hostlabel`"}
    )
    config = {
        "myst_enable_extensions": ["substitution"],
        "myst_substitutions": {"mine": "SUBSTITUTED"},
    }
    outcome = stage.judge(f"{FM}{{{{ mine }}}} {JINJA} KEEP\n", **config)
    assert outcome.text.count("SUBSTITUTED") == 1
    assert "{{ mine }} {{ cycler" in outcome.text
    assert "KEEP" in outcome.text


@pytest.mark.parametrize("suffix", ["md", "rst"])
def test_linked_picture(stage: Stage, suffix: str) -> None:
    """O14: a picture that is a link to another file is its words."""
    for number, target in enumerate(["/etc/passwd", "../../secret.txt", "../conf.py"]):
        (stage.srcdir / "reports").joinpath(f"pic{number}.png").symlink_to(target)
    md = "".join(f"![ALT{n}](pic{n}.png)\n\n" for n in range(3))
    rst = "".join(f".. image:: pic{n}.png\n   :alt: ALT{n}\n\n" for n in range(3))
    text = f"{FM}{md}KEEP\n" if suffix == "md" else f"{RST}{rst}KEEP\n"
    outcome = stage.judge(text, name=f"bad.{suffix}")
    assert outcome.lines == ([4, 6, 8] if suffix == "md" else [3, 6, 9])
    assert all(words in outcome.text for words in ("ALT0", "ALT1", "ALT2", "KEEP"))


@pytest.mark.parametrize("target", ["../../secret.txt", "/etc/passwd", "../conf.py", "nowhere"])
@pytest.mark.parametrize("name", ["bad.md", "bad.rst"])
def test_report_is_a_link(stage: Stage, target: str, name: str) -> None:
    """O15: a report that is a link to another file shows nothing of it."""
    (stage.srcdir / "reports" / name).symlink_to(target)
    outcome = stage.judge(name=name)
    assert outcome.lines == [1]
    assert "symbolic link" in outcome.told[0][1]


@pytest.mark.parametrize("target", ["/etc/passwd", "../../secret.txt", "../conf.py"])
@pytest.mark.parametrize("suffix", ["md", "rst"])
def test_file_becomes_a_link(stage: Stage, png: bytes, suffix: str, target: str) -> None:
    """Nor does a link come into a later build, once it takes the place of what was a file."""
    stage.put({"data.csv": b"x", "pic.png": png})
    md = f"{FM}[KEEP](data.csv) ![ALT](pic.png)\n"
    rst = f"{RST}`KEEP <data.csv>`_\n\n.. image:: pic.png\n   :alt: ALT\n"
    stage.judge(md if suffix == "md" else rst, name=f"bad.{suffix}", again=False)
    for name in ("data.csv", "pic.png"):
        (stage.srcdir / "reports" / name).unlink()
        (stage.srcdir / "reports" / name).symlink_to(target)
    outcome = stage.judge(name=f"bad.{suffix}", again=False)
    assert len(outcome.told) == 2
    assert all(words in outcome.text for words in ("KEEP", "ALT"))


def test_folder_is_a_link(stage: Stage) -> None:
    """A folder that is a link to another is not looked into."""
    outside = stage.srcdir.parent / "outside"
    outside.mkdir()
    outside.joinpath("x.md").write_text("CANARY-FILE\n", "utf-8")
    (stage.srcdir / "reports" / "bad").symlink_to(outside)
    assert len(stage.judge().page.reports()) == 2


def test_next_reports_are_untouched(stage: Stage) -> None:
    """O17: roles and highlighting of a report end with it; so says the one that comes after."""
    bad = ".. default-role:: math\n\n.. highlight:: ruby\n\n`x`\n"
    stage.project.write({"zeta.rst": ":orphan:\n\nZeta\n====\n\n`interp`\n\n::\n\n   puts 1\n"})
    outcome = stage.judge(RST + bad, name="bad.rst")
    for page, place in (
        (outcome.page, outcome.page.report("gina")),
        (zeta := outcome.built.page("zeta"), zeta.root),
    ):
        assert "interp" in [text_of(e) for e in page.all("cite", place)]
        assert page.by_class("highlight-default", place)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bad.md", f"{FM}(hostlabel)=\n# HIJACKED\n\n{{ref}}`hostlabel`\n"),
        ("bad.rst", f"{RST}.. _hostlabel:\n\nHIJACKED\n========\n\n:ref:`hostlabel`\n"),
    ],
)
def test_label_of_the_host(stage: Stage, name: str, text: str) -> None:
    """O18: a label that the host has too leads everybody else to the host's page."""
    outcome = stage.judge(text, name=name)
    host = {a.get("href") for a in outcome.built.page("host").all("a")}
    assert "#hostlabel" in host
    assert not any("bad--" in href for href in host)
    page = outcome.page
    report = page.report("bad")
    (link,) = [a for a in page.all("a", report) if "internal" in (a.get("class") or "")]
    assert page.by_id(link.get("href")[1:]) in list(report.iter())


def test_no_way_out_of_the_report(stage: Stage) -> None:
    """O06: what stands around the reports is the same as beside a harmless one."""

    def around(text: str) -> list[str]:
        page = stage.judge(FM + text, again=False).page
        inside = {e for section in page.reports() for e in section.iter()}
        return [f"{e.tag} {e.get('class')}" for e in page.root.iter() if e not in inside]

    harmless = around("KEEP\n")
    for ends in ("</div></section></main> KEEP", "<div><section> KEEP", "</body></html> KEEP"):
        assert around(f"{ends}\n") == harmless


def test_head_of_the_page(stage: Stage) -> None:
    """O21: neither the page's title nor its head is a report's."""
    head = stage.judge(FM + "KEEP\n", again=False).page.root.find("head")
    before = [(e.tag, sorted(e.attrib.items()), e.text) for e in head.iter()]
    bad = ":orphan:\n:author: Bad\n\n.. meta::\n   :refresh: 0\n\n.. title:: HIJACKED\n\nKEEP\n"
    (stage.srcdir / "reports" / "bad.md").unlink()
    head = stage.judge(bad, name="bad.rst", again=False).page.root.find("head")
    assert [(e.tag, sorted(e.attrib.items()), e.text) for e in head.iter()] == before


LATIN = "Caf\xe9\n".encode("latin-1")


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("name", ["bad.md", "bad.rst"])
def test_latin_1(stage: Stage, name: str, end: bytes) -> None:
    """O30: a byte that is no UTF-8 is told at its own line, whatever ends the lines."""
    outcome = stage.judge(end.join([*[b"line"] * 6, LATIN]), name=name)
    assert outcome.lines == [7]
    assert "could not be shown" in outcome.text


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16(stage: Stage, encoding: str) -> None:
    """O31: wide encodings are told by their names."""
    outcome = stage.judge("# Bad\n\nA report in a wide encoding.\n".encode(encoding))
    assert outcome.lines == [1]
    assert "UTF-" in outcome.told[0][1]
    assert "could not be shown" in outcome.text


def test_mark_and_windows_lines(stage: Stage) -> None:
    """O32: a byte order mark and CRLF hide no front matter, and lines are counted right."""
    text = "\ufeff---\nauthor: Bad\ntitle: My title\n---\nKEEP\n\n```{raw} html\nx\n```\n"
    outcome = stage.judge(text.replace("\n", "\r\n").encode())
    assert outcome.lines == [7]
    assert "My title" in outcome.text
    assert "KEEP" in outcome.text


def huge_png(width: int, height: int) -> bytes:
    """Return a picture with more pixels than bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    compressor = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    data = b"".join(compressor.compress(row) for _ in range(height)) + compressor.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = (chunk(b"IHDR", header), chunk(b"IDAT", data), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize("side", [30_000, 13_000])
def test_too_many_pixels(stage: Stage, side: int) -> None:
    """O35: a picture that would fill the memory is its words."""
    stage.put({"big.png": huge_png(side, side)})
    outcome = stage.judge(f"{FM}![ALT](big.png) KEEP\n")
    assert outcome.lines == [4]
    assert "ALT" in outcome.text
    assert not (outcome.built.outdir / "_images" / "big.png").exists()


@pytest.mark.skipif(os.name == "nt", reason="no such names there")
@pytest.mark.parametrize(
    "name", ["a\x1b[31m.png", "a\n::error::x.png", "##vso[task.x]y.png", "a\u202eb.png"]
)
def test_names_that_act(stage: Stage, png: bytes, name: str) -> None:
    """A file whose name would act where it is printed is not published, nor printed."""
    stage.put({name: png, "x\x1b[31merror.zip": b"PK"})
    written = name.replace("\n", "%0A").replace("\x1b", "%1B").replace("[", "%5B")
    written = written.replace("\u202e", "%E2%80%AE")
    outcome = stage.judge(f"{FM}![ALT](<{written}>) [Z](<x%1B%5B31merror.zip>) KEEP\n")
    assert "ALT" in outcome.text
    assert len(outcome.told) == 2
    assert name not in outcome.built.app.status.getvalue()


def test_nothing_printed_acts(stage: Stage) -> None:
    """Nothing that is echoed of a report begins a line, moves a terminal or commands a CI."""
    words = "%0A::error::pwned%1B[31m ##vso[task.setvariable]x ##teamcity[x] ##[error]x"
    text = (
        f"---\nauthor: Bad\ndate: '{words}'\nautor: '##vso[x]'\n---\n"
        f"[a](<{words}>) [b](<x{words}.md>) [c](<#{words}>) {{ref}}`{words}` {{doc}}`{words}` "
        f"{{person}}`{words}` {{any}}`{words}` ![d](<{words}.png>) {{nope##vso[x]}}`x` "
        "<##vso[x]>\n\n```{##vso[x]}\n```\n\n```{code-block} ##vso[x]\nx\n```\n\n"
        "[e](::error::x) {ref}`a\n::error::b`\n"
    )
    outcome = stage.judge(text, again=False)
    told = "\n".join(outcome.built.warnings) + outcome.built.status
    assert "##vso[" not in told
    assert "##teamcity[" not in told
    assert "##[" not in told
    assert not any(line.lstrip().startswith("::") for line in told.splitlines())


def test_links_say_whose_they_are(stage: Stage) -> None:
    """A report's links to elsewhere are marked as a stranger's, the host's aren't."""
    text = (
        "---\nauthor: Bad\nlinks: {site: 'https://a.example'}\n---\n[a](https://b.example) "
        "<https://c.example> <a href='https://d.example'>d</a> [e](//e.example) "
        "![f](//f.example/f)\n\n"
        ":::{card} x\n:link: https://g.example\n:::\n"
    )
    stage.project.write({"host.md": f"{HOST}\n\n[h](https://h.example)\n"})
    page = stage.judge(text).page
    rel = {a.get("href"): a.get("rel") for a in page.all("a") if ".example" in a.get("href", "")}
    assert set(rel.values()) == {"nofollow ugc noopener"}
    assert len(rel) == 7
    (own,) = [a for a in stage.project.build().page("host").all("a") if text_of(a) == "h"]
    assert own.get("rel") is None


def test_classes_of_a_report(stage: Stage) -> None:
    """A report's classes are its own, however it asks for them; harmless ones stay."""
    md = "Words.\n\n{.sd-d-none .align-right}\nA\n\n[B]{.headerlink}\n\n"
    md += "```{rst-class} hidden\n```\n\nC\n\n:::{card} D\n:class-card: search\nd\n:::\n\n"
    md += ":::{note}\n:class: toctree-wrapper dropdown\nE\n:::\n"
    rst = ".. container:: search\n\n   F\n\n.. role:: headerlink\n\n:headerlink:`G`\n"
    stage.put({"bad-1.md": FM + md, "bad-2.rst": RST + rst})
    page = stage.judge(name="bad-*").page
    inside = [e for section in page.reports() for e in section.iter()]
    classes = {name for e in inside for name in (e.get("class") or "").split()}
    assert classes >= {f"report-{name}" for name in ("sd-d-none", "headerlink", "hidden", "search")}
    assert classes >= {"align-right", "dropdown", "report-toctree-wrapper"}
    assert not classes & {"sd-d-none", "hidden", "search", "toctree-wrapper"}
    assert all(e.tag == "a" for e in page.by_class("headerlink"))
