"""Table of all commands, with their help and arguments. Loaded without Sphinx."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from sphinx_roundup import __version__
from sphinx_roundup.problems import escape

Argument = tuple[str, dict[str, Any]]
"""A name or an option, and what ``argparse`` shall do with it."""


def _value(name: str, help_: str, metavar: str | None = None, **settings: Any) -> Argument:
    """Return an argument with a value, or an option if the name begins with hyphens."""
    return name, {"help": help_, "metavar": metavar or name.strip("-").upper(), **settings}


def _flag(name: str, help_: str) -> Argument:
    return name, {"help": help_, "action": "store_true"}


def _format(choices: tuple[str, ...], help_: str) -> Argument:
    return "--format", {"help": help_, "choices": choices, "default": choices[0]}


def _site(address: str) -> str:
    from sphinx_roundup.reports import is_web_url  # noqa: PLC0415 - --help needs none of it

    if is_web_url(address):
        return address
    raise ArgumentTypeError(f"'{escape(address)}' isn't like 'https://docs.example.org/en/5/'")


_SOURCE = _value(
    "--source",
    "the project's folder, or a file in it, instead of the outermost",
    "FOLDER",
    type=Path,
)
_PREVIEW = "--preview-url", "address of a preview of the site, as the builder html makes it"

COMMANDS: dict[str, tuple[str, str, *tuple[Argument, ...]]] = {
    "new": (
        "write a report file for a person to fill in",
        """\
Writes a report file for one person, with the author in its front matter, a title and a
summary to replace, and hints as comments, which are not shown on the page. An existing file
is never changed.

examples:
  sphinx-roundup new ana                       ana, of the people file
  sphinx-roundup new "Ana Ferreira"            a person who may not be in it
  sphinx-roundup new ana --rst                 in reStructuredText""",
        _value("name", "a handle of the people file, or a name"),
        _value("--folder", "the folder for the file; by default that of the other reports"),
        _flag("--rst", "write reStructuredText instead of Markdown"),
        _SOURCE,
    ),
    "check": (
        "check reports, with file and line of each finding",
        """\
Checks reports without building the site. Lists what a build would warn about, and what only
a reader would notice, with file and line:

  lost     something isn't shown, or not as what it is: a missing picture, a report of no page
  mended   the build repairs it: a paragraph that would have become a heading
  advice   the build accepts it, a reader may not: no title, a telephone number

A named report that no page gathers, or that is in no project, is checked by itself, as a copy.
What several places or reports have in common is one line; --format json lists each place.
With --format github, --preview-url adds the link to its section for each checked report that is
on a page; GitHub shows the first ten.
Nothing is written, and the network is not used. The exit status is 1 if something is lost, with
--strict if there is any finding.

examples:
  sphinx-roundup check                         all reports that the project's pages gather
  sphinx-roundup check reports/ana.md          one report
  sphinx-roundup check --format github         annotations on a pull request""",
        _value("paths", "a report, a folder of reports, or their page", "PATH", nargs="*"),
        _SOURCE,
        _format(
            ("text", "github", "json"), "plain text, annotations on GitHub, or one JSON object"
        ),
        _value(*_PREVIEW, "URL", type=_site),
        _flag("--strict", "exit with 1 also for mended and advice"),
    ),
    "status": (
        "list who has written, and who hasn't yet",
        """\
Prints a table of the people of an event: who has written, how much, and the number of pictures
and of pictures without a description.

  written      on the page
  elsewhere    not on this site: the report or the people file has a 'url'
  draft        hidden by 'draft: true'
  unreadable   could not be shown; sphinx-roundup check gives the reason
  not shown    the page leaves the file out
  missing      in the people file, without a report on this page, or with an empty one

People whose 'listed' in the people file names only other pages are not missing. If some authors
have an ORCID, a last line names those without.

With --named, lists who is named in the reports of others, as tasks to paste into a pull request:
"- [ ] @ana-gh: named by Bob in [his words](link)", or "Ana" if her GitHub account isn't known.
Links need --preview-url or html_baseurl; without both, file and line are listed.

examples:
  sphinx-roundup status                         the project's only page with a roundup
  sphinx-roundup status spring-2026             a page by its name, or by its file
  sphinx-roundup status --missing               @ana @bob, to paste into a message
  sphinx-roundup status --missing --links       a link for each, to write in a browser
  sphinx-roundup status --named --changed main  who is named in what this branch adds""",
        _value("page", "the page, its file, or its reports; by default the only one", nargs="?"),
        _format(("text", "json"), "a table, which is also one of Markdown, or one JSON object"),
        _flag("--missing", "only the handles of missing people"),
        _flag("--links", "only missing people, each with a link that opens an editor"),
        _flag("--named", "who is named, as a list of tasks"),
        _value("--changed", "only in reports that Git has changed since this reference", "REF"),
        _value(*_PREVIEW, "URL", type=_site),
        _SOURCE,
    ),
    "cite": (
        "print a citation of a page and its authors",
        """\
