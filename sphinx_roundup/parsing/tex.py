r"""Strict parser of formulas, which accepts only what both LaTeX and MathJax can set.

TeX can do anything, and one formula that it refuses ends the PDF of all. So a formula may use
the commands of :mod:`.tex_commands` alone, each with its arguments; braces, ``\left`` and
environments are closed; ``&``, ``\\`` and ``\limits`` are where they have a meaning. TeX's own
rules are looser.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sphinx_roundup.parsing import tex_commands as known

_MOST_CHARACTERS = 3000
_MOST_ROWS = 50  # rows of all arrays of a formula together: more don't fit on a page of a PDF
_DEEPEST = 15  # nested groups. TeX ends at 255, and an environment takes several
_DEEPEST_REPEATED = 3
_MOST_NEGATIVE = 10  # spaces of a sixth of an em, which draw a formula over the text before it

_SYMBOLS = known.SYMBOLS | known.COMPOUND | known.OPERATORS
_BETWEEN = known.SPACES | known.SWITCHES | known.FONTS  # between symbols

_TOKEN = re.compile(r"\\(?:[A-Za-z]+[^\x00-\x7f]*|.|\Z)|.", re.DOTALL)  # XeTeX's letters
_CHARACTER = re.compile(r"(?![{}&#$%^_'~\\])[\x00-\x7f]")  # that may be an argument
_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*\n[ \t]*")
_BLANK_LINES = re.compile(r"\n\s*\n")
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([^{}\\*]*)\*?\}")
_UNNUMBERED = re.compile(r"\s*\\(?:nonumber|notag)(?![A-Za-z])")
_NAME = r"\s*\{([a-zA-Z]+)\}"
_WRONG = {
    **dict.fromkeys(("}", "$", r"\right", r"\end"), " without its other half"),
    **dict.fromkeys(("&", "#", "\\"), " here"),
    "%": r", which begins a comment: write '\%'",
}


class TexError(ValueError):
    """A part of a formula that can't be set, in words."""


def check_formula(formula: str, *, display: bool) -> str:
    r"""Return *formula* in a form that LaTeX and MathJax can set; most stay as they are.

    Display environments become those for use in an equation (``align`` is ``aligned``).

    :param display: whether it has an equation of its own, where ``\\`` begins a line and an
        empty line the next formula
    :raises TexError: if it can't be set
    """
    if len(formula) > _MOST_CHARACTERS:
        raise TexError(f"more than {_MOST_CHARACTERS} characters")
    if formula.count(r"\!") > _MOST_NEGATIVE:
        raise TexError(r"'\!' so often")
    text = _ENVIRONMENT.sub(_inner_environment, _COMMENT.sub(r"\1", formula))
    text = _UNNUMBERED.sub("", text)
    if not display:
        text = _BLANK_LINES.sub("\n", text)
        _Parser(text).parse_list("", _Cells())
        return text
    parts = [part for part in _BLANK_LINES.split(text) if part.strip()]
    try:
        return "\n\n".join(map(_check_display, parts))
    except TexError:
        if len(parts) < 2:
            raise
        return _check_display("\n".join(parts))  # the empty lines are in an environment


def _inner_environment(match: re.Match[str]) -> str:
    side, name = match.groups()
    if name not in known.DISPLAYS:
        return match[0]
    columns = "{rcl}" if (side, name) == ("begin", "eqnarray") else ""
    return rf"\{side}{{{known.DISPLAYS[name]}}}{columns}"


def _check_display(part: str) -> str:
    """Check one formula of an equation; Sphinx puts ``split`` around its lines, if any."""
    cells = _Cells(columns=known.MOST_COLUMNS, rows=True)
    _Parser(part).parse_list("", cells)
    if cells.widest > 2 or (cells.widest == 2 and cells.row == 1):
        return rf"\begin{{aligned}}{{}}{part}\end{{aligned}}"
    bare = part.strip()
    swallowed = bare.startswith(("[", "*")) or (bare[:1] == "{" and bare[-1:] == "}")
    return f"{{}}{part}" if swallowed else part


