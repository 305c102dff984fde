"""Each report is a world of its own."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from conftest import PAGE_RST, headings_of, text_of
from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Built, Project

    Build = Callable[..., Built]

MD = """\
---
author: {name}
---
Some words first[^1], and [my work][work].

(label)=
## What I did

By {name}. See [here](#label), {{ref}}`label` and [there](#what-i-did).

[^1]: The note of {name}.

[work]: https://example.org/{name}
"""
RST = """\
:author: {name}

Some words first [1]_, |what| and `my work`_. See [CIT2020]_.

.. |what| replace:: what {name} says
.. _my work: https://example.org/{name}

.. _label:

What I did
----------

By {name}. See :ref:`label`, `What I did`_ and :eq:`eq1`.

.. math:: a = {length}
   :label: eq1

.. index:: {name}

.. [1] The note of {name}.
.. [CIT2020] The book of {name}.
"""
NAMES = ("Ana", "Bob", "Chris", "Dana")


@pytest.fixture
def four(build: Build) -> Build:
    """Return a function that builds two MyST and two reST reports that share all names."""

    def build_four(*more: str, **kwargs: object) -> Built:
        reports = {}
        for number, name in enumerate((*NAMES, *more)):
            text, suffix = (MD, "md") if number % 4 < 2 else (RST, "rst")
            reports[f"{name.lower()}.{suffix}"] = text.format(name=name, length=len(name))
        return build(reports, **kwargs)

    return build_four


def links(section: object) -> list[str]:
    """Return the addresses of a section's links."""
    return [a.get("href") for a in section.iter("a") if "headerlink" not in (a.get("class") or "")]


def test_same_names_lead_to_own_things(four: Build) -> None:
    """Footnotes, labels, link definitions, citations and substitutions stay in their report."""
    page = four().page()
    assert [i for i, count in Counter(page.ids).items() if count > 1] == []
    assert page.dangling() == []
    for name in NAMES:
        section = page.report(name.lower())
        inside = {e.get("id") for e in section.iter() if e.get("id")}
        own = [href for href in links(section) if href.startswith("#")]
        assert len(own) >= 4
        assert {href[1:] for href in own} <= inside
        assert f"https://example.org/{name}" in links(section)
        assert f"The note of {name}." in text_of(section)
        assert not any(f"The note of {other}." in text_of(section) for other in set(NAMES) - {name})
    assert "what Chris says" in text_of(page.report("chris"))
    assert "The book of Dana" in text_of(page.report("dana"))


def test_headings_are_below_their_author(four: Build) -> None:
    """Headings move below the section, whatever their level and adornment were."""
    page = four().page()
    for name in NAMES:
        section = page.report(name.lower())
        assert headings_of(section) == [("h2", name), ("h3", "What I did")]
        assert page.by_id(f"{name.lower()}--what-i-did").tag in {"section", "span"}


def test_footnotes_are_two_in_latex(four: Build) -> None:
    """In LaTeX the notes ``[1]`` of all reports have their own texts."""
    tex = four(builder="latex").app.outdir
    (path,) = [p for p in tex.iterdir() if p.suffix == ".tex"]
    text = path.read_text("utf-8")
    assert [text.count(f"The note of {name}.") for name in NAMES] == [1, 1, 1, 1]


def test_equations_are_numbered_in_each_report(four: Build) -> None:
    """Each report's first equation is (1), and its references say so."""
    page = four().page()
    for name in ("chris", "dana"):
        section = page.report(name)
        (number,) = page.by_class("eqno", section)
        assert text_of(number).startswith("(1)")
        assert "and (1)." in text_of(section)


def test_index_entries_lead_to_their_report(four: Build) -> None:
    """An index entry leads to an anchor of its own report."""
    built = four()
    page = built.page()
    for entries in built.env.domains.index_domain.entries.values():
        targets = [entry[2] for entry in entries]
        assert {t.partition("--")[0] for t in targets} == {"chris", "dana"}
        assert all(page.by_id(t) is not None for t in targets)


@pytest.mark.parametrize("order", ["file", "-file", "name"])
def test_html_hangs_on_no_neighbour(four: Build, project: Project, order: str) -> None:
    """The html of a report is the same in every order and beside any other reports."""
    first = {name: html_of(four(), name) for name in NAMES}
    page = f"# Retreat\n\n```{{roundup}} reports/\n:order: {order}\n```\n\nPAGE-END\n"
    project.write({"index.md": page})
    again = four("Emma", "Aaron", "Zed", "Bobby")
    assert {name: html_of(again, name) for name in NAMES} == first


def html_of(built: Built, name: str) -> str:
    """Return the source of a report's section."""
    sections = built.read("index.html").split('<section class="roundup-report"')
    (own,) = [s for s in sections if f'id="{name.lower()}"' in s.split(">", 1)[0]]
    return own.split("<hr")[0].replace("</section>", "").rstrip()


def test_near_names_never_meet(build: Build) -> None:
    """Authors and headings whose anchors look alike have anchors of their own."""
    reports = {
        "1.md": "---\nauthor: ana\n---\nHello.\n\n## Lee\n\nText.\n",
        "2.md": "---\nauthor: ana 1\n---\nHello.\n\n## Lee\n\nText.\n",
        "3.md": "---\nauthor: ana-lee\n---\nHello.\n\n## Lee\n\nText.\n",
        "4.md": "---\nauthor: 山田 花子\n---\nHello.\n\n## 旅\n\nText.\n",
    }
    page = build(reports).page()
    assert [i for i, count in Counter(page.ids).items() if count > 1] == []
    for anchor in (
        "ana",
        "ana-1",
        "ana-lee",
        "ana--lee",
        "ana-1--lee",
        "ana-lee--lee",
        "山田-花子--旅",
    ):
        assert page.by_id(anchor) is not None


def test_anchors_outlive_a_second_report(build: Build) -> None:
    """No anchor is lost when a person's second report comes, or goes again."""
    week_1 = {"week-1.md": "---\nauthor: Ana\n---\nHello.\n\n## What I did\n\nText.\n"}
    week_2 = {"week-2.md": "---\nauthor: Ana\n---\nHello.\n\n## What I did\n\nMore.\n"}
    before = {i for i in build(week_1).page().ids if i.startswith("ana")}
    both = build(week_2).page()
    assert before <= set(both.ids)
    assert both.report("ana") is both.report("ana--week-1")
    assert both.report("ana--week-2--what-i-did") is both.report("ana--week-2")


def test_closing_words_are_nobodys(build: Build) -> None:
    """What follows the directive stands outside of the last report."""
    page = build({"ana.md": "---\nauthor: Ana\n---\nHello."}).page()
    (closing,) = page.by_class("roundup-closing")
    assert text_of(closing) == "PAGE-END"
    assert "PAGE-END" not in text_of(page.report("ana"))


def test_state_of_host_is_put_back(build: Build, project: Project) -> None:
    """A report's roles, default role and highlighting don't reach the page or another."""
    project.write({"index.rst": PAGE_RST, "zeta.rst": "Zeta\n====\n\n`interp` :mine:`x`\n"})
    (project.srcdir / "index.md").unlink()
    bad = ".. role:: mine\n\n.. default-role:: math\n\n.. highlight:: ruby\n\n:mine:`a` `b`\n"
    good = "`interp`\n\n::\n\n   puts 1\n"
    built = build({"a.rst": bad, "b.rst": good}, warnings=None)
    places = [w.split(": ")[0] for w in built.warnings if w.startswith("reports/")]
    assert places == ["reports/a.rst:3", "reports/a.rst:5"]
    page = built.page()
    assert [e.tag for e in page.report("b").iter() if text_of(e) == "interp"][-1] == "cite"
    assert page.by_class("highlight-default", page.report("b"))
    assert any("Unknown interpreted text role" in w or "mine" in w for w in built.warnings)
    titles = list(built.doctree("zeta").findall(nodes.title_reference))
    assert [t.astext() for t in titles] == ["interp"]
