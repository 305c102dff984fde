"""Unusual files, and settings of the host."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest
from cases import FM, RST
from conftest import picture, text_of
from oracle import HOST

if TYPE_CHECKING:
    from oracle import Stage


@pytest.mark.parametrize("target", ["/etc/passwd", "../../secret.txt", "../conf.py"])
def test_file_becomes_a_link(stage: Stage, png: bytes, target: str) -> None:
    """A link that takes the place of a file is not followed in a later build."""
    stage.put({"data.csv": b"x", "pic.png": png})
    stage.judge(f"{FM}[KEEP](data.csv) ![ALT](pic.png)\n", again=False)
    for name in ("data.csv", "pic.png"):
        (stage.srcdir / "reports" / name).unlink()
        (stage.srcdir / "reports" / name).symlink_to(target)
    outcome = stage.judge(again=False)
    assert len(outcome.told) == 2
    assert all(words in outcome.text for words in ("KEEP", "ALT"))


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


@pytest.mark.skipif(sys.platform != "linux", reason="such names are one there")
@pytest.mark.parametrize("builder", ["html", "epub"])
@pytest.mark.usefixtures("each_warning")
def test_names_that_differ_by_case(stage: Stage, builder: str) -> None:
    """Files whose names differ by case or composed letters stay apart, also on disks without."""
    names = ("P", "p", "\u00e1", "a\u0301")
    text = "".join(
        f"![A plot {n}](<{name}.bmp>) [x](<{name}.csv>) " for n, name in enumerate(names)
    )
    for number, name in enumerate(names):
        stage.put({f"bad-{name}.md": f"---\nauthor: N{number}\n---\n{text}\n\n[x](<Conf.py>)\n"})
        stage.put({f"{name}.bmp": picture("BMP", (9, 9 + number)), f"{name}.csv": f"{number}"})
    stage.put({"Conf.py": "x = 1"})
    outcome = stage.judge(name="bad-*", builder=builder, again=False)
    assert [line for line, _message in outcome.told] == [6] * 4
    pictures = outcome.built.outdir.rglob("*.png")
    written = [path.name for path in pictures if "_static" not in path.parts]
    folded = {name.casefold() for name in written}
    assert len(folded) == len(written) == 4


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
