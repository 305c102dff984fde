"""The heads of the files that are written: YAML in Markdown, a field list in reST."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import yaml

from sphinx_roundup.reports import Scalar, read_authors
from sphinx_roundup.reports.yaml_values import Listing, Mapping

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_roundup.commands.splitting.names import Author, Who
    from sphinx_roundup.problems import Problem
    from sphinx_roundup.reports.yaml_values import Entry, Value


_LIST = re.compile(r"[\[{]|[-*+](\s|$)")


def report_head(who: Who, heading: str, syntax: str) -> str:
    """Return the head of a report.

    :param heading: what stood over it on the page, which is kept where the fields don't
        say all of it
    """
    fields = fields_of(who)
    if syntax == "rst" and _LIST.match(fields.get("title", "")):
        del fields["title"]  # nothing keeps a field of reST from being read as a list
    said = words_of(" ".join(_texts(fields)))
    kept = "" if words_of(heading) <= said else heading
    return _rst_head(fields, kept) if syntax == "rst" else _yaml_head(fields, kept)


def words_of(text: str) -> Counter[str]:
    """Return the words of a text, each with its number."""
    return Counter(re.findall(r"[^\W_]+", text))


def fields_of(who: Who) -> dict[str, Any]:
    """Return the fields of a report's front matter."""
    fields: dict[str, Any] = {}
    authors = [_author(author) for author in who.authors]
    if authors:
        fields["author"] = authors[0] if len(authors) == 1 else authors
    if who.title:
        fields["title"] = who.title
    if more := [url for author in who.authors for url in author.urls[1:]]:
        fields["links"] = more
    return fields


def _author(author: Author) -> str | dict[str, str]:
    problems: list[Problem] = []
    found = read_authors(Listing((Scalar(author.name, 1),), 1), problems)
    is_plain = not problems and [person.name for person in found] == [author.name]
    fields = {"name": author.name}
    if author.handle:
        fields["handle"] = author.handle
    if author.affiliation:
        fields["affiliation"] = author.affiliation
    if author.urls:
        fields["url"] = author.urls[0]
    return author.name if len(fields) == 1 and is_plain else fields


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in _texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    return [str(value)]


def dump(value: Any, *, flow: bool = False) -> str:
    """Return a value as YAML, without a line end."""
    text = yaml.safe_dump(
        value, allow_unicode=True, sort_keys=False, width=100_000, default_flow_style=flow
    )
    return text.removesuffix("...\n").rstrip("\n")


def _yaml_head(fields: dict[str, Any], heading: str) -> str:
    comments = [f"# on the page: {line.strip()}" for line in heading.splitlines() if line.strip()]
    lines = ["---", *comments, *([dump(fields)] if fields else ()), "---"]
    return "\n".join(lines) + "\n" if fields or comments else ""


def _rst_head(fields: dict[str, Any], heading: str) -> str:
    lines = [f":{name}: {rst_value(value)}" for name, value in fields.items()]
    words = " ".join(line.strip() for line in heading.splitlines() if line.strip())
    if words:
        lines += ["", f".. On the page: {words}"]
    return "\n".join(lines) + "\n" if lines else ""


def rst_value(value: Any) -> str:
    """Return a value as a field of reST has it: YAML where it is no plain text."""
    if isinstance(value, str) and not _LIST.match(value):
        return value
    wrapped = value if isinstance(value, dict | list) else [value]
    return dump(wrapped, flow=True)


# -- The page's own ----------------------------------------------------------------------


def page_head(raw: str, entries: Sequence[Entry], syntax: str, *, title_used: bool) -> str:
    """Return the head of the page: what it had.

    :param raw: its YAML, without the rules around it
    :param title_used: whether its title becomes a heading
    """
    if syntax == "rst":
        values = ((e.key, as_plain(e.value)) for e in entries if not _is_title(e, title_used))
        return "".join(f":{key}: {rst_value(value)}\n" for key, value in values)
    text = raw if _is_yaml(raw) else _mended(raw, entries)
    lines = text.rstrip("\r\n").splitlines(keepends=True)
    kept = [
        line for line in lines if not (title_used and re.match(r"(?i)title\s*:[ \t]+[^\s>|]", line))
    ]
    return "---\n" + "".join(kept).rstrip("\r\n") + "\n---\n" if "".join(kept).strip() else ""


def _is_title(entry: Entry, title_used: bool) -> bool:
    return title_used and entry.name == "title"


def _is_yaml(raw: str) -> bool:
    try:
        return isinstance(yaml.safe_load(raw), dict) or not raw.strip()
    except (yaml.YAMLError, ValueError):
        return False


def _mended(raw: str, entries: Sequence[Entry]) -> str:
    """Return YAML of what could be read, and what was there as comments."""
    fields = {entry.key: as_plain(entry.value) for entry in entries}
    comments = "".join(f"# {line}\n" for line in raw.splitlines() if line.strip())
    return (dump(fields) + "\n" if fields else "") + comments


def as_plain(value: Value) -> Any:
    """Return a value of a head as YAML's own types."""
    if isinstance(value, Mapping):
        return {entry.key: as_plain(entry.value) for entry in value.entries}
    if isinstance(value, Listing):
        return [as_plain(each) for each in value.values]
    return value.text
