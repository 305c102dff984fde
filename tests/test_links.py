"""Targets of the links and images of reports."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from conftest import each_alone, picture, text_of, told_of

from sphinx_roundup.links.targets import headings_near
from sphinx_roundup.reports import is_plain_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from xml.etree.ElementTree import Element

    from conftest import Built, Project

    Build = Callable[..., Built]

PNG = picture("PNG")
HEAD = {"md": "---\nauthor: Ana\n---\n", "rst": ":author: Ana\n\n"}
BOB = "---\nauthor: Bob\n---\nHello.\n\n## What I did\n\nText.\n\n(map)=\nA map.\n"


HOST = """\
```{math}
:label: host
a
```

(hostlabel)=
## Labelled

Text.
"""


def ana(built: Built) -> Element:
    """Return Ana's section."""
    return built.page().report("ana")


def hrefs(built: Built) -> list[str]:
    """Return the addresses of the links in Ana's report."""
    return hrefs_in(ana(built))


def hrefs_in(section: Element) -> list[str]:
    """Return the addresses of the links in a report."""
    links = section.iter("a")
    return [a.get("href", "") for a in links if "headerlink" not in (a.get("class") or "")]


def check_refused(built: Built, cases: Iterable[tuple[str, str, str]], line: int) -> None:
    """See that there is one warning for each case, at its line, and words for a report."""
    for number, (suffix, text, told) in enumerate(cases):
        (warning,) = told_of(built, f"r{number}.{suffix}")
        assert warning.startswith(f"reports/r{number}.{suffix}:{line}: WARNING: "), text
        assert told in warning


LEADS_THERE = (
    ("md", "[Bob](bob.md)", "#bob"),
    ("md", "[](bob.md)", "#bob"),
    ("md", "[Bob](./sub/../bob.md#what-i-did)", "#bob--bob--what-i-did"),
    ("md", "[Bob](bob.md#map)", "#bob--bob--map"),
    ("md", "[Bob](/reports/bob.md)", "#bob"),
    ("md", "{doc}`bob`", "#bob"),
    ("md", "{doc}`Bob <bob>`", "#bob"),
    ("md", "{ref}`Bob <bob>`", "#bob"),
    (
        "md",
        '[up](#-tide-pool)\n\n<h2 align="center">🌊 <b>Tide</b>\n pool</h2>',
        "#{0}--{0}--tide-pool",
    ),
    ("md", "[a map](map)", "#{0}--{0}--map"),
    ("md", "[](#map)", "#{0}--{0}--map"),
    ("md", "[x](#deep-one)", "#{0}--{0}--deep-one"),
    ("md", "[x](#ca-va)", "#{0}--{0}--ca-va"),
    ("md", "[x](#ça-va)", "#{0}--{0}--ca-va"),
    ("md", "[](#hostlabel)", "other.html#hostlabel"),
    ("md", "{eq}`host`", "other.html#equation-host"),
    ("rst", "y_", "#{0}--{0}--label"),
    ("rst", "`y`_", "#{0}--{0}--label"),
    ("md", "[Bob](Bob)", "#bob"),
    ("md", "{any}`bob`", "#bob"),
    ("md", "{any}`Bob <bob>`", "#bob"),
    ("md", "[Bob](./bob)", "#bob"),
    ("md", "[Bob](../reports/bob)", "#bob"),
    ("md", "[Cleo](cleo)", "#cleo"),
    ("md", "{any}`cleo`", "#cleo"),
    ("md", "[Cleo](./cleo)", "#cleo"),
    ("md", "[Zoe](zoe)", "#zoe"),
    ("md", "[Zoe](zoe/)", "#zoe"),
    ("md", "<project:bob.md>", "#bob"),
    ("md", "[page](../other.md)", "other.html"),
    ("md", "[page](../other.md#more)", "other.html#more"),
    ("md", "{doc}`/other`", "other.html"),
    ("md", "https://example.org/bare", "https://example.org/bare"),
    ("md", "www.example.org/bare", "http://www.example.org/bare"),
    ("md", "ana@example.org", "mailto:ana@example.org"),
    ("md", "[web](https://example.org/x)", "https://example.org/x"),
    ("md", "[web](Https://example.org/%C3%A9)", "Https://example.org/%C3%A9"),
    ("md", "<ana@example.org>", "mailto:ana@example.org"),
    ("md", "[web](//example.org/x)", "https://example.org/x"),
    ("rst", "`Bob <bob.md>`_", "#bob"),
    ("rst", "`Bob <bob.md#what-i-did>`_", "#bob--bob--what-i-did"),
    ("rst", "`x <#deep-one>`_", "#{0}--{0}--deep-one"),
    ("rst", "`x <//example.org/x>`_", "https://example.org/x"),
    ("rst", ":doc:`bob`", "#bob"),
    ("rst", ":ref:`Bob <bob>`", "#bob"),
    ("rst", "`page <../other.md>`_", "other.html"),
    ("rst", ":doc:`page <../other>`", "other.html"),
    ("rst", "https://example.org/bare", "https://example.org/bare"),
)
"""Suffix, link, and its address, in which ``{0}`` is the report."""
INSIDE = {
    "md": "\n(map)=\nA map.\n\n## Deep One\n\nText.\n\n## Ça va\n\nText.\n",
    "rst": "\n.. _y: label_\n\n.. _label:\n\nDeep One\n--------\n\nText.\n",
}


