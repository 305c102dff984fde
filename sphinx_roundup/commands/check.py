"""``sphinx-roundup check``: reports checked without a build of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_roundup.commands.checking.findings import Checked, Level, merge
from sphinx_roundup.commands.checking.formats import FORMATS, count
from sphinx_roundup.commands.checking.reports import check
from sphinx_roundup.commands.checking.targets import find_targets
from sphinx_roundup.commands.project import add_source_argument
from sphinx_roundup.commands.terminal import Status, write

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

DESCRIPTION = """\
Checks reports without building the site. Lists what a build would warn about, and what only
a reader would notice, with file and line:

  lost     something will not be shown: a missing picture, a link without a target
  mended   the build repairs it: a paragraph that would have become a heading
  advice   the build accepts it, a reader may not: no title, a telephone number

The exit status is 1 if something is lost, with --strict if there is any finding, and 2 if
the check could not run. Nothing is written, and the network is not used.

examples:
  sphinx-roundup check                         all reports that the project's pages gather
  sphinx-roundup check reports/ana.md          one report; no project is needed for it
  sphinx-roundup check reports/                all below a folder
  sphinx-roundup check retreat.md              all of a page
  sphinx-roundup check --format github         annotations on a pull request"""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "paths", metavar="PATH", nargs="*", help="a report, a folder of reports, or their page"
    )
    add_source_argument(parser)
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="text",
        help="plain text, commands for GitHub Actions, or one JSON object",
    )
    parser.add_argument(
        "--strict", action="store_true", help="exit with 1 also for mended and advice"
    )


def run(given: Namespace) -> Status:
    """Run the command; return the exit status."""
    checked = merge(_check(given))
    write(FORMATS[given.format](checked))
    bad = len(checked.findings) if given.strict else count(checked, Level.LOST)
    return Status.FOUND if bad else Status.DONE


def _check(given: Namespace) -> Iterator[Checked]:
    for target in find_targets(given.paths, given.source):
        yield check(target)
