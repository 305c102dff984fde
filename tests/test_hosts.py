"""Hosts of many kinds: they don't affect reports, and reports don't affect them."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest
from conftest import PAGE_RST, picture, text_of

if TYPE_CHECKING:
    from conftest import Project


ANA = "---\nauthor: Ana\n---\nHello.\n\n## Installation\n\nText `x`.\n\n## Summary\n\nText.\n"
BOB = "---\nauthor: Bob\n---\nHello.\n\n## Summary\n\nText.\n"


def test_autosectionlabel(project: Project) -> None:
    """A report's heading neither takes over a host's label nor is told as a duplicate."""
    host = "# Guide\n\n{ref}`Installation`\n\n## Installation\n\nText.\n"
    project.write(
        {"reports/ana.md": ANA, "reports/bob.md": BOB, "zguide.md": "---\norphan:\n---\n" + host}
    )
    extensions = ["myst_parser", "sphinx_roundup", "sphinx.ext.autosectionlabel"]
    page = project.build(extensions=extensions).page("zguide")
    (paragraph,) = [p for p in page.all("p") if text_of(p) == "Installation"]
    assert [a.get("href") for a in paragraph.iter("a")] == ["#installation"]


def test_rst_prolog_of_raw_html(project: Project) -> None:
    """The host's prolog is for the host's pages."""
    project.write({"reports/ana.rst": ":author: Ana\n\nHello.\n"})
    prolog = ".. |br| raw:: html\n\n   <br>\n"
    built = project.build(rst_prolog=prolog, rst_epilog=".. |x| replace:: y\n", default_role="any")
    assert "Hello." in text_of(built.page().report("ana"))


def test_contents_and_label_before_directive(project: Project) -> None:
    """A page's own table of contents lists the reports; a label before the directive stays."""
    page = PAGE_RST.replace(
        ".. roundup:: reports/",
        ".. contents::\n\n.. _reports:\n\n.. roundup:: reports/\n   :name: all",
    )
    project.write({"index.rst": page + "\nSee :ref:`them <reports>` and :ref:`all <all>`.\n"})
    project.write({"reports/ana.md": ANA})
    built = project.build().page()
    (contents,) = [e for e in built.by_class("contents") if e.tag in {"nav", "div"}]
    assert "Ana" in text_of(contents)
    assert "Installation" in text_of(contents)
    hrefs = {a.get("href") for a in built.all("a") if text_of(a) in {"them", "all"}}
    assert {"#reports", "#all"} <= hrefs
    assert hrefs <= {f"#{i}" for i in built.ids}


def test_numfig_and_math_numfig(project: Project) -> None:
    """Figures and equations of reports take part in the host's numbers."""
    report = """\
        :author: Ana

        .. _fig:

        .. figure:: p.png
           :alt: a picture

           A caption

        See :numref:`fig` and :eq:`e`.

        .. math:: a = b
           :label: e
        """
    project.write({"reports/ana.rst": textwrap.dedent(report), "reports/p.png": picture("PNG")})
    section = project.build(numfig=True, math_numfig=True).page().report("ana")
    assert "Fig. 1" in text_of(section)
    assert "See Fig. 1 and (1)." in text_of(section)


def test_nitpicky_host_with_api(project: Project) -> None:
    """API roles and terms of the host resolve from reports; nothing else is nitpicked."""
    api = """\
        API
        ===

        .. py:function:: mend(net)

        .. glossary::

           net
              What is mended.

        .. _hostlabel:

        A host's heading
        ----------------
        """
    project.write({"api.rst": ":orphan:\n\n" + textwrap.dedent(api)})
    md = "{py:func}`mend`, {term}`net`, {doc}`../api`, {ref}`hostlabel`, {any}`mend`, "
    md += "[text](../api.rst), [x](#hostlabel)\n"
    rst = ":py:func:`mend`, :term:`net`, :doc:`/api`, :ref:`hostlabel`, `text <../api.rst>`_\n"
    project.write({"reports/ana.md": "---\nauthor: Ana\n---\n" + md})
    project.write({"reports/bob.rst": ":author: Bob\n\n" + rst})
    page = project.build(nitpicky=True).page()
    for name, count in (("ana", 7), ("bob", 5)):
        hrefs = [a.get("href") for a in page.all("a", page.report(name)) if a.get("href")[0] != "#"]
        assert len(hrefs) == count
        assert all(href.startswith("api.html") for href in hrefs)


