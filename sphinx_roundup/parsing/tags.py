"""Patterns for tags of other generators (shortcodes, Liquid, wiki links), and their meanings.

:data:`_FORMS` has their forms. Those with a plain meaning become a picture, a link, a box or code,
or are left out; the others are shown as they are written, and reported once.
"""

from __future__ import annotations

import posixpath
import re
from types import MappingProxyType, SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from markdown_it import helpers

from sphinx_roundup.parsing.headings import github_anchor
from sphinx_roundup.reports import is_picture_name

if TYPE_CHECKING:
    from collections.abc import Mapping


# -- Forms -------------------------------------------------------------------------------

LONGEST = 1000  # characters of a tag
_NAME = r"(?P<name>[A-Za-z][\w./-]*)"
_ON_A_LINE = r"(?<![^\n])"  # nothing is before it
_PATTERNS = [
    ("comment", "{%", r"""
        \{\#\s.*?\#\} | \{/\*.*?\*/\} | \{\{/\*.*?\*/\}\}
        | (?<![0-9A-Za-z%])%%(?!%).*?%%(?![0-9A-Za-z%])
        | \{::comment\}.*?\{:/(comment)?\} | \{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}
    """),
    ("dropped", "{[ci:", rf"""
        \{{::?/?(toc|options\b[^{{}}]*|nomarkdown)?\s*/?\}} | \[\[_?TOC_?\]\] | \[TOC\](?![(\[:])
        | {_ON_A_LINE} (?: (?:collapsed|id)::[ ][\w-]+[ ]*(?![^\n]) | :LOGBOOK:.*?:END: )
        | {_ON_A_LINE} import\s (?:[\w*{{}},\s]+\sfrom)? \s*["'][^"'\n]+["'];? [ ]*(?![^\n])
    """),
    ("icon", ":", r"""
        :(?:fontawesome|material|octicons|simple)-(?P<icon>[a-z0-9-]+): (\{[^{}\n]*\})? [ ]?
    """),
    ("inserted", "+", r"""
        (?<![\w+])\+\+(?!(?:alt|backspace|cmd|command|control|ctrl|del|delete|down|end|enter|esc|escape
        |fn|home|insert|left|meta|option|return|right|shift|space|tab|up|win|windows)\+)
        (?P<inserted>[a-z]{2,})\+\+(?![\w+])
    """),
    ("keys", "+", r"(?<![\w+])\+\+(?P<keys>[a-z][a-z0-9-]*(?:\+[a-z0-9-]+)*)\+\+(?![\w+])"),
    ("raw", "{", r"\{%-?\s*raw\s*-?%\}(?P<raw>.*?)\{%-?\s*endraw\s*-?%\}"),
    ("shown", "{", r"\{\{[<%]/\*(?P<shown>[^{}]*?)\*/[>%]\}\}"),
    ("Hugo", "{", rf"\{{\{{[<%]\s*(?P<end>/?)\s*{_NAME}(?P<args>[^{{}}]*?)\s*/?\s*[>%]\}}\}}"),
    ("Liquid", "{", rf"\{{%[-~+]?\s*(?P<end>end|/)?{_NAME}(?P<args>[^{{}}]*?)[-~+]?%\}}"),
    ("Liquid", "{", rf"""
        (?<!\$)\{{\{{[-~]?\s* (?:{_NAME}(?=[\s(|}}-]) | (?=["'])) (?P<args>[^{{}}]*?) [-~]?\}}\}}
    """),
    ("picture", "<", r"<(?:Figure|Image|Photo|Picture|img)(?=[^<>\w][^<>]*=\s*\{)[^<>]*>"),
    ("MDX", "<", r"<(?P<mark>[A-Za-z][\w.]*)(?=[^<>]*=\s*\{)[^<>]*>"),
    ("MDX", "e", rf"""
        {_ON_A_LINE}(?P<mark>export)\s+
        (?: (?:const|let|var)\s[^=]+= | (?:default\s+)?(?:async\s+)?(?:function|class)\b
        | default\s+[\w$({{]+;?[ ]*(?=\n|\Z) | [*{{] ).*
    """),
    ("MDX", "{", r"\A(?P<mark>\{)\s*[A-Za-z_$][\w$]*\s*(?:[.(\[?]|&&|\|\|)[^`]*\}\Z"),
    ("MkDocs", "-", rf"{_ON_A_LINE}(?P<mark>--8<--)(?:[ ]+[\"'][^\n]+|\n.*?\n--8<--)"),
    ("MkDocs", "*", rf"{_ON_A_LINE}(?P<mark>\*\[)[^\[\]\n]+\]:[^\n]+"),
    ("Pandoc", "^", r"(?P<mark>\^\[)(?=[^\[\]\n]*\w[ ])[^\[\]\n]*\](?![(\[])"),
    ("wiki", "![", r"""
        (?<![\w\])]) (?P<embed>!?)\[\[ (?P<target>[^\[\]|\n]*(?:[^\W\d]|-[0-9]{2}-)[^\[\]|\n]*)
        (?:\|(?P<words>[^\[\]\n]*))? \]\](?![\[(])
    """),
]  # fmt: skip
"""Forms, their first characters and patterns; the first that matches counts. One with a capital is
the generator that messages name."""
_FORMS = {
    first: [
        (form, re.compile(pattern, re.VERBOSE | re.DOTALL))
        for form, beginnings, pattern in _PATTERNS
        if first in beginnings
    ]
    for first in "{%[!:<+-*^cei"
}
"""Forms that begin with a character."""
_ARGUMENT = re.compile(
    r"""
    (?: (?P<key>[\w-]+) \s*[=:](?!//)\s* )?
    (?P<value> "[^"]*" | '[^']*' | “[^”]*” | https?://[^\s,()|"']+ | [^\s,()|"'=]+ )
    """,
    re.VERBOSE,
)