def test_link_leads_there(project: Project, build: Build) -> None:
    """A link leads to the sibling, the heading in it, the page or the address that it names."""
    project.write({"other.md": "---\norphan:\n---\n# Other\n\n## More\n\n" + HOST})
    cases = [(suffix, f"See {link} here.\n{INSIDE[suffix]}") for suffix, link, _ in LEADS_THERE]
    reports = {"bob.md": BOB, "cleo.rst": "Hello.\n"}
    reports["zoe/index.md"] = "---\nauthor: Zoe\n---\nHi.\n"
    config = {"myst_heading_anchors": 2, "roundup_roster": "none"}
    page = build(each_alone(cases) | reports, **config).page()
    for number, (_suffix, link, href) in enumerate(LEADS_THERE):
        (found,) = hrefs_in(page.report(f"r{number}"))
        assert found.replace("%40", "@") == href.format(f"r{number}"), link
        assert re.search(r"See \S.* here\.", text_of(page.report(f"r{number}"))), link
    assert page.dangling() == []


LEADS_NOWHERE = (
    ("md", "[x](nowhere.md)", "leads nowhere"),
    ("md", "[x](bbo.md)", "did you mean 'bob.md'"),
    ("md", "[x](/blog/2016)", "leads nowhere"),
    ("md", "[x](../../../etc/passwd)", "leads out of the project"),
    ("md", "[x](/)", "leads nowhere"),
    ("md", "[x](/conf.py)", "can't be published"),
    ("md", "[x](javascript:alert(1))", "can't link to 'javascript:'"),
    ("md", "[x](JaVaScRiPt:x)", "can't link to 'javascript:'"),
    ("md", "[x](data:text/html,y)", "can't link to 'data:'"),
    ("md", "[x](file:///etc/passwd)", "can't link to 'file:'"),
    ("md", "[x](#nothing)", "nothing"),
    ("rst", "`x <http://[>`_", "'http://[' is no web address"),
    ("md", "[x](https:///y)", "'https:///y' is no web address"),
    ("md", '<a href="http:evil">x</a>', "'http:evil' is no web address"),
    ("md", "[](nowhere.md)", "leads nowhere"),
    ("md", "{doc}`x <nowhere>`", "no page or report"),
    ("md", "{doc}`x <elsewhere:page>`", "unknown document"),
    ("md", "{download}`x </conf.py>`", "can't be published"),
    ("md", "{download}`x <file:///etc/passwd>`", "can't link to 'file:'"),
    ("rst", "`x <javascript:alert(1)>`_", "can't link to 'javascript:'"),
    ("rst", "`x <nowhere.md>`_", "leads nowhere"),
    ("rst", "`x <#nothing>`_", "no heading '#nothing'"),
    ("rst", ":doc:`x <nowhere>`", "no page or report"),
)