def test_todo_and_design_in_reports(project: Project) -> None:
    """Reports may use the directives of sphinx-design, and leave a to-do."""
    report = """\
        ---
        author: Ana
        ---
        ::::{tab-set}
        :::{tab-item} One
        First
        :::
        :::{tab-item} Two
        Second
        :::
        ::::

        ```{todo}
        Write more.
        ```

        {bdg-primary}`new`

        ```{dropdown} More
        Hidden words
        ```
        """
    project.write({"reports/ana.md": textwrap.dedent(report)})
    project.write({"todos.md": "---\norphan:\n---\n# To do\n\n```{todolist}\n```\n"})
    extensions = ["myst_parser", "sphinx_design", "sphinx.ext.todo", "sphinx_roundup"]
    built = project.build(extensions=extensions, todo_include_todos=True)
    text = text_of(built.page().report("ana"))
    assert all(words in text for words in ("First", "Second", "Write more.", "Hidden words", "new"))
    assert "Write more." in built.page("todos").text


def test_myst_nb(project: Project) -> None:
    """A host may have myst-nb in place of myst-parser."""
    pytest.importorskip("myst_nb")
    project.write({"reports/ana.md": ANA, "reports/bob.rst": ":author: Bob\n\n`A <ana.md>`_\n"})
    page = project.build(extensions=["myst_nb", "sphinx_roundup"], nb_execution_mode="off").page()
    assert "Hello." in text_of(page.report("ana"))
    assert page.dangling() == []


def test_host_without_myst(project: Project) -> None:
    """A host that writes reST alone can gather Markdown."""
    project.write({"index.rst": PAGE_RST, "reports/ana.md": ANA + "\n[up](#summary)\n"})
    page = project.build(extensions=["sphinx_roundup"]).page()
    assert "Hello." in text_of(page.report("ana"))
    assert page.dangling() == []


def test_host_dialect_stays_the_hosts(project: Project) -> None:
    """What a host enables in its Markdown changes no report; its own pages keep it."""
    page = "# Retreat\n\n{{ word }} $a$\n\n```{roundup} reports/\n```\n"
    project.write(
        {
            "index.md": page,
            "reports/ana.md": "---\nauthor: Ana\n---\nIt cost $15, {{ word }} and $20.\n",
        }
    )
    built = project.build(
        warnings=1,  # "{{ word }}" is shown as it is written
        myst_enable_extensions=["substitution", "dollarmath"],
        myst_substitutions={"word": "FROM-HOST"},
    ).page()
    assert "It cost $15, {{ word }} and $20." in text_of(built.report("ana"))
    assert built.text.count("FROM-HOST") == 1


def test_front_matter_configures_nothing(project: Project) -> None:
    """A front matter can't switch on what evaluates templates, and so runs commands."""
    hostile = "---\nauthor: Ana\nmyst: {enable_extensions: [substitution]}\n---\n{{ 6*7 }} KEEP\n"
    project.write({"reports/ana.md": hostile})
    built = project.build(warnings=1)
    assert built.warnings[0].startswith("reports/ana.md:3: WARNING: ")
    assert "{{ 6*7 }} KEEP" in built.page().text