@dataclass
class _Cells:
    """State of a list of symbols: a group, a formula, the rows of an array."""

    columns: int = 1
    rows: bool = False
    lines: bool = False
    fenced: bool = False  # whether it is between ``\left`` and ``\right``
    divisible: bool = True  # whether it may contain ``\over`` and its like

    column: int = 1
    widest: int = 1
    row: int = 1
    begins: bool = True
    divided: bool = False
    scripts: set[str] = field(default_factory=set)  # scripts of the last symbol
    limits: bool = False  # whether ``\limits`` may come next

    def begin_cell(self, column: int) -> None:
        self.column, self.widest = column, max(self.widest, column)
        self.begins, self.divided, self.limits = column == 1, False, False
        self.scripts = set()


class _Parser:
    """Recursive descent parser of one formula."""

    def __init__(self, formula: str) -> None:
        self._formula = formula
        self._at = self._depth = self._repeated = self._alphabets = self._rows = 0

    # -- Tokens --------------------------------------------------------------------------

    def _peek(self) -> str:
        """Return the next sign but spaces, ``""`` at the end."""
        self._take_form(r"\s*", "")
        match = _TOKEN.match(self._formula, self._at)
        return match[0] if match else ""

    def _take(self) -> str:
        sign = self._peek()
        self._at += len(sign)
        return sign

    def _take_form(self, form: str, command: str) -> str:
        """Take an argument that isn't a formula."""
        match = re.compile(form).match(self._formula, self._at)
        if match is None:
            raise TexError(f"'{command}' with what follows it")
        self._at = match.end()
        return match[0]

    def _is_before(self, sign: str) -> bool:
        """Whether *sign* comes next, without a space before it."""
        return self._formula.startswith(sign, self._at)

    # -- Lists ---------------------------------------------------------------------------

    def parse_list(self, end: str, cells: _Cells, begun_by: str = "{") -> None:
        """Parse up to *end*, which is ``""`` for all of the formula, and take it."""
        self._depth += 1
        alphabets = self._alphabets
        if self._depth > _DEEPEST:
            raise TexError("so many nested groups")
        while (sign := self._take()) != end:
            if not sign:
                raise TexError(f"'{begun_by}' without its other half")
            if not self._parse_separator(sign, cells):
                self._parse_item(sign, cells)
                cells.begins = False
        self._depth -= 1
        self._alphabets = alphabets

    def _parse_separator(self, sign: str, cells: _Cells) -> bool:
        """Begin the next cell or row; return whether *sign*, which is taken, separates two."""
        if sign == "&" and cells.column < cells.columns:
            cells.begin_cell(cells.column + 1)
        elif sign == r"\\" and cells.rows:
            cells.begin_cell(1)
            self._end_row(cells)
        else:
            return sign == r"\hline" and cells.lines and cells.begins
        return True

    def _end_row(self, cells: _Cells) -> None:
        if self._is_before("["):
            self._take_form(known.FORMS["row"], r"\\")
        elif self._peek() in {"[", "*"}:
            raise TexError(rf"'\\' before '{self._peek()}': write '\\ {{}}{self._peek()}'")
        cells.row += 1
        self._rows += 1
        if self._rows > _MOST_ROWS:
            raise TexError(f"more than {_MOST_ROWS} lines")

    def _parse_item(self, sign: str, cells: _Cells) -> None:
        """Parse a symbol, a script of the last one, or something between two."""
        name = sign[1:]
        may_have_limits, cells.limits = cells.limits, False
        if sign in {"^", "_", "'"}:
            self._parse_script(sign, cells.scripts)
        elif name in _BETWEEN or (may_have_limits and name in {"limits", "nolimits"}):
            self._alphabets += name in known.FONTS  # up to the end of the list
        else:
            cells.scripts = set()
            if name in known.INFIXES and cells.divisible and not cells.divided:
                cells.divided = True
            elif sign == r"\middle" and cells.fenced:
                self._take_delimiter(sign)
            else:
                cells.limits = self._parse_atom(sign)

    def _parse_script(self, sign: str, scripts: set[str]) -> None:
        """Parse primes, a superscript or a subscript: at most one of each kind."""
        kind = "_" if sign == "_" else "^"
        if kind in scripts:
            raise TexError(f"'{sign}' after another '{kind}': write '{{}}{sign}'")
        scripts.add(kind)
        if sign == "'":
            self._take_form("'*", sign)
            if not self._is_before("^"):
                return
            sign = self._take()
        self._parse_argument(sign, "^")

    # -- Symbols -------------------------------------------------------------------------

    def _parse_atom(self, sign: str) -> bool:
        r"""Parse what *sign*, which is taken, begins; return whether ``\limits`` may follow."""
        name = sign[1:]
        if sign in _WRONG:
            raise TexError(f"'{sign}'{_WRONG[sign]}")
        if sign == "{":
            self.parse_list("}", _Cells())
        elif name in known.SIZES:
            self._take_delimiter(sign)
        elif name in known.ARGUMENTS:
            return self._parse_command(sign)
        elif name == "left":
            self._take_delimiter(sign)
            self.parse_list(r"\right", _Cells(fenced=True), r"\left")
            self._take_delimiter(r"\right")
        elif name == "begin":
            self._parse_environment()
        elif name and name not in _SYMBOLS:
            raise TexError(f"'{sign}'")
        return name in known.OPERATORS

    def _take_delimiter(self, command: str) -> None:
        if self._take() not in known.DELIMITERS:
            raise TexError(f"'{command}' without a bracket")

    def _parse_command(self, sign: str) -> bool:
        r"""Parse the arguments of a command; return whether ``\limits`` may follow."""
        name = sign[1:]
        before = self._repeated, self._alphabets
        # XeTeX ends where an accent of a text font meets a letter of another font.
        plain = self._alphabets and name in known.ACCENTS
        root = name == "sqrt" and self._peek() == "["
        self._repeated += root or name in known.REPEATED
        self._alphabets += name in known.ALPHABETS
        if self._repeated > _DEEPEST_REPEATED:
            raise TexError(f"'{sign}' nested so deeply")
        for kind in "x" if plain else known.ARGUMENTS[name]:
            self._parse_argument(sign, kind)
        self._repeated, self._alphabets = before
        return name in {"mathop", "operatorname"}

    def _parse_argument(self, command: str, kind: str) -> None:
        """Parse an argument of a kind of :data:`.tex_commands.ARGUMENTS`, or ``^``, a script."""
        if kind in known.FORMS:
            self._take_form(rf"\s*{known.FORMS[kind]}", command)
            return
        if kind == "o" and self._peek() != "[":
            return
        sign = self._take()
        if kind == "o":
            self.parse_list("]", _Cells(divisible=False), "[")
        elif sign == "{" and kind == "t":
            self._parse_text()
        elif sign == "{":
            self.parse_list("}", _Cells(rows=kind == "r", divisible=kind != "m"))
        elif kind == "^" and sign[1:] in known.SCRIPTS:
            self._parse_command(sign)
        elif kind not in "m^" or not (sign[1:] in known.SYMBOLS or _CHARACTER.fullmatch(sign)):
            raise TexError(f"'{command}' without an argument in braces")

    def _parse_text(self) -> None:
        """Parse words, up to the end of their group."""
        while (sign := self._take()) != "}":
            if sign == "$":
                self.parse_list("$", _Cells(), "$")
            elif sign == "{":
                self._parse_text()
            elif sign[1:] in known.TEXTS:
                self._parse_command(sign)
            elif sign[1:] not in known.TEXT_SYMBOLS and (not sign or sign[0] in r"\#%&^_"):
                raise TexError(f"'{sign}' in text" if sign else "'{' without its other half")

    def _parse_environment(self) -> None:
        name = self._take_form(_NAME, r"\begin").strip()[1:-1]
        begin, end = rf"\begin{{{name}}}", rf"\end{{{name}}}"
        if name not in known.ENVIRONMENTS:
            raise TexError(f"'{begin}'")
        form = known.ENVIRONMENTS[name]
        arguments = self._take_form(rf"\s*{form.forms}", begin)
        if form.forms.startswith(known.FORMS["p"]) and self._peek() == "[":
            raise TexError(f"'{begin}' before '[': write '{{}}['")
        columns = form.columns or _count_columns(arguments)
        self.parse_list(r"\end", _Cells(columns, rows=True, lines=form.lines), begin)
        if self._take_form(_NAME, r"\end").strip()[1:-1] != name:
            raise TexError(f"'{begin}' without '{end}'")


def _count_columns(arguments: str) -> int:
    pairs = re.search("[1-9]", arguments)
    return 2 * int(pairs[0]) if pairs else len(re.findall("[lcr]", arguments.partition("{")[2]))