def test_link_leads_nowhere(build: Build) -> None:
    """A link that leads nowhere, or where it may not, is its text, and told at its line."""
    cases = [(suffix, f"Hello,\nsee {link} KEEP.\n") for suffix, link, _told in LEADS_NOWHERE]
    reports = each_alone(cases) | {"bob.md": BOB}
    built = build(reports, warnings=len(cases), roundup_roster="none")
    check_refused(built, LEADS_NOWHERE, 2)
    page = built.page()
    for number in range(len(cases)):
        section = page.report(f"r{number}")
        assert hrefs_in(section) == []
        assert re.search(r"see (x|nowhere.md) KEEP\.", text_of(section))


WANTED = [
    (
        "md",
        "[x](#what-i-di)",
        "this report has no heading '#what-i-di'; did you mean '#what-i-did'?",
    ),
    ("rst", "`x <#what-i-di>`_", "no heading '#what-i-di'; did you mean '#what-i-did'?"),
    ("md", "[x](#zzz)", "no heading '#zzz'; it has '#what-i-did', '#more', '#last' and others"),
    ("md", "[x](mapp)", "the link 'mapp' leads nowhere; did you mean 'map'?"),
    ("md", "{any}`x <mapp>`", "the link 'mapp' leads nowhere; did you mean 'map'?"),
    ("md", "{ref}`x <mapp>`", "has the label 'mapp'; did you mean 'map'?"),
    (
        "rst",
        ":ref:`x <hostlable>`",
        "neither this report nor the project has the label 'hostlable'",
    ),
    ("rst", ":ref:`x <hostlable>`", "; did you mean 'hostlabel'?"),
    ("md", "{numref}`x <mapp>`", "has the label 'mapp'; did you mean 'map'?"),
    ("md", "{doc}`x <bbo>`", "no page or report 'bbo' to link to; did you mean 'bob'?"),
    ("md", "{doc}`x <../othre>`", "'../othre' to link to; did you mean '../other'?"),
    ("md", "{ref}`map`", "'map' isn't at a heading or caption; write {ref}`words <map>`"),
    ("rst", ":ref:`bare`", "'bare' isn't at a heading or caption; write :ref:`words <bare>`"),
    ("md", "[x](#id1)", "no heading '#id1'; it has '#what-i-did'"),
]


def test_nearest_is_told(project: Project, build: Build) -> None:
    """Who names what isn't there is told, at its line, what there is that is called nearly so."""
    project.write(
        {"other.md": "---\norphan:\n---\n# Other\n\n(bare)=\nWords.\n\n(hostlabel)=\n## Host\n"}
    )
    label = {"md": "(map)=\n", "rst": ".. _map:\n\n"}
    rest = "".join(f"{title}\n----------\n\nA.\n\n" for title in ("What I did", "More", "Last"))
    text = "Hello,\nsee {} KEEP.\n\n{}A map.\n\n" + rest
    cases = [(suffix, text.format(link, label[suffix])) for suffix, link, _told in WANTED]
    config = {"numfig": True, "roundup_roster": "none"}
    built = build(each_alone(cases) | {"bob.md": BOB}, warnings=len(cases), **config)
    check_refused(built, WANTED, 2)
    assert all(line.endswith("[roundup.link]") for line in built.warnings)
    assert not any(hrefs_in(built.page().report(f"r{n}")) for n in range(len(cases)))


def test_missing_heading_of_a_sibling(build: Build) -> None:
    """A link to a heading that isn't there leads to the sibling's beginning."""
    built = build({"ana.md": HEAD["md"] + "[x](bob.md#what-i-di)\n", "bob.md": BOB}, warnings=1)
    assert hrefs(built) == ["#bob"]
    told = "'bob.md' has no heading '#what-i-di', and the link leads to its beginning; did you mean"
    assert f"{told} '#what-i-did'?" in built.warnings[0]