@pytest.mark.parametrize(
    ("target", "told"), [("reports/ana", "{ref}`index/ana`"), ("nowhere", "unknown document")]
)
def test_links_to_no_page(project: Project, target: str, told: str) -> None:
    """Whoever links to a report's file as to a page is told where it is; the rest tells Sphinx."""
    link = f"---\norphan:\n---\n# L\n\n{{doc}}`{target}`\n"
    project.write({"reports/ana.md": ANA, "zlink.md": link})
    (warning,) = project.build(warnings=1).warnings
    assert warning.startswith("zlink.md:6: WARNING")
    assert told in warning


def test_label_of_a_report(project: Project) -> None:
    """A page links to a report by page and person."""
    project.write(
        {"reports/ana.md": ANA, "zlink.md": "---\norphan:\n---\n# L\n\n{ref}`index/ana`\n"}
    )
    page = project.build().page("zlink")
    (link,) = [a for a in page.all("a") if text_of(a) == "Ana"]
    assert link.get("href") == "index.html#ana"


def test_reports_that_are_pages_too(project: Project) -> None:
    """Reports that Sphinx reads as pages of their own are told once, with the cure."""
    project.write({"reports/ana.md": "# Ana\n\nHello.\n", "reports/bob.md": "# Bob\n\nHello.\n"})
    built = project.build(warnings=None, exclude_patterns=[])
    (told,) = [w for w in built.warnings if "exclude_patterns" in w]
    assert "add 'reports' to exclude_patterns" in told


def test_dollarmath(project: Project) -> None:
    """Formulas between dollars are for projects that ask for them, labels and all."""
    text = "---\nauthor: Ana\n---\n$a$ and {eq}`e`.\n\n$$\nb\n$$ (e)\n\n$$\nc\n$$ (e)\n"
    project.write({"reports/ana.md": text})
    page = project.build(roundup_dollarmath=True).page()
    assert [text_of(e)[:3] for e in page.by_class("eqno")] == ["(1)"]
    assert "and (1)." in text_of(page.report("ana"))


def test_unknown_language_of_the_host(project: Project) -> None:
    """A language that babel doesn't know has English dates and lists."""
    project.write({"reports/ana.md": "---\nauthors: [Ana, Bob]\ndate: 2025-10-04\n---\nHi.\n"})
    built = project.build(language="tlh", warnings=None)
    assert "Ana and Bob" in built.page().text
    assert "October 4, 2025" in built.page().text


def test_highlight_of_the_host_stays_there(project: Project) -> None:
    """A page that sets a language for its code blocks doesn't set it for reports."""
    page = PAGE_RST.replace(".. roundup::", ".. highlight:: ruby\n\n.. roundup::")
    project.write({"index.rst": page + "\n::\n\n   puts 1\n"})
    project.write({"reports/ana.rst": ":author: Ana\n\n::\n\n   puts 1\n"})
    built = project.build(roundup_allowed_directives=["highlight"]).page()
    assert len(built.by_class("highlight-ruby")) == 1
    assert built.by_class("highlight-default", built.report("ana"))
    project.write({"reports/ana.rst": ":author: Ana\n\n.. highlight:: ruby\n\nText.\n"})
    project.build(roundup_allowed_directives=["highlight"])


