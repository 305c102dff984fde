"""A page that was put together by hand becomes a page and its reports."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, NamedTuple

import pytest
from conftest import Project, picture, text_of
from pages_by_hand import HTML, MARKDOWN, RST
from put_together import markdown_page, rst_page, spoken, words

from sphinx_roundup.reports import read_report

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Built, Ran

PICTURES = ("img/cat.jpg", "img/a b.png", "img/ref-pic.png", "img/group-photo.jpg", "IMG_1.jpg")


class Split(NamedTuple):
    """What came of a page."""

    ran: Ran
    docs: Path

    def text(self, name: str) -> str:
        """Return a file that was written, its line ends as they are."""
        return (self.docs / name).read_bytes().decode()

    def reports(self) -> list[str]:
        """Return the reports in the order of the directive."""
        page = next(self.docs.glob("index.*")).read_text("utf-8")
        return re.findall(r"(?m)^ *([^\s/:{]+\.(?:md|rst))$", page)

    def words(self) -> str:
        """Return the texts of all files."""
        files = [p for p in self.docs.rglob("*") if p.suffix in {".md", ".rst"}]
        return "\n".join(p.read_text("utf-8") for p in files)

    def build(self, warnings: int = 0) -> Built:
        """Build what was written."""
        project = Project.__new__(Project)
        project.srcdir = self.docs
        return project.build(warnings=warnings)


@pytest.fixture
def split(tmp_path: Path, command: Callable[..., Ran]) -> Callable[..., Split]:
    """Return a function that divides a page: ``split("page.md", "# ...")``."""

    def run(name: str, text: str | bytes, *arguments: str, status: int = 0) -> Split:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        ran = command("split", name, "--into", "docs", *arguments)
        assert ran.status == status, ran
        return Split(ran, tmp_path / "docs")

    return run


@pytest.fixture
def pictures(tmp_path: Path) -> None:
    """Put pictures and slides beside the page."""
    for name in (*PICTURES, "page_files/g.jpg"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(picture("PNG" if name.endswith("png") else "JPEG", (40, 30)))
    (tmp_path / "slides.pdf").write_bytes(b"%PDF-1.4")


# -- Three pages with everything ---------------------------------------------------------


@pytest.mark.usefixtures("pictures")
def test_markdown(split: Callable[..., Split]) -> None:
    """A page of Markdown is divided at its authors, and each link leads on."""
    page = MARKDOWN.replace("![gone](img/gone.jpg) ", "").replace("![](img/gone.svg) ", "")
    page = page.replace(" ![there](https://x.org/a.png)", "")
    done = split("page.md", page)
    names = ["ana-silva.md", "bob-cy.md", "dora-diaz.md", "山田-太郎.md", "eva-van-den-berg.md"]
    assert done.reports() == names
    site = done.build().page()
    assert not site.dangling()
    links = {a.get("href") for a in site.all("a")}
    assert {"#ana", "#bob", "#dora-diaz", "#introduction", "#bob--what-i-did"} <= links
    assert [len(site.all("img", r)) for r in site.reports()] == [4, 1, 0, 0, 0]
    assert len(site.all("img")) == 8
    assert text_of(site.report("bob")).startswith("Bob and Cy")
    assert [text_of(e) for e in site.by_class("roundup-closing")] == []
    assert site.by_id("thanks").tag == "section"
    assert not words(spoken(page)) - words(done.words())


@pytest.mark.usefixtures("pictures")
def test_markdown_stays_as_it_is(split: Callable[..., Split]) -> None:
    """A report's lines are those of the page but for what must change, and that is told."""
    done = split("page.md", MARKDOWN.replace("\n", "\r\n"))
    ana = done.text("reports/ana-silva.md")
    assert "\n" not in ana.replace("\r\n", "")
    ana = ana.replace("\r\n", "\n")
    assert ana.startswith(
        "---\nauthor:\n  name: Ana Silva\n  handle: ana\n  url: https://github.com/ana\n---\n\nHi"
    )
    assert "![Cat](cat.jpg) ![x](<a%20b.png>) ![y][pic]" in ana
    assert "```\n# No heading\n## Also None\n[a](#bob)\n```\n\n<!--\n## Not Him\n-->\n" in ana
    assert (
        "[slides](slides.pdf), [intro](../index.md#introduction), dead<!-- /blog/x -->,"
        " [bobs](bob-cy.md#what-i-did),\n"
        '<a href="bob-cy.md">html</a> [top](../index.md) gone<!-- #nowhere -->'
        " dead<!-- /blog/%2D-y -->\n"
        "![gone](img/gone.jpg) [mail](mailto:a@b.org) [page](../index.md#thanks)\n" in ana
    )
    assert "```{figure} cat.jpg\n:alt: A cat\nSee [Bob](bob-cy.md).\n```\n" in ana
    assert ana.endswith(
        'Thanks!\n\n---\n\n[b]: bob-cy.md\n[pic]: ref-pic.png "t"\n[1]: https://one.org\n'
        "[d]: /blog/d\n[^n]: Note [1]\n"
    )
    assert "see [1], d<!-- /blog/d --> and" in ana
    assert 'alt="A picture in the report of Bob and Cy" src="IMG_1.jpg"' in done.text(
        "reports/bob-cy.md"
    )
    assert "[unused]: https://unused.org" in done.text("reports/eva-van-den-berg.md")
    assert "page.md:38: '/blog/x' leads nowhere" in done.ran.out
    assert "there is no picture 'img/gone.jpg'; name the folder" in done.ran.out
    assert "page.md:48: the row of hyphens" in done.ran.out
    assert "1 picture(s) are on other hosts" in done.ran.out


