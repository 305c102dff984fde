r"""Allow-list of TeX in formulas.

Each name is known both to LaTeX with the packages that Sphinx loads (amsmath, amssymb, xcolor)
and to MathJax. A test compiles all of them. Left out on purpose:

- what defines, numbers, names, reads or writes (``\newcommand``, ``\tag``, ``\label``, ``\input``);
- what may place a formula over other text (``\rlap``, ``\smash``, ``\raise``, ``\kern``);
- what works in a display environment of amsmath alone (``\intertext``, ``\shoveleft``).
"""

from __future__ import annotations

from typing import NamedTuple

from sphinx_roundup.parsing.allowed import words

SYMBOLS = words("{ } % $ # & _ |") | words("""
    aleph alpha amalg angle approx approxeq Arrowvert arrowvert ast asymp backepsilon backprime
    backsim backsimeq backslash barwedge Bbbk because beta beth between bigcirc bigstar
    bigtriangledown bigtriangleup blacklozenge blacksquare blacktriangle blacktriangledown
    blacktriangleleft blacktriangleright bot Box boxdot boxminus boxplus boxtimes bullet Bumpeq
    bumpeq Cap cap cdot cdotp centerdot checkmark chi circ circeq circlearrowleft
    circlearrowright circledast circledcirc circleddash circledR circledS clubsuit complement
    Cup cup curlyeqprec curlyeqsucc curlyvee curlywedge curvearrowleft curvearrowright dagger
    daleth dashv ddagger Delta delta diagdown diagup Diamond diamond diamondsuit digamma div
    divideontimes Doteq doteqdot dotplus doublebarwedge doublecap doublecup Downarrow downarrow
    downdownarrows downharpoonleft downharpoonright ell emptyset epsilon eqcirc eqsim eqslantgtr
    eqslantless equiv eta eth exists fallingdotseq Finv flat forall frown Game Gamma gamma ge
    geq geqq geqslant gets gg ggg gggtr gimel gnapprox gneq gneqq gnsim gtrapprox gtrdot
    gtreqless gtreqqless gtrless gtrsim gvertneqq hbar heartsuit hookleftarrow hookrightarrow
    hslash Im imath in infty intercal intop iota jmath kappa Lambda lambda land langle lbrace
    lbrack lceil ldotp le leadsto Leftarrow leftarrow leftarrowtail leftharpoondown
    leftharpoonup leftleftarrows Leftrightarrow leftrightarrow leftrightarrows leftrightharpoons
    leftrightsquigarrow leftthreetimes leq leqq leqslant lessapprox lessdot lesseqgtr lesseqqgtr
    lessgtr lesssim lfloor lgroup lhd ll llcorner Lleftarrow lll llless lmoustache lnapprox lneq
    lneqq lnot lnsim Longleftarrow longleftarrow Longleftrightarrow longleftrightarrow
    longmapsto looparrowleft looparrowright lor lozenge lrcorner Lsh ltimes lVert lvert
    lvertneqq maltese mapsto measuredangle mho mid mp mu multimap nabla natural ncong ne nearrow
    neg neq nexists ngeq ngeqq ngeqslant ngtr ni nLeftarrow nleftarrow nLeftrightarrow
    nleftrightarrow nleq nleqq nleqslant nless nmid nparallel nprec npreceq nRightarrow
    nrightarrow nshortmid nshortparallel nsim nsubseteq nsubseteqq nsucc nsucceq nsupseteq
    nsupseteqq ntriangleleft ntrianglelefteq ntriangleright ntrianglerighteq nu nVDash nVdash
    nvDash nvdash nwarrow odot Omega omega ominus oplus oslash otimes owns parallel partial perp
    Phi phi Pi pi pitchfork pm prec precapprox preccurlyeq preceq precnapprox precneqq precnsim
    precsim prime propto Psi psi rangle rbrace rceil Re restriction rfloor rgroup rhd rho
    Rightarrow rightarrow rightarrowtail rightharpoondown rightharpoonup rightleftarrows
    rightleftharpoons rightrightarrows rightsquigarrow rightthreetimes risingdotseq rmoustache
    Rrightarrow Rsh rtimes rVert rvert S searrow setminus sharp shortmid shortparallel Sigma
    sigma sim simeq smallfrown smallint smallsetminus smallsmile smile spadesuit sphericalangle
    sqcap sqcup sqsubset sqsubseteq sqsupset sqsupseteq square star Subset subset subseteq
    subseteqq subsetneq subsetneqq succ succapprox succcurlyeq succeq succnapprox succneqq
    succnsim succsim Supset supset supseteq supseteqq supsetneq supsetneqq surd swarrow tau
    therefore Theta theta thickapprox thicksim times to top triangle triangledown triangleleft
    trianglelefteq triangleq triangleright trianglerighteq twoheadleftarrow twoheadrightarrow
    ulcorner unlhd unrhd Uparrow uparrow Updownarrow updownarrow upharpoonleft upharpoonright
    uplus Upsilon upsilon upuparrows urcorner varDelta varepsilon varGamma varkappa varLambda
    varnothing varOmega varPhi varphi varPi varpi varpropto varPsi varrho varSigma varsigma
    varsubsetneq varsubsetneqq varsupsetneq varsupsetneqq varTheta vartheta vartriangle
    vartriangleleft vartriangleright varUpsilon varXi Vdash vDash vdash vee veebar Vert vert
    Vvdash wedge wp wr Xi xi yen zeta
""")

