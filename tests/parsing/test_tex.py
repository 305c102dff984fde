"""Formulas that can be set, and those that TeX or MathJax would refuse."""

from __future__ import annotations

import pytest

from sphinx_roundup.parsing.tex import TexError, check_formula

RIGHT = r"""
x^2 + y_1 - x'^2_1 + x'' + {x^a}^b
\frac{a}{b} \frac12 \frac\alpha b \sqrt x \sqrt[3]{x+1} \cfrac[l]{1}{x}
A^\mathrm{T} x^\circ x_\text{max} y^\frac12
\left(\frac{a}{b}\right)_{i=0}^n \left. \frac{df}{dx} \middle| y \right|_{x=0}
\sum\limits_{i=0}^n i \int\nolimits_0^1 x\,dx \mathop{lim}\limits_x \int\!\!\int f
\operatorname*{argmax}_\theta \mathbb{E}\;\lVert\boldsymbol{\mu}\rVert_2 \, 50\%
\text{if $x$ is {odd} \textbf{or}\ 50\% of it} \textrm{a}
\begin{pmatrix} a & b \\ c & d \end{pmatrix} \begin {matrix} \hline a \\[2pt] \hline b \end {matrix}
\begin{array}[t]{l|c@{}r} a & b & c \end{array} \begin{alignedat}{2} a & b & c & d \end{alignedat}
\sum_{\substack{i<n \\ j<m}} a_{ij} \genfrac{(}{)}{0pt}{1}{n}{k} \genfrac{}{}{}{}{a}{b}
\color{red}{x} + \textcolor{blue}{y} \hspace{1em} \Big( \bigg| \displaystyle x
{n \choose k} {\rm d}x \mathrm{\hat{x}} \overline{\hat\theta}
\{1, \dots, n\} [0, 1] \ a~b \therefore \gtrsim
"""


@pytest.mark.parametrize("formula", RIGHT.strip().splitlines())
def test_formulas_of_people(formula: str) -> None:
    """A formula that LaTeX and MathJax can set stays as it is."""
    assert check_formula(formula, display=False) == formula