@pytest.mark.usefixtures("pictures")
def test_page_of_markdown(split: Callable[..., Split]) -> None:
    """The page keeps head, words and floats; its pictures are found by Sphinx."""
    done = split("page.md", MARKDOWN)
    assert (
        done.text("index.md")
        .replace("\n\n\n", "\n\n")
        .startswith(
            '---\ndate: 2017-03-21\ndescription: It\'s "fine" @home\n---\n\n# Retreat: the page\n\n'
            "Toc: [Ana](#ana), [Bob](#bob), [Thanks](#thanks), old<!-- ../old.html -->.[^p]\n\n"
            "```{image} group-photo.jpg\n:alt: All\n:align: right\n```\n\nBeside it.\n\n"
            "## Introduction\n\nHello ![a \\[cat\\]](cat.jpg) there.\n"
            '<p align="left">\n\n```{image} cat.jpg\n:width: 20\n```\n\n</p>\n\n'
            "```{roundup} reports/\nana-silva.md\n"
        )
    )
    assert done.text("index.md").endswith("[Bob](#bob).\n\n[^p]: Page note\n")
    assert done.text("conf.py").startswith('project = "Retreat: the page"\n')


@pytest.mark.usefixtures("pictures")
def test_rst(split: Callable[..., Split]) -> None:
    """A page of reST is divided the same way."""
    done = split("page.rst", RST.replace(", unknown_", ""))
    assert done.reports() == ["ana-silva.rst", "bob-cy.rst"]
    site = done.build().page()
    assert not site.dangling()
    assert [len(site.all("img", r)) for r in site.reports()] == [2, 1]
    assert not words(spoken(RST)) - words(done.words()) - words("unknown")
    ana = done.text("reports/ana-silva.rst")
    assert ana.startswith(":author: {name: Ana Silva, url: 'https://github.com/ana'}\n\nHi `Bob")
    assert "Hi `Bob and Cy <bob-cy.rst>`__ and |pic| one_ [1]_ `ana <ana-silva.rst>`__," in ana
    assert (
        "`slides <slides.pdf>`_ dead intro and `Introduction <../index.rst#introduction>`__" in ana
    )
    assert "Thanks to all!\n\n----\n" in ana
    assert ana.endswith(".. Leads nowhere: /blog/x /blog/y\n")
    assert ".. figure:: cat.jpg\n   :alt: Cat\n   :target: slides.pdf\n" in ana
    assert ".. |pic| image:: ref-pic.png\n   :alt: Ref pic\n" in done.text("reports/bob-cy.rst")
    assert done.text("index.rst").startswith(
        ":date: 2017-03-21\n\n==================\nRetreat: the page\n==================\n\n"
        "Toc: `Ana Silva <#ana-silva>`__, `Bob <#bob>`__, Thanks_, see `her <#ana-silva>`__ old"
    )