COMPOUND = words("""
    And bmod bowtie cdots colon cong dashleftarrow dashrightarrow ddots doteq dots dotsb dotsc
    dotsi dotsm dotso iff impliedby implies Join ldots Longrightarrow longrightarrow mathstrut
    models not notin vdots
""")
"""Symbols of several parts, which need braces as an argument and as a script."""

OPERATORS = words("""
    arccos arcsin arctan arg bigcap bigcup bigodot bigoplus bigotimes bigsqcup biguplus bigvee
    bigwedge coprod cos cosh cot coth csc deg det dim exp gcd hom idotsint iiiint iiint iint inf
    injlim int ker lg lim liminf limsup ln log max min oint Pr prod projlim sec sin sinh sum sup
    tan tanh varinjlim varliminf varlimsup varprojlim
""")
r"""Commands that ``\limits`` may follow."""

ACCENTS = words("""
    acute bar breve check ddddot dddot ddot dot grave hat mathring tilde vec widehat widetilde
""")

_BOXES = words("""
    boldsymbol boxed hphantom mod overbrace overleftarrow overleftrightarrow overline
    overrightarrow phantom pmb pmod pod underbrace underleftarrow underleftrightarrow underline
    underrightarrow
    mathbin mathclose mathinner mathop mathopen mathord mathpunct mathrel
""")

_NAMED_DELIMITERS = words("""
    { } | arrowvert Arrowvert backslash bracevert downarrow Downarrow langle lbrace lbrack lceil
    lfloor lgroup llcorner lmoustache lrcorner lvert lVert rangle rbrace rbrack rceil rfloor rgroup
    rmoustache rvert rVert ulcorner uparrow Uparrow updownarrow Updownarrow urcorner vert Vert
""")
DELIMITERS = frozenset("()[]/|.<>") | {f"\\{name}" for name in _NAMED_DELIMITERS}
SPACES = words(", : ; > ! quad qquad enspace thinspace nobreakspace space") | {" ", "\n"}
SWITCHES = words("displaystyle textstyle scriptstyle scriptscriptstyle")
FONTS = words("rm bf it sf tt cal")
INFIXES = words("over atop choose brace brack")
SIZES = frozenset(size + side for size in ("big", "Big", "bigg", "Bigg") for side in ("", *"lmr"))
ALPHABETS = words("mathbb mathbf mathcal mathfrak mathit mathnormal mathrm mathsf mathtt")
TEXTS = words("text textbf textit textnormal textrm textsf texttt textup")
TEXT_SYMBOLS = frozenset("%$#&_{},") | {"quad", "qquad", " ", "\n"}
SCRIPTS = TEXTS | ALPHABETS | {"frac", "genfrac"}
"""Commands that may be a superscript or subscript without braces."""
REPEATED = TEXTS | words("""
    boldsymbol hphantom overleftarrow overleftrightarrow overrightarrow overset phantom pmb stackrel
    underleftarrow underleftrightarrow underrightarrow underset
""")
"""Commands that set their argument several times: nested, they take exponential time."""
_PAIRS = words("binom dbinom dfrac frac overset stackrel tbinom tfrac underset")
_COLOURS = words("""
    black blue brown cyan darkgray gray green lightgray lime magenta olive orange pink purple red
    teal violet white yellow
""")

