r"""Formulas: what of TeX they may use, and that each of them ends where it began.

TeX is a language in which anything can be written: commands that read and write files have
many names (``\input``, ``\begin{input}``, ``\lstinputlisting``, ``\UseName{input}``), and
each class and package of a project brings more. MathJax makes links, and what either is
taught in one formula holds for those of everybody else. So a formula may use what is named
here and nothing else: the signs and the layout that LaTeX with amsmath and MathJax both have.
"""

from __future__ import annotations

import re

_SIGNS = """
    AA aleph alpha amalg And angle approx approxeq Arrowvert arrowvert ast asymp backepsilon
    backprime backsim backsimeq backslash barwedge Bbbk because beta beth between bigcap
    bigcirc bigcup bigodot bigoplus bigotimes bigsqcup bigstar bigtriangledown bigtriangleup
    biguplus bigvee bigwedge blacklozenge blacksquare blacktriangle blacktriangledown
    blacktriangleleft blacktriangleright bot bowtie Box boxdot boxminus boxplus boxtimes bullet
    Bumpeq bumpeq Cap cap cdot cdotp cdots centerdot checkmark chi circ circeq circlearrowleft
    circlearrowright circledast circledcirc circleddash circledR circledS clubsuit colon
    coloneqq complement cong coprod Cup cup curlyeqprec curlyeqsucc curlyvee curlywedge
    curvearrowleft curvearrowright dag dagger daleth dashleftarrow dashrightarrow dashv ddag
    ddagger ddots degree Delta delta diagdown diagup Diamond diamond diamondsuit digamma div
    divideontimes Doteq doteq doteqdot dotplus dotsb dotsc dotsi dotsm dotso doublebarwedge
    doublecap doublecup Downarrow downarrow downdownarrows downharpoonleft downharpoonright ell
    emptyset epsilon eqcirc eqqcolon eqsim eqslantgtr eqslantless equiv eta eth exists
    fallingdotseq Finv flat forall frown Game Gamma gamma ge geq geqq geqslant gets gg ggg
    gggtr gimel gnapprox gneq gneqq gnsim gt gtrapprox gtrdot gtreqless gtreqqless gtrless
    gtrsim gvertneqq hbar heartsuit hookleftarrow hookrightarrow hslash iff iiiint iiint iint
    Im imath impliedby implies in infty int intercal intop iota jmath Join kappa Lambda lambda
    land langle lbrace lbrack lceil ldotp ldots le leadsto Leftarrow leftarrow leftarrowtail
    leftharpoondown leftharpoonup leftleftarrows Leftrightarrow leftrightarrow leftrightarrows
    leftrightharpoons leftrightsquigarrow leftthreetimes leq leqq leqslant lessapprox lessdot
    lesseqgtr lesseqqgtr lessgtr lesssim lfloor lgroup lhd ll llcorner Lleftarrow lll llless
    lmoustache lnapprox lneq lneqq lnot lnsim Longleftarrow longleftarrow Longleftrightarrow
    longleftrightarrow longmapsto Longrightarrow longrightarrow looparrowleft looparrowright
    lor lozenge lrcorner Lsh lt ltimes lVert lvert lvertneqq maltese mapsto measuredangle mho
    mid models mp mu multimap nabla natural ncong ne nearrow neg neq nexists ngeq ngeqq
    ngeqslant ngtr ni nLeftarrow nleftarrow nLeftrightarrow nleftrightarrow nleq nleqq
    nleqslant nless nmid notin nparallel nprec npreceq nRightarrow nrightarrow nshortmid
    nshortparallel nsim nsubseteq nsubseteqq nsucc nsucceq nsupseteq nsupseteqq ntriangleleft
    ntrianglelefteq ntriangleright ntrianglerighteq nu nVDash nVdash nvDash nvdash nwarrow odot
    oint Omega omega omicron ominus oplus oslash otimes owns parallel partial perp Phi phi Pi
    pi pitchfork pm pounds prec precapprox preccurlyeq preceq precnapprox precneqq precnsim
    precsim prime prod propto Psi psi rangle rbrace rceil Re restriction rfloor rgroup rhd rho
    Rightarrow rightarrow rightarrowtail rightharpoondown rightharpoonup rightleftarrows
    rightleftharpoons rightrightarrows rightsquigarrow rightthreetimes risingdotseq rmoustache
    Rrightarrow Rsh rtimes rVert rvert S searrow setminus sharp shortmid shortparallel Sigma
    sigma sim simeq smallfrown smallint smallsetminus smallsmile smile spadesuit sphericalangle
    sqcap sqcup sqsubset sqsubseteq sqsupset sqsupseteq square star Subset subset subseteq
    subseteqq subsetneq subsetneqq succ succapprox succcurlyeq succeq succnapprox succneqq
    succnsim succsim sum Supset supset supseteq supseteqq supsetneq supsetneqq surd swarrow tau
    therefore Theta theta thickapprox thicksim times to top triangle triangledown triangleleft
    trianglelefteq triangleq triangleright trianglerighteq twoheadleftarrow twoheadrightarrow
    ulcorner unlhd unrhd Uparrow uparrow Updownarrow updownarrow upharpoonleft upharpoonright
    uplus Upsilon upsilon upuparrows urcorner varDelta varepsilon varGamma varkappa varLambda
    varnothing varOmega varPhi varphi varPi varpi varpropto varPsi varrho varSigma varsigma
    varsubsetneq varsubsetneqq varsupsetneq varsupsetneqq varTheta vartheta vartriangle
    vartriangleleft vartriangleright varUpsilon varXi Vdash vDash vdash vdots vee veebar Vert
    vert Vvdash wedge wp wr Xi xi yen zeta
"""

