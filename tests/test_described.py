"""Terms, functions and other objects that reports describe, where their host allows it."""

from __future__ import annotations

import pytest
from conftest import Built, Project, text_of

GLOSSARY = {
    "md": "---\nauthor: {0}\n---\nSee {{term}}`{1}`.\n\n```{{glossary}}\n{1}\n  Words.\n```\n",
    "rst": ":author: {0}\n\nSee :term:`{1}`.\n\n.. glossary::\n\n   {1}\n      Words.\n",
}
OBJECTS = (
    ("c:function", "int mendc(int net)", "c:func", "mendc"),
    ("cpp:function", "int mendcpp(Net net)", "cpp:func", "mendcpp"),
    ("js:function", "mendjs(net)", "js:func", "mendjs"),
    ("py:function", "mend(net)", "py:func", "mend"),
    ("rst:directive", "mend", "rst:dir", "mend"),
    ("envvar", "MEND", "envvar", "MEND"),
    ("option", "--mend", "option", "--mend"),
    ("py:module", "mender", "py:mod", "mender"),
)
FIRST, LAST = "aaa", "zzz"


@pytest.mark.parametrize("suffix", ["md", "rst"])
def test_terms_of_a_report(project: Project, suffix: str) -> None:
    """A term that a report describes, where the host lets it, leads to its place on the page."""
    project.write({f"reports/ana.{suffix}": GLOSSARY[suffix].format("Ana", "Tide")})
    project.write({"other.rst": ":orphan:\n\nOther\n=====\n\n:term:`Tide` :term:`tide`\n"})
    built = project.build(roundup_allowed_directives=["glossary"])
    page = built.page()
    (term,) = [a.get("href") for a in page.all("a", page.report("ana")) if text_of(a) == "Tide"]
    assert term is not None
    assert text_of(page.by_id(term.removeprefix("#"))) == "Tide"
    hrefs = [a.get("href") for a in built.page("other").all("a")]
    assert [h for h in hrefs if h and "term" in h] == [f"index.html{term}"] * 2
    assert page.dangling() == []
    project.build(roundup_allowed_directives=["glossary"], fresh=True)


@pytest.mark.parametrize(("host", "parallel"), [(FIRST, 2), (LAST, 0)])
def test_terms_of_the_host_stay(project: Project, host: str, parallel: int) -> None:
    """A report can't take a term from the host, whichever page is read first."""
    text = ":orphan:\n\nApi\n===\n\n.. glossary::\n\n   net\n      The host's.\n"
    project.write({f"{host}.rst": text})
    project.write({f"f{n}.rst": f":orphan:\n\nF{n}\n==\n\n:term:`net`\n" for n in range(6)})
    project.write({"reports/ana.md": GLOSSARY["md"].format("Ana", "net")})
    project.write({"reports/bob.rst": GLOSSARY["rst"].format("Bob", "ebb")})
    project.write({"reports/cyd.rst": GLOSSARY["rst"].format("Cyd", "ebb")})
    config = {"roundup_allowed_directives": ["glossary"], "parallel": parallel}
    built = project.build(**config)
    _terms_lead_to(built, host)
    page = built.page()
    assert len(set(page.ids)) == len(page.ids)
    project.write({"reports/ana.md": "# Ana\n\nHi.\n"})
    _terms_lead_to(project.build(**config), host)


def _terms_lead_to(built: Built, host: str) -> None:
    objects = built.env.domains.standard_domain.objects
    assert [place for key, place in objects.items() if key[0] == "term"] == [(host, "term-net")]
    hrefs = [a.get("href", "") for a in built.page("f1").all("a")]
    assert [h for h in hrefs if "term" in h] == [f"{host}.html#term-net"]


ALLOWED = [directive for directive, _signature, _role, _name in OBJECTS]
DESCRIBED = "".join(f".. {directive}:: {text}\n\n   Words.\n\n" for directive, text, *_ in OBJECTS)
LINKS = "\n\n".join(f":{role}:`{name}`" for _directive, _signature, role, name in OBJECTS)