def test_heading_of_a_report_without_any(build: Build) -> None:
    """A report without headings is told that it hasn't this one."""
    (told,) = build({"ana.md": HEAD["md"] + "[x](#nope)\n"}, warnings=1).warnings
    assert told.endswith("WARNING: this report has no heading '#nope' [roundup.link]")


def test_file_beside_the_report_is_published(build: Build) -> None:
    """A file in the report's own folder may be downloaded; one elsewhere not."""
    reports = {
        "ana/index.md": HEAD["md"] + "[slides](slides.pdf) {download}`more.txt` [](more.txt) "
        "{download}`web <https://example.org/x.zip>`\n",
        "ana/slides.pdf": b"%PDF",
        "ana/more.txt": "More.",
    }
    built = build(reports)
    names = ["slides.pdf", "more.txt", "more.txt", "x.zip"]
    assert [h.rpartition("/")[2] for h in hrefs(built)] == names
    assert len(list((built.outdir / "_downloads").rglob("*.*"))) == 2


def test_report_on_another_page(project: Project, build: Build) -> None:
    """A link to a report that another page gathers, or to a heading in it, leads there."""
    project.write({"second.md": "---\norphan:\n---\n# Second\n\n```{roundup} more/\n```\n"})
    project.write({"more/bob.md": BOB})
    links = "[x](../more/bob.md), [](../more/bob.md), {doc}`x <../more/bob>`"
    text = HEAD["md"] + links + ", [x](../more/bob.md#what-i-did)\n"
    built = build({"ana.md": text}, exclude_patterns=["reports", "more"])
    assert hrefs(built) == ["second.html#bob"] * 3 + ["second.html#bob--bob--what-i-did"]
    assert "x, Bob" in text_of(ana(built))


def test_report_on_no_page(project: Project, build: Build) -> None:
    """A link to a report that no page gathers is told, and nothing of it is published."""
    project.write({"more/bob.md": BOB})
    built = build(
        {"ana.md": HEAD["md"] + "[x](../more/bob.md)\n"},
        warnings=1,
        exclude_patterns=["reports", "more"],
    )
    assert built.warnings[0].startswith("reports/ana.md:4: WARNING: ")
    assert hrefs(built) == []


IMAGES = [
    ("md", "![A camel](camel.png)"),
    ("md", "![A camel](<my camel.png>)"),
    ("md", "![A camel](my%20camel.png)"),
    ("md", "![A camel](camel.png?raw=true)"),
    ("md", "![A camel](/graphics/camel.png)"),
    ("md", "![A camel](../graphics/camel.png)"),
    ("md", "![A camel](graphics/camel.png)"),
    ("md", '<img src="camel.png" alt="A camel">'),
    ("md", 'Words <img src="/graphics/camel.png" alt="A camel" style="float:right"> more'),
    ("md", '<a href="https://example.org"><img src="camel.png" alt="A camel"></a>'),
    ("md", "```{image} camel.png\n:alt: A camel\n```"),
    ("md", "```{figure} camel.png\n:alt: A camel\n\nA caption\n```"),
    ("rst", ".. image:: camel.png\n   :alt: A camel"),
    ("rst", ".. figure:: camel.png\n   :alt: A camel\n\n   A caption"),
    ("rst", ".. image:: camel.png\n   :alt: A camel\n   :target: https://example.org"),
]


def test_image_is_shown(project: Project, build: Build) -> None:
    """An image is found beside its report or from the source folder, in every form."""
    project.write({"graphics/camel.png": PNG})
    reports = each_alone((suffix, f"{image}\n") for suffix, image in IMAGES)
    page = build(reports | {"camel.png": PNG, "my camel.png": PNG}).page()
    for number, image in enumerate(IMAGES):
        (shown,) = page.report(f"r{number}").iter("img")
        assert shown.get("alt") == "A camel", image
        assert shown.get("src", "").startswith("_images/")