_LAYOUT = """
    acute arccos arcsin arctan arg atop atopwithdelims bar Bbb bcancel bf Big big Bigg bigg
    Biggl biggl Biggm biggm Biggr biggr Bigl bigl Bigm bigm Bigr bigr binom bm bmod boldsymbol
    boxed bra brace brack braket breve cal cancel cancelto cdots ce cfrac check choose color
    cos cosh cot coth csc dbinom ddddot dddot ddot deg det dfrac dim displaystyle dot dots emph
    enskip enspace exp fbox frac frak gcd genfrac grave hat hbox hdashline hfil hfill hfilll
    hline hom hphantom hspace Huge huge idotsint inf injlim intertext it ker kern ket LARGE
    Large large left lg lim liminf limits limsup llap ln log lvert mathbb mathbbm mathbf
    mathbfit mathbin mathcal mathclose mathfrak mathinner mathit mathnormal mathop mathopen
    mathord mathpunct mathrel mathring mathrm mathscr mathsf mathstrut mathtt max mbox medspace
    middle min mit mkern mod mskip mspace negmedspace negthickspace negthinspace nobreakspace
    nolimits nonscript nonumber normalsize not notag oldstyle operatorname over overbrace
    overleftarrow overleftrightarrow overline overparen overrightarrow overset overunderset
    overwithdelims phantom pmb pmod pod Pr projlim pu qquad quad right rlap rm scr
    scriptscriptstyle scriptsize scriptstyle sec set sf shoveleft shoveright sideset sin sinh
    small smash space sqrt stackbin stackrel strut substack sup tag tan tanh tbinom text textbf
    textcolor textit textnormal textrm textsc textsf textstyle texttt textup tfrac thickspace
    thinspace tilde Tiny tiny tt underbrace underleftarrow underleftrightarrow underline
    underparen underrightarrow underset varinjlim varliminf varlimsup varprojlim vcenter vec
    vphantom widehat widetilde xcancel xleftarrow xleftrightarrow xmapsto xrightarrow
"""
"""Not what would lay itself over other lines, nor what numbers or names anything."""

_ENVIRONMENTS = """
    align align* alignat alignat* aligned alignedat array Bmatrix bmatrix cases dcases eqnarray
    eqnarray* equation equation* flalign flalign* gather gather* gathered matrix multline
    multline* pmatrix rcases smallmatrix split subarray Vmatrix vmatrix xalignat xalignat*
    xxalignat
"""

COMMANDS = frozenset(f"{_SIGNS} {_LAYOUT}".split())
ENVIRONMENTS = frozenset(_ENVIRONMENTS.split())

_TOKEN = re.compile(
    r"\\(begin|end)\s*\{([^{}]*)\} | \\(?:[A-Za-z]+|.|\Z) | [{}%$\#] | \^\^", re.DOTALL | re.VERBOSE
)
_LEAVES_MATH = frozenset({r"\(", r"\)", r"\[", r"\]", "^^", "\\", "#"})
_HALF = "'%s' without its other half"


def forbidden_tex(formula: str) -> str | None:
    """Return what in *formula* does more than set it, or takes in what stands behind it."""
    open_: list[str] = []
    dollars = 0
    for match in _TOKEN.finditer(formula):
        found, end, name = match.group(0, 1, 2)
        dollars += found == "$"
        if found == "%" and formula.find("\n", match.end()) < 0:
            return r"'%', which begins a comment: write '\%'"
        if not _is_allowed(found, name):
            return f"'{found}'"
        if found == "{" or end == "begin":
            open_.append(name or found)
        elif (found == "}" or end == "end") and open_[-1:] != [name or "{"]:
            return _HALF % found
        elif found == "}" or end == "end":
            open_.pop()
    return _HALF % (open_[-1] if open_ else "$") if open_ or dollars % 2 else None


def _is_allowed(found: str, environment: str | None) -> bool:
    if environment is not None:
        return environment in ENVIRONMENTS
    is_command = len(found) > 1 and found[1].isalpha()
    return found[1:] in COMMANDS if is_command else found not in _LEAVES_MATH
