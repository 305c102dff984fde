"""Where somebody is found in the web: accounts and addresses, as the people file has them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sphinx_roundup.problems import Problem, Subtype, problem, shown
from sphinx_roundup.reports.authors import GITHUB
from sphinx_roundup.reports.checks import Wrong, as_line, as_links, is_web_url, label_of
from sphinx_roundup.reports.text import collapsed
from sphinx_roundup.reports.values import Mapping, Scalar

if TYPE_CHECKING:
    from sphinx_roundup.reports.values import Entry, Value

LABELS = {
    "github": "GitHub",
    "gitlab": "GitLab",
    "mastodon": "Mastodon",
    "orcid": "ORCID",
    "website": "website",
}
"""The keys that we know, and what readers see."""

GITLAB = re.compile(
    r"(?:https?://(?:www\.)?gitlab\.com/)?@?"
    r"([A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,253}[A-Za-z0-9_-])?)/?"
)
MASTODON = re.compile(r"@?(?P<account>\w[\w.-]*)@(?P<host>[\w-]+(?:\.[\w-]+)+)")
"""``@ana@example.social``, as its users pass it on."""
ORCID = re.compile(
    r"(?:https?://(?:www\.)?orcid\.org/)?([0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9Xx])/?"
)


class Profiles(NamedTuple):
    """What stands below ``links``."""

    links: tuple[tuple[str, str], ...] = ()
    """Pairs of label and URL, in the order of the file."""
    github: str | None = None
    """The name of the account."""
    github_line: int = 0
    problems: tuple[Problem, ...] = ()


def read_profiles(value: Value) -> Profiles:
    """Return the links of a person; a wrong one costs itself alone.

    :raises Wrong: where the value is something else than a mapping
    """
    if isinstance(value, Scalar) and not value.text:
        return Profiles()
    if not isinstance(value, Mapping):
        message = "'links' has no labels, and is ignored; write 'website: https://...' below it"
        raise Wrong(value, message)
    urls: dict[str, str | None] = {}
    links: list[tuple[str, str]] = []
    problems: list[Problem] = []
    for entry in value.entries:
        if entry.name in urls:
            problems.append(told_twice(entry))
            continue
        try:
            urls[entry.name] = url = _read_link(entry)
        except Wrong as error:
            problems.append(error.problem)
            continue
        if url:
            links.append((LABELS.get(entry.name) or collapsed(entry.key) or label_of(url), url))
    github = (urls.get("github") or "").rpartition("/")[2] or None
    line = next((entry.line for entry in value.entries if entry.name == "github"), 0)
    return Profiles(tuple(links), github, line, tuple(problems))


def told_twice(entry: Entry) -> Problem:
    """Return what to say of a key that stands there a second time."""
    message = "'%s' is given twice; the first one counts, and this one is ignored"
    return problem(Subtype.PEOPLE, entry.line, message, shown(entry.key))


def _read_link(entry: Entry) -> str | None:
    """Return the address that a link stands for, ``None`` where it is empty.

    :raises Wrong: where it is none
    """
    text = as_line(entry.value, entry.key)
    if text is None:
        return None
    if entry.name == "github":
        return _read_github(entry.value, text)
    if entry.name == "gitlab":
        return _read_gitlab(entry.value, text)
    if entry.name == "mastodon":
        return _read_mastodon(entry.value, text)
    if entry.name == "orcid":
        return _read_orcid(entry.value, text)
    links, problems = as_links(entry.value, entry.key)
    if problems:
        raise Wrong(entry.value, problems[0].message, *problems[0].args)
    return links[0][1]


def _read_github(value: Value, text: str) -> str:
    if match := GITHUB.fullmatch(text):
        return f"https://github.com/{match[1]}"
    message = "'%s' is no name at GitHub, and is ignored; write it as in 'github: ana'"
    raise Wrong(value, message, shown(text))


def _read_gitlab(value: Value, text: str) -> str:
    """Return the address of an account; GitLab also runs on other hosts."""
    if match := GITLAB.fullmatch(text):
        return f"https://gitlab.com/{match[1]}"
    if is_web_url(text):
        return text
    message = (
        "'%s' is neither a name at GitLab nor a web address, and is ignored; "
        "write it as in 'gitlab: ana'"
    )
    raise Wrong(value, message, shown(text))


def _read_mastodon(value: Value, text: str) -> str:
    if match := MASTODON.fullmatch(text):
        return f"https://{match['host']}/@{match['account']}"
    if is_web_url(text):
        return text
    message = (
        "'%s' is neither an account with its host nor a web address, and is ignored; "
        "write it as in 'mastodon: \"@ana@example.social\"'"
    )
    raise Wrong(value, message, shown(text))


def _read_orcid(value: Value, text: str) -> str:
    match = ORCID.fullmatch(text)
    if match is None:
        message = "'%s' is no ORCID, and is ignored; write it as in 'orcid: 0000-0002-1825-0097'"
        raise Wrong(value, message, shown(text))
    orcid = match[1].upper()
    digits = orcid.replace("-", "")
    if check_digit(digits[:-1]) != digits[-1]:
        message = "'%s' is no ORCID: its last digit doesn't fit, and it is ignored; copy it again"
        raise Wrong(value, message, shown(text))
    return f"https://orcid.org/{orcid}"


def check_digit(digits: str) -> str:
    """Return what stands behind the digits of an ORCID, by ISO 7064 MOD 11-2.

    See https://support.orcid.org/hc/en-us/articles/360006897674-Structure-of-the-ORCID-Identifier.

    >>> check_digit("000000021825009")
    '7'
    """
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    rest = (12 - total % 11) % 11
    return "X" if rest == 10 else str(rest)
