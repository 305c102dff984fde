"""Checks reports: what a build says of them, and what their readers would."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from sphinx_roundup.commands.checking.advice import TYPE, advise
from sphinx_roundup.commands.checking.findings import Checked, Finding, Level
from sphinx_roundup.commands.checking.opening import open_site
from sphinx_roundup.commands.terminal import CannotRun
from sphinx_roundup.reports import UnreadableReport, read_report, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sphinx_roundup.commands.checking.site import Site
    from sphinx_roundup.commands.checking.targets import Target


def check(target: Target) -> Checked:
    """Check the reports of a target.

    :raises CannotRun: where there are none, or their project can't be read
    """
    with open_site(target) as site:
        told = site.findings
        advice = (_advice_on(filename, target.srcdir, site, told) for filename in site.reports)
        return _checked(target, site, [*told, *chain.from_iterable(advice)])


def check_heads(target: Target) -> Checked:
    """Find the reports of a target, and check what else is there, without parsing any.

    :raises CannotRun: as :func:`check`
    """
    with open_site(target, heads_only=True) as site:
        reports = {str(target.srcdir / filename) for filename in site.reports}
        return _checked(target, site, [f for f in site.findings if f.path not in reports])


def _checked(target: Target, site: Site, findings: Sequence[Finding]) -> Checked:
    reports = tuple(str(target.srcdir / filename) for filename in site.reports)
    if not (reports or findings or site.people_file in target.scope.filenames):
        raise CannotRun(_nothing_in(target))
    return Checked(reports, tuple(findings))


def _nothing_in(target: Target) -> str:
    if target.scope.folders == ("",) and target.config:
        return f"no page in {target.srcdir} gathers reports; name their files or folders"
    return f"there are no reports (.md or .rst files) in what you name in {target.srcdir}"


def _advice_on(
    filename: str, srcdir: Path, site: Site, told: Sequence[Finding]
) -> Iterator[Finding]:
    """Give the advice on a report, but for what a build tells of the same line."""
    path = str(srcdir / filename)
    own = [finding for finding in told if finding.path == path]
    lines = {finding.line for finding in own}
    failed = any(finding.kind == "roundup.parse" for finding in own)
    try:
        source = read_text(srcdir, filename, site.limits).text.split("\n")
    except UnreadableReport:  # the build tells of it
        return
    report = read_report(srcdir, filename, site.limits)
    for each in advise(report, source, None if failed else site.reports[filename]):
        kind = f"{each.type}.{each.subtype}"
        if kind != f"{TYPE}.syntax" or each.line not in lines:
            yield Finding(path, each.line, Level.ADVICE, kind, each.message % each.args)
