"""How bad each kind of warning is: the one table of it."""

from __future__ import annotations

from sphinx_roundup.commands.checking.findings import Level
from sphinx_roundup.problems import WARNING_TYPE, Subtype

OWN = {
    Subtype.ALT: Level.ADVICE,
    Subtype.ANCHOR: Level.MENDED,
    Subtype.CONFIG: Level.LOST,
    Subtype.DIRECTIVE: Level.LOST,
    Subtype.ENCODING: Level.LOST,
    Subtype.FIELD: Level.LOST,
    Subtype.FILE: Level.LOST,
    Subtype.HEADING: Level.MENDED,
    Subtype.HTML: Level.LOST,
    Subtype.IMAGE: Level.LOST,
    Subtype.LINK: Level.LOST,
    Subtype.PARSE: Level.LOST,
    Subtype.PEOPLE: Level.LOST,
    Subtype.ROLE: Level.MENDED,
}
"""Of the kinds of warnings that are ours."""

OTHERS = {
    "docutils": Level.LOST,
    "misc": Level.MENDED,
    "myst": Level.LOST,
    "ref": Level.LOST,
}
"""Of the types of warnings that Sphinx and the parsers have for what stands in a report. Of
any other, a host's extension's, nobody can know: it is to be looked at."""

MILDER = {
    # Ours, where a kind has something that isn't as bad as the rest of it.
    "characters that %s are left out": Level.MENDED,
    "has Git's marks of a merge conflict": Level.ADVICE,
    "HTML comment is never closed": Level.MENDED,
    "'%s' has %d megapixels": Level.MENDED,
    "'%s' has no heading '#%s', and the link leads to its beginning": Level.MENDED,
    "a table can't stand in a table": Level.MENDED,
    "the substitution |%s|": Level.MENDED,
    "a formula can't use": Level.MENDED,
    "what is labelled '%s' has no number": Level.MENDED,
    "'%s' may be": Level.ADVICE,
    "'%s' and '%s' (%s:%d) are both called": Level.ADVICE,
    # Docutils', whose text is shown all the same.
    "Title underline too short": Level.MENDED,
    "Title overline too short": Level.MENDED,
    "Unexpected indentation": Level.MENDED,
    "Unexpected possible title": Level.MENDED,
    "Possible title underline": Level.MENDED,
    "Block quote ends without a blank line": Level.MENDED,
    "Bullet list ends without a blank line": Level.MENDED,
    "Definition list ends without a blank line": Level.MENDED,
    "Enumerated list ends without a blank line": Level.MENDED,
    "Explicit markup ends without a blank line": Level.MENDED,
    "Field list ends without a blank line": Level.MENDED,
    "Line block ends without a blank line": Level.MENDED,
    "Literal block ends without a blank line": Level.MENDED,
    "Option list ends without a blank line": Level.MENDED,
    "Inline ": Level.MENDED,
    "Duplicate implicit target name": Level.MENDED,
    "Enumerated list start value not ordinal-1": Level.MENDED,
}
"""How messages begin, their ``%`` not yet replaced, that aren't as bad as others of their kind."""


def level_of(type_: str, subtype: str, template: str, message: str) -> Level:
    """Return how bad a warning is.

    :param template: the message with its ``%`` in it
    """
    for beginning, level in MILDER.items():
        if template.startswith(beginning) or message.startswith(beginning):
            return level
    if type_ == WARNING_TYPE:
        return OWN[Subtype(subtype)]
    return OTHERS.get(type_, Level.LOST)