Prints a citation of a page: its authors in the order of the page, with their affiliations and
ORCIDs, its title, the last day of the event, and the address that the builder html gives it below
html_baseurl. Names are divided as in "van Bergen, Jurre"; in the people file, 'sort' says where
another family name begins. CFF's type is "dataset", since the only other one is "software".

examples:
  sphinx-roundup cite spring-2026 > CITATION.cff         what GitHub shows as "Cite this"
  sphinx-roundup cite spring-2026 --format bibtex        for LaTeX
  sphinx-roundup cite spring-2026 --format csl           for Zotero and Pandoc""",
        _value("page", "the page, its file, or its reports; by default the only one", nargs="?"),
        _format(("cff", "bibtex", "csl"), "Citation File Format, BibTeX, or CSL's JSON"),
        _SOURCE,
    ),
    "people": (
        "create a first people file",
        """\
Creates a first people file from a list of attendees: handle, name and known details of each.

The list is a CSV file in UTF-8 whose first line names its columns, in any order, with commas,
semicolons or tabs. Known are the exports of Sessionize, pretalx, pretix, Indico, Eventbrite,
Tito and Google Forms, and columns such as name, first name, last name, handle, github, gitlab,
mastodon, orcid, website, affiliation and pronouns. Others are listed and not used. E-mail
addresses are never written.

A handle is taken from the list, else from the GitHub account, else the first name if it is
unique, else the whole name.

examples:
  sphinx-roundup people --from attendees.csv                     print the file
  sphinx-roundup people --from attendees.csv --into people.yml   write the file""",
        _value("--from", "the list of attendees", "LIST", dest="list", type=Path, required=True),
        _value("--into", "write a new file instead of printing", "FILE", type=Path),
    ),
    "find": (
        "find the files and lines that name a person",
        """\
Finds the files and lines that name a person, for example if they ask to be removed: their
handle, account, name, other names and profile links, in the people file, in reports and in
pages (.md and .rst files); and files and folders that are called after them.

Case and accents are ignored. First names alone, the content of pictures, other files, build
output and the history of the repository are not searched. The exit status is 1 if nothing was
found, as with grep.

example:
  sphinx-roundup find ana""",
        _value("name", "a handle, an account, or a name"),
        _SOURCE,
    ),
    "fetch": (
        "save pictures from other hosts next to the reports",
        """\
Downloads the pictures that reports show from other hosts, saves them next to the reports, and
replaces their addresses in the text. No other command uses the network, and no build does.

  sphinx-roundup fetch                          all reports of the project
  sphinx-roundup fetch retreat/reports/ana.md   one of them
  sphinx-roundup fetch --dry-run                list the addresses

Only these addresses are changed in a report. A failed download is reported with its line; the
others continue, and the exit status is 1. Links are not changed. A picture may have 20 MB, and
take 30 seconds; those of a report 200 MB and 5 minutes. Hosts in your own network are not
contacted, because an address in a report may lead there; --allow-private permits it. Proxies are
those of the environment (https_proxy).""",
        _value("path", "a report, or a folder with some", type=Path, nargs="?"),
        _SOURCE,
        _flag("--allow-private", "also contact hosts in your own network"),
        _flag("--dry-run", "download nothing, change nothing"),
    ),
    "split": (
        "cut a page that was written by hand into reports",
        """\
Cuts a page that was written by hand, in Markdown or reST, into reports, at the headings that
you name. Each report is a file with the same bytes as on the page; the page keeps all other
lines, and gets the 'roundup' directive in place of the reports.

examples:
  sphinx-roundup split retreat.md                       list the page's headings
  sphinx-roundup split retreat.md --level 2             list the files, and write nothing
  sphinx-roundup split retreat.md --level 2 --write     write them
  sphinx-roundup split retreat.md --names names.txt --closing "Thanks to all" --write

The reports of retreat.md are written to retreat/reports, which must not exist. Paths in them
are still relative to the page, and may need to be corrected: 'sphinx-roundup check' lists those
that lead nowhere, and references to what is in another file.""",
        _value("page", "a file: .md or .rst", type=Path),
        _value("--level", "headings of this level begin a report", "N", type=int),
        _value("--names", "headings in this file, one a line, begin a report", "FILE", type=Path),
        _value("--closing", "from this heading on, everything stays on the page", "HEADING"),
        _flag("--write", "write the files"),
    ),
}
"""Summary, description and arguments; the module of the name has the function ``run(options)``."""


def add_arguments(parser: ArgumentParser, name: str) -> None:
    """Add the arguments of a command to a parser."""
    for argument, settings in COMMANDS[name][2:]:
        parser.add_argument(argument, **settings)


def make_parser() -> ArgumentParser:
    """Return the parser of all arguments; it sets ``command`` to the chosen one."""
    parser = ArgumentParser(
        prog="sphinx-roundup",
        description="Work on the reports of a page, before and after it is built.",
        epilog="'sphinx-roundup COMMAND --help' describes a command, with examples.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True, dest="command")
    as_written = RawDescriptionHelpFormatter
    for name, (summary, text, *_arguments) in COMMANDS.items():
        command = commands.add_parser(
            name, help=summary, description=text, formatter_class=as_written
        )
        add_arguments(command, name)
    return parser