def test_theme_without_sections(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a theme writes no sections, a report has an element of its own all the same."""
    extension = "def setup(app):\n    pass\n"  # the name is what tells it
    project.write({"sphinx_immaterial.py": extension, "reports/bob.md": BOB})
    project.write({"reports/ana.md": ANA.replace("author", "lang: ar\nauthor")})
    monkeypatch.syspath_prepend(project.srcdir)
    extensions = ["myst_parser", "sphinx_roundup", "sphinx_immaterial"]
    page = project.build(extensions=extensions, warnings=None).page()
    ana, bob = page.by_class("roundup-report")
    assert [page.all("section", box)[0].get("id") for box in (ana, bob)] == ["ana", "bob"]
    assert ana.get("lang") == "ar"
    assert project.build("text", extensions=extensions, warnings=None).read("index.txt")


def test_link_into_an_inventory(project: Project) -> None:
    """A link to what another project's inventory has leads there, in the words of its author."""
    built = project.build(warnings=None)
    inventory = str(built.outdir / "objects.inv")
    project.write({"reports/ana.md": "[WORDS](inv:other:std:doc#index) [LOST](inv:other#lost)\n"})
    built = project.build(
        warnings=1,
        extensions=["myst_parser", "sphinx_roundup", "sphinx.ext.intersphinx"],
        intersphinx_mapping={"other": ("https://other.example/", inventory)},
    )
    page = built.page()
    links = {text_of(a): a.get("href") for a in page.all("a", page.report("ana"))}
    assert links["WORDS"] == "https://other.example/index.html"
    assert "LOST" in text_of(page.report("ana"))


OVERRIDES = """
from docutils import nodes
from docutils.parsers.rst import Directive, directives


class Mine(Directive):
    has_content = True
    optional_arguments = 9

    def run(self):
        return [nodes.paragraph("", "HOSTILE WORDS")]


def mine(*args, **kwargs):
    return [nodes.Text("HOSTILE WORDS")], []


def setup(app):
    for name in ("figure", "note", "code-block", "card", "mine"):
        app.add_directive(name, Mine, override=True)
    for name in ("kbd", "emphasis", "abbr"):
        app.add_role(name, mine, override=True)
"""


def test_overrides_of_the_host(project: Project) -> None:
    """A directive or role that a host replaces for its own pages is the usual one in reports."""
    conf = (project.srcdir / "conf.py").read_text("utf-8")
    project.write({"conf.py": conf + OVERRIDES, "reports/a.png": picture("PNG")})
    used = """\
# Ana

```{note}
NOTE
```

```{figure} a.png
:alt: A

CAPTION
```

```{code-block} python
CODE = 1
```

{kbd}`KEY` {emphasis}`LOUD` {abbr}`AB (abbreviation)`
"""
    project.write({"reports/ana.md": used, "guide.md": "---\norphan:\n---\n# G\n\n{kbd}`x`\n"})
    built = project.build()
    report = built.page().report("ana")
    words = text_of(report)
    assert "HOSTILE" not in words
    assert [w for w in ("NOTE", "CAPTION", "CODE = 1", "KEY", "LOUD", "AB") if w not in words] == []
    assert "HOSTILE WORDS" in text_of(built.page("guide").root)


def test_directives_that_a_host_adds(project: Project) -> None:
    """What conf.py adds is the host's own, whatever the usual one is; its ``card`` is none."""
    conf = (project.srcdir / "conf.py").read_text("utf-8")
    project.write({"conf.py": conf + OVERRIDES})
    text = "# Ana\n\n```{mine}\n```\n\n```{note}\n```\n\n```{card}\nWORDS\n```\n"
    project.write({"reports/ana.md": text})
    built = project.build(roundup_allowed_directives=["mine", "note"], warnings=1)
    words = text_of(built.page().report("ana"))
    assert words.count("HOSTILE WORDS") == 2
    assert "WORDS" in words
    assert "'card' needs sphinx-design" in built.warnings[0]


def test_roles_of_sphinx(project: Project) -> None:
    """The roles that Sphinx makes for a class of words are those of reports, too."""
    project.write({"reports/ana.md": "# Ana\n\n{command}`rm` {dfn}`tide` {regexp}`a+`\n"})
    project.write({"reports/bob.rst": "Bob\n===\n\n.. role:: kbd\n\n:command:`rm` :kbd:`x`\n"})
    page = project.build().page()
    assert text_of(page.report("ana")) == "Ana rm tide a+"
    assert [text_of(e) for e in page.by_class("command", page.report("bob"))] == ["rm"]
    assert [text_of(e) for e in page.by_class("kbd", page.report("bob"))] == ["x"]
