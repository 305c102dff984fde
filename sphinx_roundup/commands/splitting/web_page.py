"""A saved web page as Markdown: its article, without what the site puts around it.

Needs the extra ``html``: `markdownify <https://pypi.org/project/markdownify/>`_ on top of
Beautiful Soup.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

from sphinx_roundup.commands.markup.heads import read_yaml_head
from sphinx_roundup.commands.markup.text import BOM, Source, decode_page
from sphinx_roundup.commands.terminal import CannotRun

try:
    from bs4 import BeautifulSoup, Tag

    from sphinx_roundup.commands.splitting.converter import PageConverter
except ImportError:  # pragma: no cover - the tests have the extra, and take it away in a process
    BeautifulSoup = None  # type: ignore[assignment,misc] # so is every missing module

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx_roundup.reports.yaml_values import Entry

MISSING = (
    "a page in HTML needs a library that turns it into Markdown: run"
    " 'pip install \"sphinx-roundup[html]\"'"
)
_HEADINGS = re.compile(r"h[1-6]")
_AROUND = ("nav", "header", "footer", "aside", "form")
_SILENT = ("script", "style", "template", "noscript", "svg", "button", "input", "select")
_FRAMES = ("iframe", "video", "audio", "embed")
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(https?://\S+)")


class WebPage(NamedTuple):
    """What was on a web page."""

    text: str
    """In Markdown."""
    title: str
    url: str
    """Where it was published, if it says so."""
    head: Sequence[Entry] = ()
    """Of YAML above the HTML."""
    head_text: str = ""


def convert(data: bytes) -> WebPage:
    """Return a web page as Markdown.

    :raises CannotRun: where the extra is missing
    """
    if BeautifulSoup is None:
        raise CannotRun(MISSING)
    head, head_text, body = _take_head(data)
    soup = BeautifulSoup(body, "html.parser")
    url, title = _url_of(soup), _title_of(soup)
    article = _article_of(soup)
    _tidy(article)
    text = PageConverter(
        autolinks=False,  # it takes "<a.mp4>" for one
        heading_style="ATX",
        bullets="-",
        escape_misc=True,
        newline_style="BACKSLASH",
        sub_symbol="<sub>",
        sup_symbol="<sup>",
        table_infer_header=True,
        code_language_callback=_language_of,
    ).convert_soup(article)
    text = re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
    return WebPage(text, title, url, head, head_text)


def _take_head(data: bytes) -> tuple[Sequence[Entry], str, bytes | str]:
    """Divide YAML from the HTML below it; HTML alone stays bytes, for it names its encoding."""
    if not data.removeprefix(b"\xef\xbb\xbf").startswith(b"---"):
        return (), "", data
    source = Source(decode_page(data)[0].removeprefix(BOM))
    first, entries = read_yaml_head(source)
    if not first:
        return (), "", source.text
    return entries, source.between(1, first - 1), source.between(first, len(source))


def _url_of(soup: Any) -> str:
    for name, attributes, key in (
        ("link", {"rel": "canonical"}, "href"),
        ("meta", {"property": "og:url"}, "content"),
        ("base", {}, "href"),
    ):
        found = soup.find(name, attrs=attributes)
        url = str(found.get(key) or "") if found else ""
        if re.match(r"https?://", url):
            return url
    # What browsers write on top of a page that they save.
    saved = _SAVED_FROM.search(str(soup)[:2000])
    return saved[1] if saved else ""


def _title_of(soup: Any) -> str:
    for found in soup.find_all("h1"):
        if not found.find_parent(["nav", "aside", "footer"]):
            return " ".join(found.get_text(" ").split())
    meta = soup.find("meta", attrs={"property": "og:title"})
    if meta and meta.get("content"):
        return " ".join(str(meta["content"]).split())
    return " ".join(soup.title.get_text().split()) if soup.title else ""


def _article_of(soup: Any) -> Any:
    """Return the element that holds what the page is about."""
    for found in (soup.find_all("main"), soup.find_all(attrs={"role": "main"})):
        if len(found) == 1 and found[0].find(_HEADINGS):
            return found[0]
    headings = [h for h in soup.find_all(_HEADINGS) if not h.find_parent(list(_AROUND))]
    articles = [a for a in soup.find_all("article") if a.find(_HEADINGS)]
    if len(articles) == 1 and sum(articles[0] in h.parents for h in headings) > len(headings) / 2:
        return articles[0]
    if not headings:
        return soup.body or soup
    return _climb(_common(headings))


def _common(headings: list[Any]) -> Any:
    """Return the smallest element around all headings but a title above them."""
    if len(headings) > 1 and headings[0].name == "h1" != headings[1].name:
        headings = headings[1:]
    around = [e for e in headings[0].parents if all(e in h.parents for h in headings)]
    return around[0]


def _climb(element: Any) -> Any:
    """Go up as far as an element has nothing of the site in it: there may be an introduction."""
    while element.parent is not None and not element.parent.find(list(_AROUND)):
        if element.parent.parent is None:
            break
        element = element.parent
    return element


def _tidy(article: Any) -> None:
    """Take out what isn't read, and let each heading say what links call it."""
    for silent in article.find_all(list(_SILENT)):
        silent.decompose()
    for frame in article.find_all(list(_FRAMES)):
        _link_to(frame)
    for link in article.find_all("a", class_=re.compile(r"headerlink|anchor|heading-link")):
        if str(link.get("href", "")).startswith("#") and not re.search(r"\w", link.get_text()):
            link.decompose()
    wanted = {unquote(str(a["href"])[1:]) for a in article.find_all("a", href=re.compile(r"^#."))}
    for target in article.find_all(
        lambda tag: tag.get("id") in wanted or tag.get("name") in wanted
    ):
        _name_heading(target)


def _link_to(frame: Any) -> None:
    """Put a link in the place of what plays or shows something of another address."""
    source = frame if frame.get("src") else frame.find("source", src=True)
    if source is None:
        frame.unwrap()
        return
    link = BeautifulSoup("", "html.parser").new_tag("a", href=source["src"])
    link.string = str(frame.get("title") or source["src"])
    frame.replace_with(link)


def _name_heading(target: Any) -> None:
    """Note an anchor at a heading: its own, the one inside, the next, else the one before."""
    name = str(target.get("id") or target.get("name"))
    own = target if _HEADINGS.fullmatch(target.name) else target.find_parent(_HEADINGS)
    near = target.find_previous if target.get_text().strip() else target.find_next
    heading = own or target.find(_HEADINGS) or near(_HEADINGS)
    if heading is not None:
        heading["data-names"] = f"{heading.get('data-names', '')} {name}".strip()


def _language_of(element: Any) -> str | None:
    """Return the language of a code block, as highlighters note it."""
    for each in (element, element.code, element.parent, element.parent.parent):
        classes: Iterable[str] = (each.get("class") or []) if isinstance(each, Tag) else []
        for name in classes:
            if match := re.fullmatch(r"(?:language|lang|highlight|brush:?)-([\w+#-]+)", name):
                return match[1]
    return None