NOT_SHOWN = (
    ("md", "![A camel](nothing.png)", "there is no image"),
    ("md", "![A camel](Camel.PNG)", "did you mean 'camel.png'"),
    ("md", "![A camel](../../../etc/passwd)", "outside of the project"),
    ("md", "![A camel](/conf.py)", "is no image"),
    ("md", "![A camel](link.png)", "symbolic link"),
    ("md", "![A camel](evil.svg)", "has scripts"),
    ("md", "![A camel](data:image/png;base64,AAAA)", "is no image"),
    ("md", "![A camel](ftp://example.org/camel.png)", "'ftp:' address"),
    ("md", '<img src="nothing.png" alt="A camel">', "there is no image"),
    ("rst", ".. figure:: nothing.png\n   :alt: A camel\n\n   KEEP this caption", "no image"),
    (
        "rst",
        ".. figure:: nothing.png\n   :alt: A camel\n   :target: https://example.org",
        "no image",
    ),
    (
        "rst",
        ".. image:: nothing.png\n   :alt: A camel\n   :target: https://example.org",
        "no image",
    ),
)


@pytest.mark.usefixtures("each_warning")
def test_image_that_cannot_be_shown(build: Build, project: Project) -> None:
    """In the place of an image that can't be shown stand its words, and one warning."""
    project.write({"reports/camel.png": PNG, "reports/evil.svg": "<svg><script>x</script></svg>"})
    (project.srcdir / "reports/link.png").symlink_to("/etc/passwd")
    cases = [(suffix, f"Hello.\n\n{image}\n") for suffix, image, _told in NOT_SHOWN]
    built = build(each_alone(cases), warnings=len(cases))
    check_refused(built, NOT_SHOWN, 3)
    page = built.page()
    for number, (_suffix, image, _told) in enumerate(NOT_SHOWN):
        section = page.report(f"r{number}")
        assert list(section.iter("img")) == []
        assert "A camel" in text_of(section)
        assert ("KEEP" in image) == ("KEEP" in text_of(section))
    assert not (built.outdir / "_images").exists()


OF_OTHER_HOSTS = (
    ("md", "![A camel](https://example.org/c.png)", ["https://example.org/c.png"]),
    ("md", "![](https://example.org/c.png)", ["https://example.org/c.png"]),
    ("md", "[![A camel](https://example.org/c.png)](https://example.org)", ["https://example.org"]),
    (
        "rst",
        ".. image:: https://example.org/c.png\n   :target: https://example.org",
        ["https://example.org"],
    ),
)


@pytest.mark.usefixtures("each_warning")
def test_image_of_another_host_is_a_link(build: Build) -> None:
    """Nothing is fetched: a remote image is a link with its words, and a warning."""
    cases = [(suffix, f"{image}\n") for suffix, image, _expected in OF_OTHER_HOSTS]
    built = build(each_alone(cases), warnings=len(cases))
    page = built.page()
    for number, (_suffix, image, expected) in enumerate(OF_OTHER_HOSTS):
        section = page.report(f"r{number}")
        assert list(section.iter("img")) == []
        assert hrefs_in(section) == expected, image
        assert text_of(section) in {f"r{number} A camel", f"r{number} c.png"}
        assert "another host" in built.warnings[number]


REFUSED = (
    ("md", "<script>alert(1)</script>", "<script>"),
    ("md", "</div></section></main>", "</div>"),
    ("md", "<form action=x><input name=y></form>", "<form>"),
    ("md", "text <blink>x</blink>", "<blink>"),
    ("md", "```{include} ../conf.py\n```", "'include'"),
    ("md", "```{literalinclude} /conf.py\n```", "'literalinclude'"),
    ("md", "```{raw} html\n<b>x</b>\n```", "'raw'"),
    ("md", "```{eval-rst}\n.. raw:: html\n```", "'eval-rst'"),
    ("md", "```{toctree}\nindex\n```", "'toctree'"),
    ("md", "```{roundup} .\n```", "'roundup'"),
    ("md", "```{post} 2023\nwords\n```", "no directive 'post'"),
    ("rst", ".. include:: ../conf.py", "'include'"),
    ("rst", ".. raw:: html\n\n   <b>x</b>", "'raw'"),
    ("rst", ".. meta::\n   :x: y", "'meta'"),
    ("rst", ".. postlist:: 2023\n   :author: x", "no directive 'postlist'"),
    ("md", "{nope}`words`", "no role 'nope'"),
    ("rst", ":nope:`words`", "no role 'nope'"),
    ("rst", ":raw:`words`", "'raw'"),
    ("rst", ".. |d| raw:: html\n\n   <b>x</b>\n\nA |d|", "directive 'raw'"),
    ("rst", ".. |d| unicode:: 0x110000\n\nA |d|", "Invalid character code"),
    ("rst", ".. role:: d(raw)\n   :format: html\n\nA :d:`x`, :d:`y`", "role 'raw'"),
    ("rst", ".. image:: a.png :width: 20", "write the option ':width:' on a line of its own"),
)