@pytest.mark.parametrize(("host", "parallel"), [(FIRST, 2), (LAST, 0)])
def test_objects_of_the_host_stay(project: Project, host: str, parallel: int) -> None:
    """An object that a page and a report describe is the page's, also once the report is gone."""
    project.write({f"{host}.rst": f":orphan:\n\nApi\n===\n\n{DESCRIBED}"})
    project.write({f"f{n}.rst": f":orphan:\n\nF{n}\n==\n\n{LINKS}\n" for n in range(6)})
    project.write({"reports/ana.rst": f":author: Ana\n\n{DESCRIBED}\n{LINKS}\n"})
    config = {"roundup_allowed_directives": ALLOWED, "parallel": parallel}
    built = project.build(**config)
    page = built.page()
    words = text_of(page.report("ana"))
    assert [s for d, s, *_ in OBJECTS if d != "py:module" and s.split("(")[0] not in words] == []
    before = _places(built)
    assert {docname for _name, docname in before} == {host}
    for source in (page.report("ana"), built.page("f1").root):
        hrefs = {a.get("href", "") for a in page.all("a", source)}
        assert sum(href.startswith(f"{host}.html#") for href in hrefs) == len(OBJECTS)
    assert page.dangling() == []
    project.write({"reports/ana.rst": ":author: Ana\n\nHi.\n"})
    assert _places(project.build(**config)) == before


def _places(built: Built) -> list[tuple[str, str]]:
    """Return the names of what is described, and their pages; all pages must exist."""
    found = [
        (entry[0], entry[3])
        for domain in built.env.domains.sorted()
        for entry in domain.get_objects()
        if "mend" in entry[0].lower()
    ]
    assert {docname for _name, docname in found} <= built.env.found_docs
    return sorted(found)


@pytest.mark.parametrize("parallel", [0, 2])
def test_objects_of_a_report(project: Project, parallel: int) -> None:
    """What a report alone describes is shown, and no link leads to nowhere."""
    text = f"{DESCRIBED}\n{LINKS}\n\n.. c:struct:: Net\n\n   .. c:alias:: mendc\n"
    project.write({"reports/ana.rst": f":author: Ana\n\n{text}", "reports/bob.rst": text})
    allowed = [*ALLOWED, "c:struct", "c:alias"]
    config = {"roundup_allowed_directives": allowed, "parallel": parallel}
    for _ in range(2):
        built = project.build(warnings=None, **config)
        page = built.page()
        assert _places(built) == []
        assert page.dangling() == []
        hrefs = [a.get("href") or "" for a in page.all("a", page.report("ana"))]
        assert [h for h in hrefs if "reports/" in h] == []
        project.write({"reports/bob.rst": f"{text}\nAgain.\n"})


def test_nested_objects(project: Project) -> None:
    """Members inside of a class, and the names in their signatures, end no build."""
    text = """:author: Ana

.. cpp:class:: template<typename T> Net : public Base

   .. cpp:function:: Net mend(const Knot &knot)

      Like :cpp:func:`mend` and :cpp:class:`Knot`.

.. c:struct:: Knot

   .. c:member:: struct Knot *next

      Like :c:member:`next`.

.. py:class:: Sea

   .. py:method:: ebb() -> Sea
"""
    allowed = ["cpp:class", "cpp:function", "c:struct", "c:member", "py:class", "py:method"]
    project.write({"reports/ana.rst": text})
    for builder in ("html", "latex"):
        project.build(builder, warnings=None, roundup_allowed_directives=allowed)


def test_pages_own_objects_stay(project: Project) -> None:
    """What the page with the reports describes itself is found before and after they join."""
    page = "Retreat\n=======\n\n.. c:function:: int ebb(void)\n\n.. roundup:: reports/\n"
    project.write({"index.rst": f"{page}\n.. c:function:: int flow(void)\n\n:c:func:`ebb`\n"})
    project.write({"reports/ana.rst": ":author: Ana\n\n.. c:function:: int ebb(void)\n"})
    built = project.build(roundup_allowed_directives=["c:function"])
    objects = built.env.domains.c_domain.get_objects()
    names = {(entry[0], entry[3]) for entry in objects if entry[2] == "function"}
    assert names == {("ebb", "index"), ("flow", "index")}


def test_page_that_is_named_like_a_report(project: Project) -> None:
    """A page may have the name of a report's file, and keeps what it describes."""
    text = ":orphan:\n\nApi\n===\n\n.. c:function:: int ebb(void)\n\n.. envvar:: TIDE\n"
    project.write({"reports/ana.md": "# Ana\n\nHi.\n", "reports/ana.md.rst": text})
    built = project.build(
        exclude_patterns=["reports/*.md"], roundup_allowed_directives=["c:function"], warnings=None
    )
    assert ("envvar", "TIDE") in built.env.domains.standard_domain.objects
    objects = built.env.domains.c_domain.get_objects()
    assert ("ebb", "reports/ana.md") in {(entry[0], entry[3]) for entry in objects}
