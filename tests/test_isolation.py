"""Isolation of each report."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from conftest import PAGE_RST, headings_of, text_of
from docutils import nodes
from docutils.parsers.rst import roles
from sphinx.util.docutils import docutils_namespace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

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
    text = four(builder="latex").read("*.tex")
    assert [text.count(f"The note of {name}.") for name in NAMES] == [1, 1, 1, 1]


def test_equations_are_numbered_in_each_report(four: Build) -> None:
    """Each report's first equation is (1), and its references say so."""
    page = four().page()
    for name in ("chris", "dana"):
        section = page.report(name)
        (number,) = page.by_class("eqno", section)
        assert text_of(number).startswith("(1)")
        assert "and (1)." in text_of(section)


def test_no_index_entries(four: Build, build: Build) -> None:
    """Reports put nothing into the project's index, by any directive or role."""
    assert not any(four().env.domains.index_domain.entries.values())
    roles = {"index": "Evil", "pep": "8", "rfc": "2324", "envvar": "EVIL", "cve": "1", "cwe": "2"}
    md = " ".join(f"{{{name}}}`{words}`" for name, words in roles.items())
    rst = " ".join(f":{name}:`{words}`" for name, words in roles.items())
    md += "\n\n```{index} single: Evil; x\n```\n\n```{glossary}\nEvil\n  x\n```\n"
    rst += "\n\n.. index::\n   pair: Evil; x\n   see: Evil; x\n\n.. envvar:: EVIL\n"
    built = build({"evil.md": f"# E\n\n{md}", "more.rst": f"M\n=\n\n{rst}"}, warnings=None)
    assert "2324" in built.page().text
    assert not any(built.env.domains.index_domain.entries.values())


@pytest.mark.slow
@pytest.mark.parametrize("order", ["file", "-file", "name"])
def test_html_hangs_on_no_neighbour(four: Build, project: Project, order: str) -> None:
    """The html of a report is the same in every order and beside any other reports."""
    first = {name: html_of(four(), name) for name in NAMES}
    options = f":order: {order}\n:roster: none"  # from six on there is a way back to it
    page = f"# Retreat\n\n```{{roundup}} reports/\n{options}\n```\n\nPAGE-END\n"
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


def test_state_of_host_is_put_back(build: Build, project: Project) -> None:
    """A report's roles, default role and highlighting don't reach the page or another."""
    project.write({"index.rst": PAGE_RST, "zeta.rst": "Zeta\n====\n\n`interp` :mine:`x`\n"})
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


def test_second_build_of_a_process(build: Build) -> None:
    """Sphinx gives each of several builds in a process other registers; reports keep theirs."""
    bad = ".. role:: yours\n\n:yours:`a`\n"
    for _ in range(2):
        with docutils_namespace():
            build({"a.rst": bad})
            assert "yours" not in vars(roles)["_roles"]


def test_class_directive_is_for_the_next_block(build: Build) -> None:
    """Directives that leave something for what follows them do so in a report, too."""
    rst = ":author: Ana\n\n.. rst-class:: foo\n\nA paragraph.\n"
    md = "---\nauthor: Bob\n---\n```{rst-class} foo\n```\n\nA paragraph.\n"
    page = build({"a.rst": rst, "b.md": md}).page()
    assert [text_of(e) for e in page.by_class("report-foo")] == ["A paragraph.", "A paragraph."]


def test_report_describes_no_object(build: Build, project: Project) -> None:
    """``class`` is docutils' own in a report: it adds nothing to the host's API."""
    project.write(
        {"api.rst": ":orphan:\n\nAPI\n===\n\n.. py:class:: Widget\n\n:py:class:`Widget`\n"}
    )
    built = build({"a.rst": ":author: Ana\n\n.. class:: Widget\n\nA paragraph.\n"})
    assert built.env.domains.python_domain.objects["Widget"].docname == "api"
    assert text_of(built.page().by_class("report-widget")[0]) == "A paragraph."


def test_doctest_builder_runs_no_report(build: Build, tmp_path: Path) -> None:
    """What looks like a test in a report is text: Sphinx's doctest builder leaves it alone."""
    code = f">>> open({str(tmp_path / 'pwned')!r}, 'w').close()\n"
    build(
        {"a.rst": f":author: Ana\n\n{code}"},
        builder="doctest",
        extensions=["myst_parser", "sphinx.ext.doctest", "sphinx_roundup"],
    )
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize(
    "formula", [r"\input{/etc/passwd}", r"\href{javascript:alert(1)}{x}", r"\def\vec#1{WRONG}"]
)
def test_formulas_only_set_formulas(build: Build, formula: str) -> None:
    """A formula that reads files, links or teaches TeX is shown as it is written."""
    text = f":author: Ana\n\nWords :math:`{formula}`.\n\n.. math::\n   :nowrap:\n\n   {formula}\n"
    page = build({"a.rst": text}, warnings=2).page()
    assert not page.by_class("math")
    assert formula in text_of(page.report("ana"))


def test_second_name_in_rst(build: Build) -> None:
    """A link of reST that gives another's target a second name stops no build."""
    text = ":author: Ana\n\nHi `both <one_>`_ and one_.\n\n.. _one: https://one.example\n"
    page = build({"ana.rst": text}).page()
    assert [a.get("href") for a in page.all("a", page.report("ana")) if a.get("rel")] == [
        "https://one.example",
        "https://one.example",
    ]