class Tag(NamedTuple):
    """A tag of another generator."""

    form: str
    end: int  # where it ends
    source: str
    name: str = ""
    is_closing: bool = False
    named: Mapping[str, str] = MappingProxyType({})
    others: tuple[str, ...] = ()  # arguments without a name
    parts: Mapping[str, str] = MappingProxyType({})  # of the pattern

    def get(self, *keys: str) -> str:
        """Return the first of some arguments, or ``""``."""
        return next((self.named[key] for key in keys if self.named.get(key)), "")


def find_tag(text: str, start: int) -> Tag | None:
    """Return the tag that begins at *start*."""
    for form, pattern in _FORMS.get(text[start : start + 1], ()):
        if found := pattern.match(text, start, start + LONGEST):
            parts = found.groupdict("")
            named, others = _embedded(parts), []
            for each in _ARGUMENT.finditer(parts.get("args", "")):
                value = each["value"]
                value = value[1:-1] if value[0] in "\"'“" else value
                if each["key"]:
                    named.setdefault(each["key"].lower(), value)
                else:
                    others.append(value)
            name, is_closing = parts.get("name", "").lower(), bool(parts.get("end"))
            return Tag(form, found.end(), found[0], name, is_closing, named, tuple(others), parts)
    return None


def _embedded(parts: Mapping[str, str]) -> dict[str, str]:
    """Return the arguments of ``![[boat.png|A boat|300x200]]``."""
    if not parts.get("embed"):
        return {}
    words = parts["words"].split("|")
    width, _, height = words[-1].strip().partition("x")
    if not width.isdecimal():
        width = height = ""
    alt = " ".join(words[:-1] if width else words).strip()
    source = quote(parts["target"].strip(), safe="/%#?=&")
    return {"src": source, "alt": alt, "width": width, "height": height}


# -- Meanings ----------------------------------------------------------------------------

_PATH_KEYS = ("src", "url", "path", "file", "filename", "image", "image_path", "img", "name")
_SEEN_KEYS = frozenset(
    {"attr", "author", "by", "cap", "caption", "cite", "credit", "description", "footer", "header"}
    | {"source", "summary", "text", "title"}
)
_UNSEEN = re.compile(r"|left|right|center|--?\w+|[0-9]+(%|px|x[0-9]*)?")
_UNSEEN_KEYS = ("alt", "class", "href", "id", "link", "sizes", "srcset", "style", "width")
LINKS = frozenset({"link", "post_url", "ref", "relref"})
_ADDRESSES = {
    "gist": "https://gist.github.com/",
    "vimeo": "https://vimeo.com/",
    "youtube": "https://www.youtube.com/watch?v=",
}


