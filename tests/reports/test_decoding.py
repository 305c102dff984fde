"""Bytes become text, and what strangers wrote becomes fit to be shown."""

from __future__ import annotations

import base64
import doctest
import hashlib

import pytest

from sphinx_roundup import problems
from sphinx_roundup.limits import DEFAULTS
from sphinx_roundup.problems import escape
from sphinx_roundup.reports.decoding import (
    UnreadableReport,
    abbreviate_data_uris,
    clean,
    collapsed,
    decode,
    extract_data_uris,
    find_address,
    find_data_uris,
    find_line,
    hint_for_size,
    is_showable,
    parse_data_uri,
    without_tex,
)


def test_examples() -> None:
    """What docstrings show is what happens."""
    failed, attempted = doctest.testmod(problems)
    assert attempted > 0 == failed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ana Silva", "Ana Silva"),
        ("two\nlines\t", "two\\nlines\\t"),
        ("\x1b[31mred\x07", "\\x1b[31mred\\x07"),
        ("\u202eabc\u2028", "\\u202eabc\\u2028"),
        ("caf\udce9.md", "caf\\udce9.md"),
        ("👩\u200d🚀 می\u200cخواهم", "👩\u200d🚀 می\u200cخواهم"),
        ("x" * 80, "x" * 80),
        ("x" * 81, "x" * 79 + "…"),
    ],
)
def test_quotations_are_inert(text: str, expected: str) -> None:
    """What a log quotes of a file stays on its line, moves nothing, has 80 characters at most."""
    assert escape(text) == expected


@pytest.mark.parametrize(
    "name", ["a\nb.md", "a\tb.md", "caf\udce9.md", "a\u202eb.md", "a\u2028.md"]
)
def test_names_that_spoil_a_line_are_not_showable(name: str) -> None:
    """A name with control, bidi or undecodable characters can't be written anywhere."""
    assert not is_showable(name)
    assert is_showable("03 michele orrù.md")


def test_words_without_tex() -> None:
    """MathJax finds no formula in a name, also where it is put before other words."""
    assert without_tex(r"\(\href{x}\) 1\2 \\") == "\\\u2060(\\\u2060href{x}\\) 1\\2 \\\\\u2060"


def test_white_space_collapses() -> None:
    """Idle white space goes, and accents take their composed form."""
    assert collapsed(" Rene\u0301 \n  Ladan\u00a0") == "René Ladan"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_utf8_is_read_with_and_without_mark(mark: bytes) -> None:
    """A byte order mark makes no difference."""
    assert decode(mark + "Größe".encode()) == "Größe"


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_wrong_byte_is_told_at_its_line(end: bytes, mark: bytes) -> None:
    """The error stands at the true line, whatever ends the lines, and at the byte's offset."""
    data = mark + end.join([b"one", b"", b"Stefan E\xdfer", b"four"])
    with pytest.raises(UnreadableReport) as error:
        decode(data)
    told = error.value.problem
    assert (told.line, told.subtype) == (3, "encoding")
    assert told.args == (0xDF, data.index(b"\xdf"), "; it looks like Latin-1")
    assert "byte 0xdf at offset" in told.message % told.args


@pytest.mark.parametrize(
    ("data", "guess"),
    [
        ("Hällo".encode("utf-16"), "UTF-16"),
        (b"\xfe\xff" + "Hällo".encode("utf-16-be"), "UTF-16"),
        ("Hällo".encode("utf-32"), "UTF-16"),
        ("plain words".encode("utf-16-le"), "UTF-16"),
        (b"\x89PNG\r\n\x1a\n\0\0\xff and many more bytes", "no text at all"),
        ("Привет".encode("koi8-r"), None),
        ("Gruß".encode("latin-1"), "Latin-1"),
    ],
)
def test_encoding_is_guessed(data: bytes, guess: str | None) -> None:
    """The message names the encoding where it can be told."""
    with pytest.raises(UnreadableReport) as error:
        decode(data)
    assert error.value.kind == "not-utf-8"
    assert error.value.problem.args[2] == (f"; it looks like {guess}" if guess else "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\rc\n", "a\nb\nc\n"),
        ("\ufeffa", "a"),
        ("emoji 👩\u200d🚀, \u200fעברית\u200e", "emoji 👩\u200d🚀, \u200fעברית\u200e"),
    ],
)
def test_harmless_text_is_kept(text: str, expected: str) -> None:
    """Line ends become plain, and text in any script stays, without a word."""
    assert clean(text) == (expected, ())