def test_refused_directives_and_roles(build: Build) -> None:
    """What a report may not use is shown as it was written, told at its line."""
    cases = [(suffix, f"Hello.\n\n{text}\n\nKEEP\n") for suffix, text, _told in REFUSED]
    built = build(each_alone(cases) | {"zoe.md": "GOOD2\n"}, warnings=len(cases))
    check_refused(built, REFUSED, 3)
    page = built.page()
    assert "GOOD2" in page.text
    for number, (_suffix, text, _told) in enumerate(REFUSED):
        section = page.report(f"r{number}")
        assert "KEEP" in text_of(section), text
        assert not {e.tag for e in section.iter()} & {"b", "script", "form", "input", "blink"}


@pytest.mark.parametrize(("suffix", "text"), [("md", "{nope}`x`"), ("rst", ":nope:`x`")])
def test_unknown_names_are_told_once(build: Build, suffix: str, text: str) -> None:
    """A role or directive that nobody knows is told once for each report."""
    unknown = {"md": "```{posts} x\n```", "rst": ".. posts:: x"}[suffix]
    lines = "\n\n".join([text, unknown] * 3)
    built = build({f"ana.{suffix}": f"{HEAD[suffix]}{lines}\n"}, warnings=2)
    assert "no role" in built.warnings[0]
    assert "no directive" in built.warnings[1]


def test_host_allows_more(build: Build) -> None:
    """A project adds directives and roles to what all reports may use."""
    text = HEAD["md"] + "```{versionadded} 1.0\n```\n\n{envvar}`HOME`\n"
    built = build({"ana.md": text}, roundup_allowed_directives=["versionadded"])
    assert "Added in version 1.0" in text_of(ana(built))


def test_other_projects(project: Project, build: Build) -> None:
    """Labels and pages of another project are linked to by intersphinx."""
    project.write({"other.md": "---\norphan:\n---\n# Other\n\n(lab)=\n## More\n\nText.\n"})
    inventory = build({"ana.md": HEAD["md"] + "Hi.\n"}).outdir / "objects.inv"
    links = "{external+far:ref}`lab`, {external+far:doc}`other`, {doc}`x <far:other>`\n"
    built = build(
        {"ana.md": HEAD["md"] + links},
        extensions=["myst_parser", "sphinx.ext.intersphinx", "sphinx_roundup"],
        intersphinx_mapping={"far": ("https://far.example.org/", str(inventory))},
    )
    far = "https://far.example.org/other.html"
    assert hrefs(built) == [f"{far}#lab", far, far]


def test_label_of_the_project_comes_before_a_file_name(project: Project, build: Build) -> None:
    """A sibling's file name takes no reference from a label of the host."""
    project.write({"other.md": "---\norphan:\n---\n# Other\n\n(bob)=\n## Bobs\n\nText.\n"})
    built = build({"ana.md": HEAD["md"] + "{ref}`bob`\n", "bob.md": BOB})
    assert hrefs(built) == ["other.html#bob"]


@pytest.mark.parametrize("link", ["{any}`lab`", "{any}`Lab`", "{any}`x <lab>`", "[x](lab)"])
def test_own_label_comes_first(project: Project, build: Build, link: str) -> None:
    """A report's own label comes before the host's of the same name."""
    project.write({"other.md": "---\norphan:\n---\n# Other\n\n(lab)=\n## Host\n\nText.\n"})
    built = build({"ana.md": HEAD["md"] + link + "\n\n(lab)=\n## Mine\n\nText.\n"})
    assert hrefs(built) == ["#ana--ana--lab"]


