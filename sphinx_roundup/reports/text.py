"""Text from untrusted bytes: decoded, without dangerous characters, safe to quote."""

from __future__ import annotations

import codecs
import re
import unicodedata
from html import unescape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from sphinx_roundup.limits import DEFAULTS
from sphinx_roundup.problems import COMMAND, Problem, Subtype, problem

if TYPE_CHECKING:
    from collections.abc import Sequence

LINE_END = re.compile(r"\r\n?|\n")
LINE_SEPARATORS = re.compile("[\v\f\x1c-\x1e\x85\u2028\u2029]")
"""Where ``str.splitlines``, and so docutils, begins a line that no editor counts."""
CONTROLS = re.compile(
    "\x1b\\[[0-9;]*m|[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
)
"""C0, C1 and what XML (an EPUB, say) may not contain; a terminal's colours go as a whole."""
UNNEEDED = re.compile(f"{CONTROLS.pattern}|{LINE_SEPARATORS.pattern}")
BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Embeddings, overrides and isolates, which can turn around the text of others
(https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing)."""

INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U0001bca0-\U0001bca3\U000e0100-\U000e01ef]"
)
"""Letters, marks and symbols that show nothing: variation selectors, fillers, blank Braille
(Default_Ignorable_Code_Point of https://www.unicode.org/reports/tr44/; Python counts the
others of it among the format characters)."""

DEVICE = re.compile(r"(con|prn|aux|nul|(com|lpt)[\d¹²³])(\.|$)", re.IGNORECASE)
"""Names that Windows treats as devices, with any suffix
(https://learn.microsoft.com/windows/win32/fileio/naming-a-file#naming-conventions)."""

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)

_NEAR = 200
"""Lines in which an address that is written in another form is searched: a long paragraph."""


class UnreadableReport(Exception):
    """Nothing of a report can be shown.

    :param kind: one word for the reason, which stands for the content in fingerprints
    :param problem: what to say about it, at the line where reading failed
    """

    def __init__(self, kind: str, problem: Problem) -> None:
        super().__init__(kind, problem)
        self.kind = kind
        self.problem = problem


class SourceText(NamedTuple):
    """The text of a report, and what was wrong with its characters."""

    text: str
    """Lines end with ``\\n``, and are those that an editor counts."""
    problems: tuple[Problem, ...] = ()


def is_showable(name: str) -> bool:
    """Say whether the name of a file can stand in a log, a URL and a page as it is."""
    return not any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} for c in name) and not (
        BIDI_CONTROLS.search(name) or COMMAND.search(name)
    )


def find_line(lines: Sequence[str], needle: str, line: int, *others: str) -> int:
    """Return the first line, from *line* on, that has the first line of *needle* or of another.

    Parsers know the line of a paragraph, not of what is in it. Where it isn't found, *line*
    is the best that is known.

    :param others: other ways to write what is looked for
    """
    firsts = [first for each in (needle, *others) if (first := each.partition("\n")[0])]
    for number in range(max(line, 1), len(lines) + 1):
        if any(first in lines[number - 1] for first in firsts):
            return number
    return line


def find_address(lines: Sequence[str], address: str, line: int) -> int:
    r"""Return the first line, from *line* on, in which an address is written.

    Parsers give addresses in one form, ``my%20boat.jpg``, and people write them in others:
    ``<my boat.jpg>``, ``my\_boat.jpg``, ``?a=1&amp;b=2``, or with the backslashes of Windows.
    """
    number = find_line(lines, address, line)
    if 0 < number <= len(lines) and address.partition("\n")[0] in lines[number - 1]:
        return number
    near = [_plain_address(each) for each in lines[max(line, 1) - 1 :][:_NEAR]]
    return max(line, 1) - 1 + find_line(near, _plain_address(address), 1) if near else line


def _plain_address(text: str) -> str:
    return unquote(unescape(text)).replace("\\", "")