@pytest.mark.usefixtures("pictures")
def test_html(split: Callable[..., Split]) -> None:
    """A saved web page loses what the site put around it, and nothing else."""
    done = split("page.html", HTML)
    assert done.reports() == ["ana-silva.md", "bob-cy.md"]
    site = done.build().page()
    assert not site.dangling()
    ana = site.report("ana-silva")
    floats = [
        set((e.get("class") or "").split()) - {"no-scaled-link"} for e in site.all("img", ana)
    ]
    assert floats == [
        {"align-right"},
        {"align-left"},
        set(),
    ]
    said = text_of(site.root.find("body"))
    assert "Hello <b> * _x_ [y] 1. # & {{ z }}" in said
    for word in ("x = 1 < 2", "plain", "Cap", "What I did", "y.org", "To all.", "nothing", "cell"):
        assert word in said
    for word in ("Home", "Menu Item", "Foot", "color: red", "no(1)"):
        assert word not in done.words()
    assert "[old](https://retreat.example.org/old)" in done.text("index.md")
    assert "```{image} g.jpg\n:alt: All\n:align: right\n```" in done.text("index.md")
    assert "page.html: the picture 'cat.jpg' has no words" in done.ran.out


# -- Real pages --------------------------------------------------------------------------


def test_mirage(split: Callable[..., Split], corpora: Path, tmp_path: Path) -> None:
    """The page that this project is modelled on: nothing is lost, and the build says nothing."""
    corpus = corpora / "mirage-2017-march/site"
    shutil.copytree(corpus / "graphics", tmp_path / "graphics")
    reports = sorted((corpus / "reports").glob("*.md"))
    text = "\n".join(p.read_text("utf-8") for p in (corpus / "intro.md", *reports))
    page = f"---\nsubject: March hack retreat\nauthor:\n  name: Somebody\n---\n\n{text}"
    done = split("page.md", page)
    assert len(done.reports()) == 10
    site = done.build().page()
    assert len(site.reports()) == 10
    assert not words(spoken(page)) - words(done.words())
    told = done.ran.out.count("the row of hyphens")
    assert told == len(re.findall(r"(?m)^\w.*\n----$", text))
    images = [e.get("class") for e in site.all("img")]
    assert all("align-right" in str(name) for name in images)
    assert len(images) == 2
    (closing,) = site.by_class("roundup-closing")
    assert text_of(closing).startswith("Many thanks to everyone involved!")


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("freebsd-2020q2/site", "md"),
        ("freebsd-2020q2/site-fm", "md"),
        ("mirage-2017-march/site-fm", "md"),
        ("ropensci-unconf18/site", "md"),
        ("fury-2023/site", "rst"),
    ],
)
def test_corpora(
    split: Callable[..., Split], corpora: Path, tmp_path: Path, name: str, suffix: str
) -> None:
    """Each author of a corpus has a report, and no word is lost but of a picture's old path."""
    corpus = corpora / name
    for folder in ("graphics", "img"):
        if (corpus / folder).is_dir():
            shutil.copytree(corpus / folder, tmp_path / folder)
    page = markdown_page(corpus) if suffix == "md" else rst_page(corpus)
    done = split(f"page.{suffix}", page)
    whole = len(list((corpus / "reports").glob(f"*.{suffix}")))
    assert len(done.reports()) >= whole
    named = [n for n in done.reports() if read_report(done.docs, f"reports/{n}").authors]
    assert len(named) >= 0.95 * whole  # "Quarterly Status Reports" is nobody's name
    paths = words(" ".join(re.findall(r"""[(="' ]((?:/|\w)[^()"'\s]*/[^()"'\s]*)""", page)))
    assert not words(page) - words(done.words()) - paths