_BRACKET = r"(?:[()\[\]|/.]|\\[{}|]|\\[lr](?:angle|floor|ceil|vert|Vert))"
_LENGTH = r"(?:[0-9](?:\.[0-9]+)?em|[0-9]{1,2}(?:\.[0-9]+)?(?:pt|ex|mm))"

FORMS = {
    "c": rf"\{{(?:{'|'.join(sorted(_COLOURS))})\}}",
    "b": rf"(?:\{{\}}\{{\}}|\{{{_BRACKET}\}}\{{{_BRACKET}\}})",
    "n": r"\*?\s*\{(?:[A-Za-z0-9 ,.'/-]|\\[,;: ])+\}",
    "z": r"\{(?:0pt)?\}",
    "y": r"\{[0-3]?\}",
    "w": rf"\{{{_LENGTH}\}}",
    "s": r"(?:\[[lr]\]|(?!\s*\[))",
    "x": r"(?:[A-Za-z0-9]|\{[A-Za-z0-9]\})",
    "p": r"(?:\[[tcb]\])?",
    "row": rf"\[{_LENGTH}\]",
    "columns": r"\{(?:[lcr|]|@\{\}){1,40}\}",
    "column": r"\{[lc]\}",
    "pairs": r"\{[1-9]\}",
}
"""Regular expressions of arguments that are no formula. Lengths are short and not negative."""

ARGUMENTS: dict[str, str] = {
    **dict.fromkeys(ACCENTS | ALPHABETS | _BOXES, "m"),
    **dict.fromkeys(_PAIRS, "mm"),
    **dict.fromkeys(TEXTS | {"mbox", "hbox", "fbox"}, "t"),
    **dict.fromkeys(("sqrt", "xleftarrow", "xrightarrow"), "om"),
    "cfrac": "smm",
    "color": "c",
    "genfrac": "bzymm",
    "hspace": "w",
    "operatorname": "n",
    "substack": "r",
    "textcolor": "cm",
}
"""The arguments of commands, a letter each: ``m`` formula, ``o`` formula in brackets, ``t`` text,
``r`` rows, and of a fixed form those in :data:`FORMS`."""


class Environment(NamedTuple):
    """The form of an environment."""

    columns: int | None  # ``None``: as many as its arguments say
    forms: str = ""  # a regular expression of its arguments
    lines: bool = False  # whether ``\hline`` may begin a row


MOST_COLUMNS = 20

ENVIRONMENTS: dict[str, Environment] = {
    **dict.fromkeys(
        ("matrix", *(f"{kind}matrix" for kind in "pbBvV")), Environment(10, lines=True)
    ),
    "aligned": Environment(MOST_COLUMNS, FORMS["p"]),
    "alignedat": Environment(None, FORMS["p"] + FORMS["pairs"]),
    "array": Environment(None, FORMS["p"] + FORMS["columns"], lines=True),
    "cases": Environment(2),
    "gathered": Environment(1, FORMS["p"]),
    "smallmatrix": Environment(10),
    "subarray": Environment(1, FORMS["column"]),
}

DISPLAYS = {
    **dict.fromkeys(("align", "equation", "flalign", "split"), "aligned"),
    **dict.fromkeys(("alignat", "xalignat", "xxalignat"), "alignedat"),
    **dict.fromkeys(("gather", "multline"), "gathered"),
    "eqnarray": "array",
}
"""Display environments, and those that take their place in the equation that Sphinx makes."""