def test_controls_are_left_out_and_told_once() -> None:
    """NUL, ESC, BEL and C1 go, and one problem counts them."""
    text, problems = clean("one\n\x1b[31mtw\0o\x07\x9b\ufffe\x1b\x7f")
    assert text == "one\ntwo"
    assert [(p.line, p.subtype, p.args[1:]) for p in problems] == [(2, "encoding", (7, 0x1B))]


@pytest.mark.parametrize("char", "\v\f\x1c\x1d\x1e\x85\u2028\u2029")
def test_separators_become_blanks(char: str) -> None:
    """Where docutils would begin a line that no editor counts, there is a blank."""
    text, problems = clean(f"a{char}b")
    assert text == "a b"
    assert [p.args[1] for p in problems] == [1]
    assert len(text.splitlines()) == 1


@pytest.mark.parametrize("char", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_bidi_controls_are_left_out(char: str) -> None:
    """What could turn around the text of others goes, with a warning at its line."""
    text, (told,) = clean(f"a\nb{char}c")
    assert text == "a\nbc"
    assert told.line == 2
    assert "direction" in told.message % told.args


def test_endless_line_is_refused() -> None:
    """A line that a parser would need minutes for makes the report unreadable."""
    assert clean("x" * DEFAULTS.line).text
    with pytest.raises(UnreadableReport) as error:
        clean("a\n" + "x" * (DEFAULTS.line + 1))
    assert (error.value.kind, error.value.problem.line) == ("long-line", 2)


def test_pictures_in_the_text_are_named() -> None:
    """The hint for an export with pictures inside is to save these."""
    assert "picture" in hint_for_size("![x](data:image/png;base64,AAAA")
    assert "picture" not in hint_for_size("word " * 9)


# -- Embedded pictures ---------------------------------------------------------------------

PHOTO = bytes(range(256))
WRITTEN = base64.b64encode(PHOTO).decode()
DIGEST = hashlib.sha256(PHOTO).hexdigest()
URI = f"data:image/PNG;base64,{WRITTEN}"
SHORT = f"data:image/png;roundup,{DIGEST}"


def test_pictures_are_extracted() -> None:
    """A long picture becomes a short word, the text around it and short ones stay."""
    text = f"a ![x]({URI}) b\n\n[y]: <{URI}>\n`data:image/png;base64,AAAA`"
    assert (
        extract_data_uris(text)
        == f"a ![x]({SHORT}) b\n\n[y]: <{SHORT}>\n`data:image/png;base64,AAAA`"
    )
    assert extract_data_uris("no picture") == "no picture"
    assert find_data_uris(text)[DIGEST] == PHOTO
    assert extract_data_uris(f"`{URI}`") == f"`{URI}`"


@pytest.mark.parametrize(
    "uri", [URI, SHORT, URI.rstrip("="), URI.replace(";base64", ";charset=utf-8;base64")]
)
def test_data_uri(uri: str) -> None:
    """An image's address tells which picture it is, extracted or not."""
    assert parse_data_uri(uri) == ("png", DIGEST)


@pytest.mark.parametrize(
    "uri", ["a.png", "https://example.org/a.png", "data:text/html,x", "data:image/png;base64,A"]
)
def test_no_data_uri(uri: str) -> None:
    """What is no picture inside of the text isn't taken for one."""
    assert parse_data_uri(uri) is None
    assert extract_data_uris(uri) == uri
    broken = f"data:image/png;base64,{'A' * 401}"
    assert extract_data_uris(broken) == broken


def test_pictures_are_abbreviated_for_readers() -> None:
    """An extracted picture is shown as the beginning of its URI, other text unchanged."""
    assert abbreviate_data_uris(f"a {SHORT} b") == "a data:image/png;base64,… b"
    assert abbreviate_data_uris("a ;base64, b") == "a ;base64, b"


# -- Lines -------------------------------------------------------------------------------

LINES = ["one", "![x](my boat.jpg) {ref}`a", "b` two", "<a?x=1&amp;y=2>", "two"]


@pytest.mark.parametrize(
    ("needle", "line", "expected"),
    [("two", 1, 3), ("two", 4, 5), ("two", 9, 9), ("{ref}`a\nb`", 1, 2), ("", 2, 2), ("x", 0, 2)],
)
def test_line_of_a_text(needle: str, line: int, expected: int) -> None:
    """The first line of a text is searched from a known line on, which is the default."""
    assert find_line(LINES, needle, line) == expected


@pytest.mark.parametrize(
    ("address", "line", "expected"),
    [("my boat.jpg", 1, 2), ("my%20boat.jpg", 1, 2), ("a?x=1&y=2", 1, 4), ("z", 1, 1), ("z", 9, 9)],
)
def test_line_of_an_address(address: str, line: int, expected: int) -> None:
    """An address is found as a parser returns it, and in other forms."""
    assert find_address(LINES, address, line) == expected