def test_label_on_a_page(project: Project, build: Build) -> None:
    """A link to a page may name a label on it, in Markdown and reST, with MyST or without."""
    project.write({"other.rst": ":orphan:\n\nOther\n=====\n\n.. _Lab:\n\nMore\n----\n\nText.\n"})
    text = HEAD["md"] + "[x](../other.rst#lab) [y](../other.rst#more) [](../other.rst)\n"
    built = build({"ana.md": text})
    assert hrefs(built) == ["other.html#lab", "other.html#more", "other.html"]
    assert text_of(ana(built)).endswith("Other")


def test_linked_file_is_no_forgotten_report(build: Build) -> None:
    """A file that a report gives to its readers isn't told as a report to be."""
    reports = {"ana.md": HEAD["md"] + "[notes](notes.txt)\n", "notes.txt": "Some notes.\n"}
    assert hrefs(build(reports))[0].endswith("notes.txt")


def test_mended_image_is_shown(build: Build) -> None:
    """A picture that couldn't be shown is looked at again when it changes."""
    build({"ana.md": HEAD["md"] + "![A](c.png)\n", "c.png": "text"}, warnings=1)
    assert len(list(ana(build({"c.png": PNG})).iter("img"))) == 1


def test_edit_link_is_an_address(build: Build) -> None:
    """The edit link of a file with any name is a URL."""
    built = build({"50% #1.md": HEAD["md"] + "Hi.\n"}, roundup_edit_url="https://x.org/{path}")
    assert hrefs(built) == ["https://x.org/reports/50%25%20%231.md"]


EVIL = (
    *(
        "evil.html",
        "evil.svg",
        "evil.js",
        "evil.xhtml",
        "evil.php",
        "evil.PHTML",
        "evil.jsp",
        "evil.asp",
    ),
    *("evil.cgi", "evil.xsd", "evil.html.en", "evil.shtm", "evil.hta", "evil.unknown"),
    *("evil.xpdl", "evil.desktop", "evil.lnk"),
    *("evil.php.txt", "evil.shtml.pdf", "evil.php7.zip"),
)


def test_file_that_may_run_is_not_published(build: Build) -> None:
    """A page, a script, an active drawing or a file of unknown kind isn't published."""
    text = HEAD["md"] + "".join(f"[x]({name})\n\n" for name in EVIL)
    files = {f"ana/{name}": "<svg><script/></svg>" for name in EVIL}
    built = build({"ana/index.md": text, **files}, warnings=2)
    assert f"into a .zip; {len(EVIL) - 2} more like this (lines 8, 10, 12," in built.warnings[0]
    assert "'evil.svg' can't be published: it has scripts" in built.warnings[1]
    assert hrefs(built) == []


def test_harmless_file_is_published(build: Build) -> None:
    """A document, an archive, data or a program is offered under its name."""
    names = ("talk.final.v2.PDF", "data.tar.gz", "plot.py", "tide 1.csv")
    text = HEAD["md"] + "".join(f"[x](<{name}>)\n\n" for name in names)
    built = build({"ana/index.md": text, **{f"ana/{name}": "x" for name in names}})
    assert [href.rpartition("/")[2] for href in hrefs(built)] == [quote(name) for name in names]


def test_file_linked_in_a_heading(build: Build) -> None:
    """A heading keeps its words, and a file that it links to is offered below it."""
    section = ana(
        build({"ana.md": HEAD["md"] + "# A\n\n## [My **slides**](s.pdf)\n", "s.pdf": "x"})
    )
    (heading,) = section.iter("h3")
    assert text_of(heading).startswith("My slides")
    assert [text_of(p) for p in section.iter("p") if p.find("a") is not None] == ["s.pdf"]
    assert [href.rpartition("/")[2] for href in hrefs_in(section)] == ["s.pdf"]