def collapsed(text: str) -> str:
    """Return the text on one line, in the composed form (NFC), without idle white space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def visible_characters(text: str) -> str:
    """Return the letters, digits and signs of a text: no blanks, controls or combining marks."""
    plain = INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return "".join(char for char in plain if unicodedata.category(char)[0] not in "CMZ")


def has_no_controls(text: str) -> bool:
    """Say whether nothing in *text* can need a second look, which most texts don't.

    Ten times as fast as to look for what :func:`without_controls` takes out.
    """
    return text.isprintable() or text.replace("\n", "").replace("\t", "").isprintable()


def without_controls(text: str) -> str:
    r"""Return the text without the characters that :func:`clean` takes out.

    Needed a second time for the values of a front matter: a ``"\e"`` or ``"\ud800"`` in
    YAML's double quotes makes such characters out of innocent ones.
    """
    if has_no_controls(text):
        return text
    spaced = LINE_SEPARATORS.sub(" ", LINE_END.sub("\n", text))
    return BIDI_CONTROLS.sub("", CONTROLS.sub("", spaced))


def decode(data: bytes) -> str:
    """Return the text of a file in UTF-8, with or without a byte order mark.

    :raises UnreadableReport: at the true line of the first byte that is no UTF-8
    """
    body = data.removeprefix(codecs.BOM_UTF8)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _is_wide(data):
        raise _not_utf8(data, 0)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8(data, error.start + len(data) - len(body)) from None


def _is_wide(data: bytes) -> bool:
    """Recognise UTF-16 and UTF-32 without a mark by zeros in every other byte or more."""
    return data.count(0) * 3 > len(data) > 15


def _not_utf8(data: bytes, offset: int) -> UnreadableReport:
    line = len(re.findall(rb"\r\n?|\n", data[:offset])) + 1
    message = "isn't UTF-8 (byte 0x%02x at offset %d%s) and can't be shown; save it as UTF-8"
    encoding = _guess_encoding(data, offset)
    guess = f"; it looks like {encoding}" if encoding else ""
    return UnreadableReport(
        "not-utf-8", problem(Subtype.ENCODING, line, message, data[offset], offset, guess)
    )


def _guess_encoding(data: bytes, offset: int) -> str | None:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return encoding
    if _is_wide(data):
        return "UTF-16"
    if b"\0" in data:
        return "no text at all"
    # One byte a letter, and few letters beyond ASCII: a language of Western Europe.
    return None if re.search(rb"[\x80-\xff]{2}", data[offset:]) else "Latin-1"


def clean(text: str, longest: int = DEFAULTS.line) -> SourceText:
    """Return the text with plain line ends, and without characters that no text needs.

    :param longest: how many characters a line may have
    :raises UnreadableReport: at a line that is too long to be read
    """
    lines = LINE_END.sub("\n", text.removeprefix("\ufeff"))
    _check_line_lengths(lines, longest)
    if has_no_controls(lines):
        return SourceText(lines)
    found = (
        _complaint(lines, UNNEEDED, "no text needs"),
        _complaint(lines, BIDI_CONTROLS, "turn the direction of writing around"),
    )
    return SourceText(without_controls(lines), tuple(filter(None, found)))


def _complaint(text: str, pattern: re.Pattern[str], what: str) -> Problem | None:
    first = pattern.search(text)
    if first is None:
        return None
    line = text.count("\n", 0, first.start()) + 1
    count = len(pattern.findall(text))
    message = "characters that %s are left out (%d; the first is U+%04X)"
    return problem(Subtype.ENCODING, line, message, what, count, ord(first[0][0]))


def _check_line_lengths(text: str, longest: int) -> None:
    for number, line in enumerate(text.split("\n") if len(text) > longest else (), 1):
        if len(line) > longest:
            raise UnreadableReport(
                "long-line",
                problem(
                    Subtype.FILE,
                    number,
                    "has a line of %d characters and can't be read; %s",
                    len(line),
                    cure_for_bulk(line),
                ),
            )


def cure_for_bulk(text: str) -> str:
    """Return what to do about a report that is too large, its pictures put aside."""
    if "data:image/" in text:
        return "its pictures are inside of the text: save each as a file and link to that"
    return "break it up, or publish it elsewhere and give its 'url'"
