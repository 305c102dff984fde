"""What a build does with a report while it writes, tried for what may go wrong in it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.builders.dummy import DummyBuilder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.highlighting import PygmentsBridge

from sphinx_roundup.parsing.parse import parse_report
from sphinx_roundup.parsing.result import ParsedReport
from sphinx_roundup.pictures import Published, Publisher
from sphinx_roundup.pictures.render import Size, choose_size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sphinx.config import Config

    from sphinx_roundup.pictures.store import Original
    from sphinx_roundup.reports import Report

_SMALL = 16
"""In pixels. The smaller the copy, the faster; a picture is decoded to its end all the same."""


_BLOCKS = (nodes.literal_block, nodes.doctest_block)
_BRIDGE = PygmentsBridge("html")


class TryBuilder(DummyBuilder):
    """Takes what the builder for browsers takes, and writes nothing."""

    name = "dummy"
    supported_image_types = StandaloneHTMLBuilder.supported_image_types
    supported_remote_images = StandaloneHTMLBuilder.supported_remote_images


class TryPublisher(Publisher):
    """Opens the pictures of reports, and makes copies that nobody will see."""

    def prepare(self, names: Iterable[str]) -> None:
        """Make nothing before it is asked for: most pictures are those of other reports."""

    def publish(self, name: str, width: int = 0) -> Published:
        """Make a copy.

        :param width: not 0 for a portrait or a card's picture: nothing is said of these
        """
        if width:
            return Published("", 0, 0, "", 0)
        return super().publish(name)

    def _size(self, original: Original, max_side: int) -> Size:  # noqa: ARG002 - of all sizes, one
        return choose_size(original.info, _SMALL, self.formats)


def colour_code(section: nodes.section, config: Config) -> None:
    """Colour the code in a section, so that it is told where that fails.

    As the methods ``visit_literal_block`` and ``visit_literal`` of Sphinx's HTML writer do.
    """
    for node in section.findall(nodes.Element):
        language = node.get("language", "default" if isinstance(node, _BLOCKS) else "")
        is_code = isinstance(node, nodes.literal) and "code" in node["classes"]
        if isinstance(node, _BLOCKS) and node.rawsource == node.astext():  # no markup in it
            is_code = True
        if is_code and language:
            _BRIDGE.highlight_block(
                node.astext(),
                language,
                opts=config.highlight_options.get(language, {}),
                force=node.get("force", False),
                location=node,
            )


class _Fragments(Mapping[str, str]):
    """The fragments of a report that is parsed as soon as somebody asks for one of them."""

    def __init__(self, parse: Callable[[], ParsedReport]) -> None:
        self._parse = cache(parse)

    def __getitem__(self, key: str) -> str:
        if not key:  # the report itself
            raise KeyError(key)
        return self._parse().fragments[key]

    def __iter__(self) -> Iterator[str]:
        return iter(())  # whoever copies all of them only wants to remember them

    def __len__(self) -> int:  # pragma: no cover - nobody asks, but a mapping has to have it
        return 0


def parse_some(is_wanted: bool, report: Report, slug: str, *args: Any) -> ParsedReport:
    """Parse a report that is wanted, and another one once a link to a part of it asks for it."""
    parse = partial(parse_report, report, slug, *args)
    return parse() if is_wanted else ParsedReport(slug=slug, fragments=_Fragments(parse))
