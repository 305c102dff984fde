"""Reports whose trees docutils and the writers don't expect."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cases import FM, RST
from conftest import picture, text_of
from oracle import section_of

if TYPE_CHECKING:
    from oracle import Stage

LINK = '<a href="https://example.org">\n{0}<img src="p.png" alt="KEEP">\n{0}</a>\n'
DIRECTIVE = "```{{list-table}}\n* - {0}\n  - b\n* - c\n```\n\nKEEP\n"

TREES = {
    "linked picture": f"{FM}Hi.\n\n{LINK.format('')}\nKEEP\n",
    "linked picture in a div": f"{FM}<div>\n  {LINK.format('    ')}</div>\n\nKEEP\n",
    "linked picture in a cell": (
        f"{FM}<table><tr><td>\n{LINK.format('')}</td><td>KEEP</td></tr></table>\n"
    ),
    "linked picture in a list": f"{FM}- x\n\n  {LINK.format('  ')}\n- KEEP\n",
    "linked words between blocks": f'{FM}<div><a href="https://x.example">KEEP</a><p>x</p></div>\n',
    "link and words": f'{FM}<a href="https://x.example">\n<img src="p.png">\nKEEP\n</a>\n',
    "two pictures in a link": f"{FM}[![KEEP](p.png) ![a](p.png)](https://x.example)\n\nKEEP\n",
    "missing picture in a link": f"{FM}[![KEEP](none.png)](https://x.example)\n",
    "note of a picture": f"{FM}KEEP[^1]\n\n[^1]: ![](p.png)\n",
    "note of a missing picture": f"{FM}KEEP[^1]\n\n[^1]: ![](none.png)\n",
    "note of a comment": f"{FM}KEEP[^1]\n\n[^1]: <!-- x -->\n",
    "note of code": f"{FM}KEEP[^1]\n\n[^1]:\n    ```\n    x\n    ```\n",
    "index in a heading": f"{FM}## *a {{index}}`x`* KEEP\n\nHi.\n",
    "heading of nothing": f"{FM}# KEEP\n\n##\n\nx\n\n### <!-- x -->\n\ny\n",
    "heading of a picture": f"{FM}KEEP\n\n## ![](none.png)\n\nx\n",
    "topic in a list": f"{FM}- ```{{topic}} Title\n  KEEP\n  ```\n",
    "sidebar in a quote": f"{FM}> ```{{sidebar}} Title\n> :subtitle: Sub\n> KEEP\n> ```\n",
    "topic in a note": f"{RST}.. note::\n\n   .. topic:: T\n\n      KEEP\n",
    "heading in a div": f"{FM}<div>\n\n## KEEP\n\nx\n\n</div>\n",
    "substitution of a block": (
        f"{RST}.. |x| image:: p.png\n   :target: https://x.example\n\n|x|\n\nKEEP\n"
    ),
    "link of a substitution": (
        f"{RST}.. |x| image:: p.png\n   :target: a_\n.. _a: https://x.example\n"
        ".. _x: https://y.example\n\n|x|_ KEEP\n"
    ),
    "fields": f"{RST}Hi.\n\n:a:\n:b: KEEP\n:c: |x|\n\n.. |x| image:: p.png\n",
    "options": f"{RST}-a  KEEP\n-b FILE, --c=D  |x|\n\n.. |x| image:: none.png\n",
    "lines": f"{RST}| KEEP\n|\n|   x |y|\n\n.. |y| image:: p.png\n",
    "figure of nothing": f"{FM}```{{figure}} none.png\nKEEP\n\nLegend\n```\n",
    "figure of text": f"{FM}<figure>text<figcaption>KEEP</figcaption></figure>\n",
    "figures in a figure": (
        f"{FM}<figure><figure><img src='p.png'></figure><figcaption>KEEP</figcaption></figure>\n"
    ),
    "list of nothing": f"{FM}<ul></ul><ol> </ol><dl></dl><ul><p>KEEP</p></ul>\n",
    "items without a list": f"{FM}<li>KEEP</li><dd>a</dd><dt>b</dt><td>c</td><tr><td>d</td></tr>\n",
    "terms without a definition": f"{FM}<dl><dt>KEEP</dt><dt>b</dt><dd></dd><dd>c</dd></dl>\n",
    "short rows": f"{FM}{DIRECTIVE.format('a')}",
    "table of nothing": f"{FM}<table></table><table><caption>KEEP</caption></table>\n",
    "table in a table": (
        f"{FM}<table><tr><td><table><caption>KEEP</caption><tr><td>x</td></tr></table>"
        "</td></tr></table>\n"
    ),
    "table in a cell": f"{RST}+-------+\n| +---+ |\n| | x | |\n| +---+ |\n+-------+\n\nKEEP\n",
    "row of headings": f"{RST}.. list-table::\n   :header-rows: 1\n\n   * - a\n\nKEEP\n",
    "spans": f"{RST}+---+---+\n| a | b |\n|   +---+\n|   | c |\n+---+---+\n| KEEP  |\n+---+---+\n",
    "note of nothing": (
        f"{FM}```{{note}}\n<!-- x -->\n```\n\n```{{admonition}} KEEP\n<!-- x -->\n```\n"
    ),
    "quote of nothing": f"{FM}> <!-- x -->\n\nKEEP\n",
    "rules": f"{FM}---\n\n---\n\nKEEP\n\n- a\n\n  ---\n\n> ---\n\n---\n",
    "rule before a missing picture": f"{FM}KEEP\n\n---\n\n![](none.png)\n",
    "caption without code": f"{FM}```{{code-block}} python\n:caption: KEEP\n\n```\n",
    "formula in a heading": f"{FM}## $$x$$ KEEP\n\n```{{math}}\n\n```\n",
    "block in a summary": f"{FM}<details><summary>\n\n- KEEP\n\n</summary>\n\nx\n\n</details>\n",
}


@pytest.mark.parametrize("builder", ["html", "latex"])
def test_trees(stage: Stage, builder: str) -> None:
    """Whatever a report's tree would be, the writers get a valid one with all words."""
    stage.put({"p.png": picture("PNG")})
    outcome = stage.judge_all([*TREES.values()], builder=builder)
    if builder == "latex":
        assert outcome.text.count("KEEP") >= len(TREES)
        return
    page = outcome.page
    told = outcome.told_of([*TREES].index("table in a cell"))
    assert ["can't stand in a table" in message for _line, message in told] == [True]
    for number, name in enumerate(TREES):
        assert "KEEP" in text_of(section_of(page, f"bad-{number}")), name
    section = section_of(page, f"bad-{[*TREES].index('linked picture')}")
    (image,) = section.iter("img")
    (link,) = [a for a in section.iter("a") if image in list(a.iter())]
    assert link.get("href") == "https://example.org"
    assert "Hi." in text_of(section)


@pytest.mark.slow
def test_other_writers(stage: Stage, subtests: pytest.Subtests) -> None:
    """The other writers, too, get all of these trees with all words."""
    stage.put({"p.png": picture("PNG")})
    for builder in ("text", "man", "texinfo", "epub", "xml", "gettext"):
        with subtests.test(builder):
            fresh = builder == "gettext"  # which has each message once, and no code
            text = stage.judge_all([*TREES.values()], builder=builder, fresh=fresh).text
            assert builder == "gettext" or text.count("KEEP") >= len(TREES)