@pytest.mark.parametrize(
    ("formula", "display", "expected"),
    [
        ("a &= b", True, r"\begin{aligned}{}a &= b\end{aligned}"),
        (r"a &= b \\ c &= d", True, r"a &= b \\ c &= d"),
        (r"a & b & c \\ d", True, r"\begin{aligned}{}a & b & c \\ d\end{aligned}"),
        (r"\begin{align*} a &= b \end{align*}", False, r"\begin{aligned} a &= b \end{aligned}"),
        (r"\begin{gather}a\\b\end{gather}", True, r"\begin{gathered}a\\b\end{gathered}"),
        (r"\begin{multline}a\\b\end{multline}", True, r"\begin{gathered}a\\b\end{gathered}"),
        (r"\begin{equation}a\end{equation}", True, r"\begin{aligned}a\end{aligned}"),
        (r"\begin{eqnarray}a&=&b\end{eqnarray}", True, r"\begin{array}{rcl}a&=&b\end{array}"),
        (r"\begin{alignat}{1}a&=b\end{alignat}", True, r"\begin{alignedat}{1}a&=b\end{alignedat}"),
        (r"a \nonumber \\ b \notag", True, r"a \\ b"),
        ("a % why\n+ b", False, "a + b"),
        ("a\n\n\n\nb", True, "a\n\nb"),
        ("a\n\nb", False, "a\nb"),
        ("\\begin{matrix}a\\\\\n\nb\\end{matrix}", True, "\\begin{matrix}a\\\\\nb\\end{matrix}"),
        ("[0, 1]", True, "{}[0, 1]"),
        ("* a", True, "{}* a"),
        (r"{a \over b}", True, r"{}{a \over b}"),
    ],
)
def test_forms(formula: str, display: bool, expected: str) -> None:
    """A formula that Sphinx's own equation would break has a form that it doesn't."""
    assert check_formula(formula, display=display) == expected


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        (r"\input{/etc/passwd}", r"'\input'"),
        (r"\begin{input}{/etc/passwd}\end{input}", r"'\begin{input}'"),
        (r"\makeatletter\@@input x", r"'\makeatletter'"),
        ("\\begin%\n{input}", r"'\begin{input}'"),
        (r"\inputé", r"'\inputé'"),
        (r"\alphaé", r"'\alphaé'"),
        ("^^5cinput x", "'^' without"),
        (r"\newcommand{\alpha}{x}", r"'\newcommand'"),
        (r"\label{hostlabel}", r"'\label'"),
        (r"\tag{1}", r"'\tag'"),
        (r"\rule{99cm}{99cm}", r"'\rule'"),
        (r"\rlap{x}", r"'\rlap'"),
        (r"x\) \[y", r"'\)'"),
        ("x^a^b", "'^' after another"),
        ("x_a_b", "'_' after another"),
        ("x^2'", "''' after another"),
        ("x' ^2", "'^' after another"),
        ("x_", "'_' without"),
        (r"x^\sum", "'^' without"),
        ("x^é", "'^' without"),
        (r"\frac{1}", r"'\frac' without"),
        (r"\hat\dots", r"'\hat' without"),
        (r"\text x", r"'\text' without"),
        (r"\frac{a}{b", "'{' without its other half"),
        (r"\text{a", "'{' without its other half"),
        ("a}b{", "'}' without its other half"),
        ("a$b", "'$' without its other half"),
        (r"\text{$a}", "'}' without its other half"),
        ("x % y", "'%', which begins a comment"),
        ("x\\", "'\\'"),
        ("a & b", "'&' here"),
        ("a # b", "'#' here"),
        (r"a \\ b", r"'\\'"),
        (r"\text{a & b}", "'&' in text"),
        (r"\text{a_b}", "'_' in text"),
        (r"\text{\alpha}", r"'\alpha' in text"),
        (r"\left( x", r"'\left' without its other half"),
        (r"x \right)", r"'\right' without its other half"),
        (r"\left x \right)", r"'\left' without a bracket"),
        (r"\big x", r"'\big' without a bracket"),
        (r"{\middle| x}", r"'\middle'"),
        (r"x\limits^2", r"'\limits'"),
        (r"\sum x\limits_a", r"'\limits'"),
        (r"a \over b \over c", r"'\over'"),
        (r"\frac{a \over b}{c}", r"'\over'"),
        (r"\sqrt[a \over b]{c}", r"'\over'"),
        (r"a \hline", r"'\hline'"),
        (r"\begin{matrix} a \hline \end{matrix}", r"'\hline'"),
        (r"\begin{array}{c} a & b \end{array}", "'&' here"),
        (r"\begin{cases} a & b & c \end{cases}", "'&' here"),
        (r"\begin{array}{*{999999}{c}} a \end{array}", r"'\begin{array}' with what follows"),
        (r"\begin{array}{c*{9}{c}} a \end{array}", r"'\begin{array}' with what follows"),
        (r"\begin{array}{@{\rule{9cm}{9cm}}c} a \end{array}", r"'\begin{array}' with what"),
        (r"\begin{array}{p{9cm}} a \end{array}", r"'\begin{array}' with what follows"),
        (r"\begin{matrix} a \\[-99cm] b \end{matrix}", r"'\\' with what follows"),
        (r"\begin{matrix} a \\ [b] \end{matrix}", r"'\\' before '['"),
        (r"\begin{aligned} [0, 1] \end{aligned}", r"'\begin{aligned}' before '['"),
        (r"\begin{matrix} x", r"'\begin{matrix}' without its other half"),
        (r"\begin{matrix} x \end{pmatrix}", r"'\begin{matrix}' without '\end{matrix}'"),
        (r"x \end{split} y", r"'\end' without its other half"),
        (r"\begin x", r"'\begin' with what follows"),
        (r"\color{nocolor}{x}", r"'\color' with what follows"),
        (r"\genfrac{}{}{20cm}{}{a}{b}", r"'\genfrac' with what follows"),
        (r"\hspace{-9em}", r"'\hspace' with what follows"),
        (r"\mathrm{\hat\theta}", r"'\hat' with what follows"),
        (r"\bf \hat\theta", r"'\hat' with what follows"),
        (r"x" + r"\!" * 11, r"'\!' so often"),
        ("{" * 16 + "}" * 16, "so many nested groups"),
        (r"\overset{a}{" * 4 + "b" + "}" * 4, r"'\overset' nested so deeply"),
        ("x" * 3001, "more than 3000 characters"),
        (r"\begin{matrix}" + r"a \\" * 51 + r"\end{matrix}", "more than 50 lines"),
        (r"\degree", r"'\degree'"),
        (r"\ce{H}", r"'\ce'"),
        (r"a \coloneqq b", r"'\coloneqq'"),
        (r"\bm{x}", r"'\bm'"),
        (r"\begin{dcases} a \end{dcases}", r"'\begin{dcases}'"),
    ],
)
def test_formulas_that_are_refused(formula: str, reason: str) -> None:
    """What LaTeX or MathJax would refuse, or would do more with than set it, is refused."""
    with pytest.raises(TexError) as found:
        check_formula(formula, display=False)
    assert str(found.value).startswith(reason)
    with pytest.raises(TexError):
        check_formula(f"a\n\n{formula} \\limits", display=True)


def test_equation_that_is_refused() -> None:
    """An equation of one part is refused for its own reason."""
    with pytest.raises(TexError, match="after another"):
        check_formula("x^a^b", display=True)
