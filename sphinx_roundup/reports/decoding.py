"""Text from untrusted bytes: decoded, cleaned, with embedded pictures extracted."""

from __future__ import annotations

import base64
import binascii
import codecs
import hashlib
import re
import unicodedata
from contextlib import suppress
from html import unescape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from sphinx_roundup.limits import DEFAULTS
from sphinx_roundup.problems import COMMAND, Problem, Subtype, problem

if TYPE_CHECKING:
    from collections.abc import Sequence

LINE_END = re.compile(r"\r\n?|\n")
LINE_SEPARATORS = re.compile("[\v\f\x1c-\x1e\x85\u2028\u2029]")
"""Line ends for ``str.splitlines``, and so for docutils, but for no editor."""
CONTROLS = re.compile(
    "\x1b\\[[0-9;]*m|[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
)
"""C0, C1 and other characters that XML (so EPUB) forbids; colours of terminals."""
UNNEEDED = re.compile(f"{CONTROLS.pattern}|{LINE_SEPARATORS.pattern}")
BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Embeddings, overrides and isolates, which can turn around the text of others
(https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing)."""
INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U0001bca0-\U0001bca3\U000e0100-\U000e01ef]"
)
"""Letters, marks and symbols that show nothing: variation selectors, fillers, blank Braille
(Default_Ignorable_Code_Point of https://www.unicode.org/reports/tr44/, without those that
Python counts among the format characters)."""
_COMMAND_OF_TEX = re.compile(r"\\(?=[A-Za-z(\[]|$)")
DEVICE = re.compile(r"(con|prn|aux|nul|(com|lpt)[\d¹²³])(\.|$)", re.IGNORECASE)
"""Names that Windows treats as devices, with any suffix
(https://learn.microsoft.com/windows/win32/fileio/naming-a-file#naming-conventions)."""


class UnreadableReport(Exception):
    """A file that can't be read.

    :param kind: one word for the reason, also used as the file's fingerprint
    :param problem: the reason, at the line where reading failed
    """

    def __init__(self, kind: str, problem: Problem) -> None:
        super().__init__(kind, problem)
        self.kind = kind
        self.problem = problem


class SourceText(NamedTuple):
    """Text of a report, and problems of its characters."""

    text: str  # lines end with \n, and are those that an editor counts
    problems: tuple[Problem, ...] = ()


# -- Bytes -------------------------------------------------------------------------------


def decode(data: bytes) -> str:
    """Return UTF-8 data as text, with or without a byte order mark.

    :raises UnreadableReport: at the line of the first byte that isn't UTF-8
    """
    # UTF-16 or UTF-32 has a mark, or a third of it or more is zeros.
    marks = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    if data.startswith(marks) or data.count(0) * 3 > len(data) > 15:
        raise _not_utf8(data, 0, "; it looks like UTF-16")
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        guess = "; it looks like Latin-1"
        if b"\0" in data:
            guess = "; it looks like no text at all"
        # In Latin-1 few letters beyond ASCII follow each other.
        elif re.search(rb"[\x80-\xff]{2}", data[error.start :]):
            guess = ""
        raise _not_utf8(data, error.start, guess) from None


def _not_utf8(data: bytes, offset: int, guess: str) -> UnreadableReport:
    line = len(LINE_END.findall(data[:offset].decode("latin-1"))) + 1
    message = "isn't UTF-8 (byte 0x%02x at offset %d%s) and can't be shown; save it as UTF-8"
    args = (data[offset], offset, guess)
    return UnreadableReport("not-utf-8", problem(Subtype.ENCODING, line, message, *args))


# -- Characters --------------------------------------------------------------------------


def clean(text: str, longest: int = DEFAULTS.line) -> SourceText:
    """Return text with plain line ends, without characters that no text needs.

    :param longest: limit of a line, in characters
    :raises UnreadableReport: at a longer line
    """
    lines = LINE_END.sub("\n", text.removeprefix("\ufeff"))
    for number, line in enumerate(lines.split("\n") if len(lines) > longest else (), 1):
        if len(line) > longest:
            message = "has a line of %d characters and can't be read; %s"
            args = (len(line), hint_for_size(line))
            raise UnreadableReport("long-line", problem(Subtype.FILE, number, message, *args))
    if has_no_controls(lines):
        return SourceText(lines)
    problems = []
    message = "characters that %s are left out (%d; the first is U+%04X)"
    reasons = ((UNNEEDED, "no text needs"), (BIDI_CONTROLS, "turn the direction of writing around"))
    for pattern, reason in reasons:
        if first := pattern.search(lines):
            place = lines.count("\n", 0, first.start()) + 1
            count = len(pattern.findall(lines))
            found = problem(Subtype.ENCODING, place, message, reason, count, ord(first[0][0]))
            problems.append(found)
    return SourceText(without_controls(lines), tuple(problems))


def hint_for_size(text: str) -> str:
    """Return advice for a report that is too large, its pictures already extracted."""
    if "data:image/" in text:
        return "its pictures are inside of the text: save each as a file and link to that"
    return "break it up, or publish it elsewhere and give its 'url'"


def has_no_controls(text: str) -> bool:
    """Whether text has nothing to remove, ten times as fast as :func:`without_controls`."""
    return text.isprintable() or text.replace("\n", "").replace("\t", "").isprintable()


def without_controls(text: str) -> str:
    r"""Return text without the characters that :func:`clean` removes.

    Also for values of a front matter: YAML's ``"\e"`` and ``"\ud800"`` are such characters.
    """
    if has_no_controls(text):
        return text
    spaced = LINE_SEPARATORS.sub(" ", LINE_END.sub("\n", text))
    return BIDI_CONTROLS.sub("", CONTROLS.sub("", spaced))


def without_tex(text: str) -> str:
    r"""Return text without commands of TeX: a character without width follows each backslash.

    MathJax typesets ``\(\href{javascript:...}{x}\)`` in all words of a page with a formula.
    """
    return _COMMAND_OF_TEX.sub("\\\\\u2060", text) if "\\" in text else text


def collapsed(text: str) -> str:
    """Return text on one line, in the composed form (NFC), with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def visible_characters(text: str) -> str:
    """Return the letters, digits and signs of a text: no blanks, controls or combining marks."""
    plain = INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return "".join(char for char in plain if unicodedata.category(char)[0] not in "CMZ")


def is_showable(name: str) -> bool:
    """Whether a file's name can be written as it is to a log, a URL and a page."""
    return not any(unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} for c in name) and not (
        BIDI_CONTROLS.search(name) or COMMAND.search(name)
    )


