"""Checks reports: what a build says of them, and what their readers would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_roundup.commands.checking.advice import TYPE, advise
from sphinx_roundup.commands.checking.findings import Checked, Finding, Level
from sphinx_roundup.commands.checking.opening import open_site
from sphinx_roundup.commands.command import CannotRun
from sphinx_roundup.reports.reading import read_text
from sphinx_roundup.reports.record import read_report
from sphinx_roundup.reports.text import UnreadableReport

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sphinx_roundup.commands.checking.site import Seen
    from sphinx_roundup.commands.checking.targets import Target
    from sphinx_roundup.limits import Limits


def check(target: Target) -> Checked:
    """Check the reports of a target.

    :raises CannotRun: where there are none, or their project can't be read
    """
    with open_site(target) as site:
        findings, srcdir = site.findings, target.srcdir
        for filename, seen in site.reports.items():
            own = [f for f in findings if f.path == str(srcdir / filename)]
            failed = any(f.kind == "roundup.parse" for f in own)
            told = _advice_on(srcdir, filename, None if failed else seen, site.limits)
            taken = {f.line for f in own}
            findings += [f for f in told if f.kind != f"{TYPE}.syntax" or f.line not in taken]
        reports = tuple(str(srcdir / filename) for filename in site.reports)
        if not (reports or findings or site.people_file in target.scope.filenames):
            raise CannotRun(_nothing_in(target))
        return Checked(reports, tuple(findings))


def check_heads(target: Target) -> Checked:
    """Find the reports of a target, and check what else is there, without parsing any."""
    with open_site(target, heads_only=True) as site:
        reports = tuple(str(target.srcdir / filename) for filename in site.reports)
        findings = tuple(f for f in site.findings if f.path not in reports)
        if not (reports or findings or site.people_file in target.scope.filenames):
            raise CannotRun(_nothing_in(target))
        return Checked(reports, findings)


def _nothing_in(target: Target) -> str:
    if target.scope.folders == ("",) and target.config:
        return f"no page in {target.srcdir} gathers reports; name their files or folders"
    return f"there are no reports (.md or .rst files) in what you name in {target.srcdir}"


def _advice_on(srcdir: Path, filename: str, seen: Seen | None, limits: Limits) -> Iterator[Finding]:
    try:
        source = read_text(srcdir, filename, limits).text.split("\n")
    except UnreadableReport:  # the build tells of it
        return
    report = read_report(srcdir, filename, limits)
    for told in advise(report, source, seen):
        message = told.message % told.args
        kind = f"{told.type}.{told.subtype}"
        yield Finding(str(srcdir / filename), told.line, Level.ADVICE, kind, message)
