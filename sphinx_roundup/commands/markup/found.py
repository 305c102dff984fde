"""What is found in a source, by its places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from sphinx_roundup.commands.markup.text import Edit


Kind = Literal["image", "link"]
Form = Literal["bare", "html", "angle", "option"]


class Heading(NamedTuple):
    """A heading of the page's own level: none in a list, a quotation or a comment."""

    level: int
    text: str
    """As it is written, without the marks that make it a heading."""
    start: int
    """Its first line, with the labels above it."""
    end: int
    """The line behind it."""
    ids: tuple[str, ...] = ()
    """What it says that it is called."""
    line: int = 0
    """Of its words."""


class Address(NamedTuple):
    """An address, where it stands in the source."""

    start: int
    end: int
    """Of the address alone, so that it can be replaced."""
    url: str
    """Its meaning: entities and escapes resolved."""
    kind: Kind
    form: Form = "bare"
    """How it is written, and so what a new one has to look like."""
    without: tuple[Edit, ...] = ()
    """What leaves of a link its words; the last one's text is filled in."""
    label: str = ""
    """Of the definition that it stands in."""
    named: Edit | None = None
    """For a link of reST: what keeps its words from being a name for others to use."""
    alt: Edit | None = None
    """For an image without words: where they go; ``%s`` stands for them."""


class Definition(NamedTuple):
    """What is said once and used elsewhere: the address of a link, a footnote."""

    label: str
    start: int
    """Line."""
    end: int


class Use(NamedTuple):
    """Where a definition is used."""

    label: str
    line: int
    kind: Literal["image", "link", "note"]
    without: tuple[Edit, ...] = ()
    """As of an address."""


@dataclass
class Markup:
    """All that is found in a source."""

    headings: list[Heading] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    traps: list[int] = field(default_factory=list)
    """Rows of hyphens that nobody meant as underlines: their lines."""
    rules: list[int] = field(default_factory=list)
    """Lines that are a rule, traps among them."""
    names: dict[str, int] = field(default_factory=dict)
    """Other anchors, each with its line."""