# -- Embedded pictures -------------------------------------------------------------------
# An export of Google Docs has them as lines of a megabyte, which parsers would read
# character by character. So each is replaced by its digest before the text is parsed.

_PICTURE = re.compile(
    r"(?<!`)data:image/([a-z0-9.+-]+)(?:;[\w=.-]+)*;base64,([A-Za-z0-9+/]+={0,2})", re.IGNORECASE
)
_EXTRACTED = re.compile(r"data:image/([\w.+-]+);roundup,([0-9a-f]{64})")
_SHORT = 200
"""Characters. A shorter URI is cheap to parse, and often an example."""


def extract_data_uris(text: str) -> str:
    """Return a report's text with each long picture in it replaced by its digest."""
    if ";base64," not in text:
        return text
    return _PICTURE.sub(lambda match: _shorten(match) if len(match[2]) > _SHORT else match[0], text)


def _shorten(match: re.Match[str]) -> str:
    content = _decode_base64(match[2])
    return f"data:image/{match[1].lower()};roundup,{_digest(content)}" if content else match[0]


def find_data_uris(text: str) -> dict[str, bytes]:
    """Return the pictures in a report's original text: SHA-256 in hexadecimal -> content."""
    contents = (_decode_base64(match[2]) for match in _PICTURE.finditer(text))
    return {_digest(content): content for content in contents if content}


def abbreviate_data_uris(text: str) -> str:
    """Return text for readers: extracted pictures as the beginning of their URIs."""
    return _EXTRACTED.sub(r"data:image/\1;base64,…", text) if ";roundup," in text else text


def parse_data_uri(uri: str) -> tuple[str, str] | None:
    """Return the format of an embedded picture, such as ``png``, and its digest.

    :param uri: URI of an image in a report, extracted or not
    :returns: ``None`` if it is no embedded picture
    """
    found = _EXTRACTED.fullmatch(_PICTURE.sub(_shorten, uri))
    return (found[1], found[2]) if found else None


def _decode_base64(written: str) -> bytes | None:
    with suppress(binascii.Error):
        return base64.b64decode(written.rstrip("=") + "==")  # padding is often missing
    return None


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# -- Lines -------------------------------------------------------------------------------

_NEAR = 200  # lines that are searched for an address in another form: a long paragraph


def find_line(lines: Sequence[str], needle: str, line: int) -> int:
    """Return the first line, from *line* on, with the first line of *needle*; else *line*.

    Parsers know the line of a paragraph, not of its content.
    """
    first = needle.partition("\n")[0]
    numbers = range(max(line, 1), len(lines) + 1) if first else ()
    return next((n for n in numbers if first in lines[n - 1]), line)


def find_address(lines: Sequence[str], address: str, line: int) -> int:
    r"""Return the first line, from *line* on, with an address in any form.

    Parsers return one form, ``my%20boat.jpg``; authors write ``<my boat.jpg>``,
    ``my\_boat.jpg``, ``?a=1&amp;b=2``, or the backslashes of Windows.
    """
    number = find_line(lines, address, line)
    if address.partition("\n")[0] in "".join(lines[max(number, 1) - 1 : number]):
        return number
    start = max(line, 1) - 1
    near = [_plain_address(each) for each in lines[start : start + _NEAR]]
    return start + find_line(near, _plain_address(address), 1)


def _plain_address(text: str) -> str:
    return unquote(unescape(text)).replace("\\", "")
