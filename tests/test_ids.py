"""Ids of a page, and ids that reports request."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from conftest import CONF, text_of

from sphinx_roundup.page.anchors import assign_anchors
from sphinx_roundup.reports import Report, short_hash

if TYPE_CHECKING:
    from conftest import Built, Project

PAGE = """\
# Spring

[](#programme)

## Programme

(arrival)=
## How to get there

A map. [Words]{#cafe}

### map--of--it

```{note}
:name: note-on-food
Food.
```

## Reports

```{roundup} reports/
:roster: cards
```

## Thanks

PAGE-END
"""


def _build(project: Project, head: str, body: str = "Hello.\n", name: str = "ana.md") -> Built:
    reports = {
        f"reports/{name}": f"---\nauthor: Ana\n{head}\n---\n{body}",
        "reports/bob.md": "---\nauthor: Bob\n---\n# Bob\n\n## Thanks\n\n[x](#thanks) Hello @ana.\n",
    }
    conf = CONF + 'myst_enable_extensions = ["attrs_block", "attrs_inline"]\n'
    people = "arrival:\n  name: Ari\n  listed: true\n"
    conf += 'roundup_people = "people.yml"\nmyst_heading_anchors = 3\n'
    project.write({"index.md": PAGE, "conf.py": conf, "people.yml": people, **reports})
    return project.build(warnings=None)


def _check(built: Built, reports: int = 2) -> None:
    page = built.page()
    assert [i for i, n in Counter(page.ids).items() if n > 1] == []
    assert text_of(page.by_id("programme")).startswith("Programme")
    assert len(page.reports()) == reports
    assert not page.dangling()


WANTED = (
    *("programme", "Programme", "reports", "thanks", "how-to-get-there", "arrival"),
    *("note-on-food", "spring", "cafe", "bob", "searchbox", "roundup-roster", "index-1"),
)


def test_ids_of_the_page(project: Project) -> None:
    """An id that the page has is the page's; the report gets another, with a warning."""
    files = {f"r{n}": f"id: {wanted}" for n, wanted in enumerate(WANTED)}
    files |= {"programme": "title: X", "map": "title: X", "Programme/index": "title: X"}
    for number, (name, head) in enumerate(files.items()):
        project.write({f"reports/{name}.md": f"---\nauthor: P{number}\n{head}\n---\nHello.\n"})
    built = _build(project, "title: X")
    _check(built, 2 + len(files))
    told = {line.split(":")[0] for line in built.warnings if line.startswith("reports/r")}
    free = ("searchbox", "roundup-roster", "index-1")  # they get an underscore
    assert told == {f"reports/r{n}.md" for n, wanted in enumerate(WANTED) if wanted not in free}


@pytest.mark.parametrize(
    "body",
    [
        "# Programme\n\nHello.\n",
        "{#programme}\nHello [here](#programme).\n",
        "(programme)=\n## Programme\n\n{ref}`programme`\n",
        '<a id="programme"></a>Hello.\n',
        "Hi[^programme]\n\n[^programme]: Note.\n",
        "```{figure} x.png\n:name: programme\n:figname: programme\n\nCaption\n```\n",
        "```{math}\n:label: programme\nx\n```\n",
    ],
)
def test_ids_inside(project: Project, body: str) -> None:
    """What a report names inside is under its own anchor."""
    _check(_build(project, "title: X", body))


def test_author_of_the_pages_id(project: Project) -> None:
    """An author whose name is an id of the page is found under another anchor."""
    built = _build(project, "title: X")
    project.write({"reports/ana.md": "---\nauthor: Programme\n---\nHello.\n"})
    again = project.build(warnings=None)
    assert "Programme" in text_of(again.page().root)
    _check(again)
    assert built.outdir == again.outdir


def test_anchor_below_an_id_of_the_page(project: Project) -> None:
    """Anchors of headings don't meet an id of the page that has two hyphens."""
    _check(_build(project, "id: map", "## of\n\n## of--it\n\nHello.\n"))


def test_report_without_another_anchor() -> None:
    """A report whose every anchor is an id of the page has an anchor all the same."""
    report = Report(filename="ana.md", syntax="md", text="Hello.\n")
    ids = {"ana", "ana--ana", "ana--ana-md", f"ana--{short_hash('ana.md')}"}
    assert assign_anchors([report], ids)["ana.md"].slug == f"ana--{short_hash('ana.md')}"