@pytest.mark.parametrize("loading", ["embed", "lazy"])
def test_embedding_an_image_is_not_the_reports_choice(build: Build, loading: str) -> None:
    """``:loading: embed`` would have the writer open the file by itself."""
    text = f":author: Ana\n\n.. image:: camel.png\n   :loading: {loading}\n   :alt: x\n"
    (shown,) = ana(build({"ana.rst": text, "camel.png": PNG})).iter("img")
    assert shown.get("src").startswith("_images/")
    assert shown.get("loading") == "lazy"


def test_anchors_that_nobody_wrote_are_no_headings() -> None:
    """Who links to a heading that isn't there is told what they wrote, and no footnote's id."""
    fragments = {"what-i-did": "ana--what-i-did", "id3": "ana--id3"}
    assert headings_near("else", fragments) == "; it has '#what-i-did'"


def test_file_whose_name_cannot_be_printed(build: Callable[..., Built]) -> None:
    """A link to a file with control characters in its name leads nowhere, for Sphinx prints it."""
    built = build({"ana.md": "[Notes](a%1b.pdf)", "a\x1b.pdf": "x"}, warnings=1)
    assert "the link 'a.pdf' leads nowhere [roundup.link]" in built.warnings[0]
    assert not [a for a in built.page().all("a") if "pdf" in a.get("href", "")]
    reports = Path(built.app.srcdir, "reports")
    assert [is_plain_file(reports, name) for name in ("a\x1b.pdf", "ana.md")] == [False, True]


def test_missing_label_is_reported_once(build: Build) -> None:
    """A link that leads nowhere is one warning, also where the root page is resolved again."""
    text = HEAD["md"] + "{ref}`nowhere`\n\n{ref}`nowhere`\n"
    built = build({"ana.md": text}, builder="epub", warnings=None, version="1", copyright="Ana")
    lines = [each.split(":")[1] for each in built.warnings if "label 'nowhere'" in each]
    assert lines == ["4", "6"]


SIGNS = {
    "[x](https://x.example/100%)": "https://x.example/100%25",
    "[x](//x.example/{a}%)": "https://x.example/%7Ba%7D%25",
    "![x](https://x.example/}{%.png)": "https://x.example/%7D%7B%25.png",
    '<img src="//x.example/a%.png" alt="x">': "https://x.example/a%25.png",
}


def test_signs_that_no_address_has(build: Build) -> None:
    """What can't be in an address is encoded, in a text and in front matter."""
    head = "---\nauthor: Ana\nlinks: {Blog: 'https://x.example/100%'}\n---\n"
    built = build({"ana.md": head + "\n\n".join(SIGNS) + "\n"}, warnings=None)
    assert hrefs(built) == ["https://x.example/100%25", *SIGNS.values()]


@pytest.mark.parametrize("name", ["mine", "doc", "myst", "any", "math:numref"])
def test_role_made_of_download(project: Project, build: Build, name: str) -> None:
    """A role that a report makes of another one reads and publishes no more than that."""
    (project.srcdir.parent / "secret.txt").write_text("SECRET", "utf-8")
    rst = f".. role:: {name}(download)\n\n:{name}:`../secret.txt` :{name}:`x <conf.py>`\n"
    md = f"```{{role}} {name}(download)\n```\n\n{{{name}}}`../secret.txt` {{{name}}}`conf.py`\n"
    built = build({"ana.rst": rst, "bob.md": md}, warnings=None)
    assert not (built.outdir / "_downloads").exists()


@pytest.mark.parametrize("domain", ["c", "cpp"])
def test_names_in_c(build: Build, domain: str) -> None:
    """What is no name isn't printed as it is written, and one warning is one line."""
    text = f"{{{domain}:func}}`::error::x(` {{{domain}:func}}`mend` {{{domain}:func}}`int`\n\n"
    built = build({"ana.md": text + f"{{{domain}:func}}`int`\n\n" * 50}, warnings=None)
    told = [line for line in built.warnings if ": WARNING: " in line]
    assert told[0].startswith("reports/ana.md:1: WARNING: a report can't link to ':\\:error::x('")
    assert len(told) <= 41
    assert not any(line.lstrip().startswith("::") for line in built.warnings)
