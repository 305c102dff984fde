"""What formulas may use of TeX."""

from __future__ import annotations

import pytest

from sphinx_roundup.parsing.formulas import forbidden_tex


@pytest.mark.parametrize(
    "formula",
    [
        r"\left(\frac{a}{b}\right)_{i=0}^n \leq \sqrt[3]{x} \quad\text{if $x$ is odd}",
        r"\begin{pmatrix} a & b \\ c & d \end{pmatrix} \\[2pt] \{1, \dots, n\}",
        r"\operatorname*{argmax}_\theta \mathbb{E}\;\lVert\boldsymbol{\mu}\rVert_2 \, 50\%",
        "\\begin {align*}\na &= b \\\\ % why\nc &= \\mathcal{O}(n\\log n)\n\\end{align*}",
        r"a\\input",  # a new line, and a word
        r"\alpha-\Omega' \xrightarrow{f} \hat{\imath} \therefore \gtrsim \ce{H2O}",
    ],
)
def test_formulas_of_people(formula: str) -> None:
    """What sets a formula is there."""
    assert forbidden_tex(formula) is None


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        (r"\input{/etc/passwd}", r"\input"),
        (r"\begin{input}{/etc/passwd}\end{input}", r"\begin{input}"),
        (r"\UseName{input}{/etc/passwd}", r"\UseName"),
        (r"\InputIfFileExists{x}{}{}", r"\InputIfFileExists"),
        (r"\lstinputlisting{x}", r"\lstinputlisting"),
        (r"\includegraphics{../x}", r"\includegraphics"),
        (r"\begin{filecontents}{x}y\end{filecontents}", r"\begin{filecontents}"),
        (r"\makeatletter\@@input x", r"\makeatletter"),
        (r"\ExplSyntaxOn\file_input:n{x}", r"\ExplSyntaxOn"),
        (r"\expandafter\x", r"\expandafter"),
        (r"\begin%\n{input}", r"\begin"),
        (r"\inputé", r"\input"),
        (r"^^5cinput x", "^^"),
        (r"\write18{x}", r"\write"),
        (r"\ShellEscape{x}", r"\ShellEscape"),
        (r"\href{javascript:x}{y}", r"\href"),
        (r"\newcommand{\alpha}{x}", r"\newcommand"),
        (r"\label{hostlabel}", r"\label"),
        (r"\rule{99cm}{99cm}", r"\rule"),
        (r"x\) \[y", r"\)"),
        (r"x \end{split} y", r"\end{split}"),
        (r"\begin{matrix} x", r"matrix"),
        (r"\begin{matrix}{\end{matrix}}", r"\end{matrix}"),
        (r"\frac{a}{b", "{"),
        ("a}b{", "}"),
        ("a$b", "$"),
        ("x % y", "%"),
        ("x\\\ny\\", "\\"),
    ],
)
def test_formulas_of_strangers(formula: str, told: str) -> None:
    """What isn't known to set formulas is refused, and so is what takes in more than itself."""
    assert f"'{told}'" in (forbidden_tex(formula) or "")
