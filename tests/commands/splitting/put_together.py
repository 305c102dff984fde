"""Pages put together again from the reports of a corpus, as somebody would by hand."""

from __future__ import annotations

import csv
import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def authors_of(corpus: Path) -> dict[str, str]:
    """Return the authors of each report, as a heading names them."""
    with (corpus.parent / "MAP.tsv").open(encoding="utf-8") as stream:
        rows = csv.DictReader(stream, delimiter="\t")
        return {row["file"]: row["authors"].replace("; ", " and ") for row in rows}


def words(text: str) -> Counter[str]:
    """Return the words of a text, each with its number."""
    return Counter(re.findall(r"[^\W_]+", text))


def spoken(text: str) -> str:
    """Return a text without addresses, tags and the names of fields."""
    for address in (
        r"(?m)^title(?=:)",
        r"\]\((?:<[^>]*>|[^()]*)\)",
        r"(?m)^\[[^\]^]+\]: .*",
        r"<[^<>]*>",
        r"(?m)(?<=image::) .*|(?<=figure::) .*|^```\{.*",
        r":ref:`[^`<]*`",
    ):
        text = re.sub(address, " ", text)
    return text


def text_of(path: Path) -> str:
    """Return a report's text, in whatever encoding."""
    data = path.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def without_head(text: str) -> str:
    """Return a text without its front matter."""
    return re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)


def markdown_page(corpus: Path) -> str:
    """Return a page with a heading for each file of a corpus, above what it says."""
    authors = authors_of(corpus)
    parts = [
        f"## {authors[path.name]}\n\n{deeper(without_head(text_of(path)))}\n"
        for path in sorted((corpus / "reports").glob("*.md"))
    ]
    return "# The event\n\nHello.\n\n" + "\n".join(parts)


def deeper(text: str) -> str:
    """Return Markdown with all headings below level 2."""
    fences = 0
    lines = []
    for line in text.split("\n"):
        fences += line.lstrip().startswith("```")
        lines.append(f"##{line}" if re.match(r"#{1,4} ", line) and fences % 2 == 0 else line)
    return "\n".join(lines)


def rst_page(corpus: Path) -> str:
    """Return a page of reST with a title for each file of a corpus."""
    authors = authors_of(corpus)
    parts = []
    for path in sorted((corpus / "reports").glob("*.rst")):
        name = f"{authors[path.name]}"
        parts.append(f"{name}\n{'#' * len(name.encode())}\n\n{text_of(path)}\n")
    return "*********\nThe event\n*********\n\nHello.\n\n" + "\n".join(parts)