def picture_of(tag: Tag) -> dict[str, str] | None:
    """Return what a tag says of a picture, as attributes of HTML; ``None`` if it has none."""
    paths = [tag.get(key) for key in _PATH_KEYS] + [o for o in tag.others if " " not in o]
    path = next(filter(_is_picture, paths), "")
    if not path or tag.name in LINKS or tag.is_closing:
        return None
    template = tag.others[0] if tag.name == "include" and tag.others else ""
    caption = words_of(tag, path, template)
    sides = {*tag.others, tag.get("align", "float", "class", "position")}
    return {
        "src": path,
        "alt": tag.get("alt") or caption,
        "caption": caption,
        "href": tag.get("link", "href"),
        "width": tag.get("width", "w"),
        "height": tag.get("height", "h"),
        "align": next((side for side in ("left", "right", "center") if side in sides), ""),
    }


def _is_picture(path: str) -> bool:
    name = re.split("[?#]", path)[0]
    return is_picture_name(name) and not re.search(r"[\n{}]", path)


def words_of(tag: Tag, *others: str) -> str:
    """Return the arguments that readers would see, but not *others*."""
    hidden = (*others, *(tag.get(key) for key in _UNSEEN_KEYS))
    named = [v for k, v in tag.named.items() if k in _SEEN_KEYS or " " in v]
    words = [word for word in (*named, *tag.others) if word not in hidden]
    return " ".join(word for word in words if not _UNSEEN.fullmatch(word))


def target_of(tag: Tag) -> tuple[str, str] | None:
    """Return where a tag leads and the words of the link, ``""`` for those of the target."""
    if tag.form == "wiki":
        return _wiki_target(tag.parts["target"], tag.parts["words"].strip())
    if tag.name in LINKS and tag.others and "://" not in tag.others[0]:
        return tag.others[0], ""
    given = [tag.get("src", "url", "href"), *tag.others]
    is_url = ("http://", "https://")
    address = next((each for each in given if each.startswith(is_url)), "") or _recording(tag)
    return (address, tag.get("title") or address) if address else None


def _recording(tag: Tag) -> str:
    """Return the address of a recording, or the like, that a tag has the number of."""
    is_include = tag.name == "include" and tag.others
    kind = posixpath.splitext(posixpath.basename(tag.others[0] if is_include else tag.name))[0]
    number = tag.get("id", "user") or "/".join(tag.others if tag.name == kind else ())
    is_known = kind in _ADDRESSES and re.fullmatch(r"[\w/-]+", number)
    return _ADDRESSES[kind] + number if is_known else ""


def skip_tags(text: str, start: int = 0) -> tuple[str, int]:
    """Return the path that tags at the beginning of an address mean, and where they end.

    >>> skip_tags("{{ site.baseurl }}{% link bob.md %}#plan")
    ('bob.md', 35)
    """
    path = ""
    while text.startswith(("{%", "{{"), start) and (tag := find_tag(text, start)):
        path += tag.others[0] if tag.others and (tag.name in LINKS or not tag.name) else ""
        start = tag.end
    return path, start


def parse_destination(text: str, start: int, most: int) -> Any:
    """Return the destination of a link, which may be a tag, or begin with one.

    ``{% link bob.md %}``, ``{{< ref "bob.md" >}}``, ``{{ site.baseurl }}/bob/``
    """
    path, end = skip_tags(text, start)
    rest = helpers.parseLinkDestination(text, end, most)
    if end == start:
        return rest
    end, behind = (rest.pos, rest.str) if rest.ok else (end, "")
    return SimpleNamespace(ok=True, pos=end, str=path + behind)


def _wiki_target(target: str, words: str) -> tuple[str, str]:
    page, _, heading = (part.strip() for part in target.partition("#"))
    anchor = "" if heading.startswith("^") else github_anchor(heading)
    page += ".md" if anchor and page and not posixpath.splitext(page)[1] else ""
    return f"{page}#{anchor}" if anchor else page, words or ("" if page else heading)
