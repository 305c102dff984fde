"""What stands on a page where the project's answer goes."""

from __future__ import annotations

from docutils import nodes


class Placeholder(nodes.General, nodes.Element):
    """Keeps the place of something that is known once all pages are read.

    A node of our own, as Sphinx's ``pending_xref`` is, since there is nothing else that
    may stay in a doctree between reading and writing. No writer ever meets it:
    :class:`.page.placeholders.FillPlaceholders` puts the answer there.

    Attributes: ``part``, a kind of :data:`.page.placeholders.PARTS`; ``docname``, of the page;
    ``about``, a report's file name or a style, or empty.
    """
