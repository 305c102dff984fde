"""Real reports of real events are read exactly."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from sphinx_roundup.reports.finding import find_reports
from sphinx_roundup.reports.record import read_report

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_roundup.reports.record import Report

WITH_AUTHORS = ["freebsd-2020q2/site-fm", "mirage-2017-march/site-fm", "ropensci-unconf18/site"]
ALL = [*WITH_AUTHORS, "freebsd-2020q2/site", "fury-2023/site", "mirage-2017-march/site"]
LATIN_1 = "bc-dc.md"
WITH_CONTROLS = "2018-06-26-roomba.md"
"""Has two U+0085 in it, which a text from Windows had as dots."""


def reports_of(site: Path) -> dict[str, Report]:
    """Return the reports of a site by file name."""
    found = find_reports(site, "", ["reports/"])
    assert (found.skipped, found.unmatched) == ((), ())
    return {f.removeprefix("reports/"): read_report(site, f) for f in found.filenames}


def rows_of(site: Path) -> dict[str, list[str]]:
    """Return who wrote each file, from the corpus's own list."""
    with (site.parent / "MAP.tsv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    return {row["file"]: row["authors"].split("; ") for row in rows}


@pytest.mark.parametrize("name", ALL)
def test_every_report_is_found_and_clean(name: str, corpora: Path) -> None:
    """Each file is found, and none but two have anything wrong with their characters."""
    reports = reports_of(corpora / name)
    assert reports.keys() == rows_of(corpora / name).keys()
    assert {f for f, report in reports.items() if report.problems} <= {LATIN_1, WITH_CONTROLS}


@pytest.mark.parametrize("name", WITH_AUTHORS)
def test_every_author_is_read(name: str, corpora: Path) -> None:
    """The authors of each report are those of the corpus's list, in order."""
    reports, rows = reports_of(corpora / name), rows_of(corpora / name)
    rows.pop(LATIN_1, None)
    read = {f: [person.name for person in reports[f].authors] for f in rows}
    assert read == rows


@pytest.mark.parametrize("site", ["site", "site-fm"])
def test_latin_1_costs_one_report(site: str, corpora: Path) -> None:
    """The file with a Latin-1 byte is unreadable, at the line of that byte."""
    folder = corpora / "freebsd-2020q2" / site
    report = reports_of(folder)[LATIN_1]
    data = (folder / "reports" / LATIN_1).read_bytes()
    assert report.unreadable
    ((told),) = report.problems
    assert told.line == data[: data.index(b"\xdf")].count(b"\n") + 1
    assert "looks like Latin-1" in told.message % told.args


def test_dates_and_titles_of_blog_posts(corpora: Path) -> None:
    """Every post's title and date is read."""
    reports = reports_of(corpora / "ropensci-unconf18/site")
    assert [f for f, r in reports.items() if not r.title or str(r.date) not in f] == []
