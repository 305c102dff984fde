"""A project with pictures in all the places where people put them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from pathlib import Path

CONF = """\
extensions = ["myst_parser", "sphinx_roundup"]
exclude_patterns = ["retreat", "short"]
roundup_people = "people.yml"
html_title = "Pictures"
copyright = "2026, everybody"
"""

PAGES = {
    "index.md": """\
        # Pictures

        ```{toctree}
        retreat
        short
        people
        plain
        ```
        """,
    "retreat.md": """\
        # A retreat with pictures

        The organiser's own words.

        ```{roundup} retreat/
        :roster: cards
        :date: 2025-10-04 to 2025-10-11
        :place: Ytterskarv
        :image: /wide.jpg
        ```

        Thanks to everybody, see you in autumn.
        """,
    "short.md": """\
        # A short sprint

        ```{roundup} short/
        :roster: list
        :date: 2026-04-25
        ```

        Thanks again.
        """,
    "plain.md": """\
        # A page without reports

        Text with [a link](https://example.org) in it, with **[a strong
        one](https://example.org)**, with *some stress* and `code`, and a way to
        [a page](index.md).

        - [A link](https://example.org) in a list

        ```{note}
        With [a link](https://example.org).
        ```
        """,
    "people.md": """\
        # People and events

        ```{roundup-people}
        ```

        ```{roundup-events}
        ```
        """,
    "people.yml": """\
        ana:
          name: Ana Ferreira
          affiliation: Maintainer, Porto
          avatar: ana.png
          links: {website: "https://ana.example.org"}
        bob:
          name: Bob Okafor
          pronouns: he/him
        cook:
          name: Femke Dirksen
          affiliation: Cook
          listed: true
          note: Fed thirteen people from a kitchen that fits two.
        """,
}

WORDS = (
    "The tide left at six and we walked behind it, four kilometres over sand that was still"
    " wet, with the instruments in a cart and the cook's bread in a bag."
)
LONG = " ".join([WORDS] * 3)
ITEMS = "\n".join(f"- Item {n}: {WORDS}" for n in range(1, 8))
NUMBERED = "\n".join(
    f"{n}. Step {n}: {WORDS}\n    - a part of it\n    - another" for n in range(9, 12)
)
CODE = """\
```python
def turn(height: float, speed: float) -> str:
    return "the tide is coming in, and it will be here before the soup" if speed > 0 else "out"
```"""
TABLE = """\
| time | predicted | measured | air pressure | what the air explains |
| --- | --- | --- | --- | --- |
| 00:48 | 2.58 m | 2.63 m | 1008 hPa | +5 cm |
| 07:02 | 0.21 m | 0.29 m | 1005 hPa | +8 cm |"""
NOTE = f"""\
> [!NOTE]
> {WORDS}"""
QUOTE = f"""\
> {WORDS} {WORDS}"""

BLOCKS = {
    "heading": f"## A heading\n\n{WORDS}",
    "code": CODE,
    "table": TABLE,
    "admonition": NOTE,
    "items": ITEMS,
    "steps": NUMBERED,
    "quote": QUOTE,
    "picture": "![A drawing that does not float](/photo.jpg)",
}
"""What stands right behind a float, as Markdown."""

SIDES = {
    "right": "![A drawing on the right](/photo.jpg){align=right}",
    "left": "![A drawing on the left](/photo.jpg){align=left}",
    "stated": '<img src="/photo.jpg" alt="A small one" style="float: left; width: 250px">',
    "share": '<img src="/tall.jpg" alt="A share" align="right" width="30%">',
}


def _beside(side: str) -> str:
    parts = [f"---\nauthor: Be Side {side}\n---\n{WORDS}"]
    parts += [f"{SIDES[side]}\n\n{block}\n\n{WORDS}" for block in BLOCKS.values()]
    return "\n\n".join(parts)


REPORTS = {
    # A picture, and then something that must not be squeezed by it.
    **{f"beside-{side}.md": _beside(side) for side in SIDES},
    "english.md": f"""\
        ---
        author: English Report
        lang: en
        ---
        {SIDES["right"]}

        {LONG}
        """,
    "ana.md": f"""\
        ---
        author: ana
        ---
        {SIDES["right"]}
        Text in the paragraph of its picture. {LONG} Thanks to @bob.

        [![A linked one](/photo.jpg){{align=left}}](https://example.org/large)

        {LONG}

        {LONG}
        """,
    "several.md": f"""\
        ---
        author: bob
        ---
        {SIDES["right"]}
        {SIDES["right"]}
        {SIDES["left"]}

        {LONG}

        {SIDES["stated"]}

        {LONG}

        {SIDES["share"]}

        {SIDES["left"]}

        {LONG}

        ## After several

        {LONG}
        """,
    "tall.md": f"""\
        ---
        author: Tall Tale
        ---
        {WORDS}

        ![As tall as a house](/tall.jpg){{align=left}}

        The end.
        """,
    "tall-right.md": """\
        ---
        author: Right Below
        ---
        ![As tall as a house](/tall.jpg){align=right}
        """,
    "captions.rst": f"""\
        :author: Cap Tion

        .. figure:: /photo.jpg
           :alt: A drawing
           :align: right

           {WORDS}

        {LONG}

        {LONG}

        .. figure:: /photo.jpg
           :alt: A drawing
           :align: left
           :figwidth: 45%

           A share of the column. {WORDS}

        {LONG}

        * An item
        * Another

        {LONG}

        .. figure:: /small.png
           :alt: A small one
           :align: right
           :width: 90px

           {WORDS}

        {LONG}

        .. figure:: /tall.jpg
           :alt: A share, in a figure
           :align: left
           :width: 25%

           Short.

        {LONG}

        {LONG}

        .. figure:: /photo.jpg
           :alt: In the middle
           :align: center

           {WORDS}

        .. figure:: /tall.jpg
           :alt: A tall one that doesn't float

           {WORDS}
        """,
    "still.md": f"""\
        ---
        author: Still Life
        ---
        ![Far wider than the window](/wide.jpg)

        ![Far taller than the window](/tall.jpg)

        ![A small one](/small.png)

        Text with ![a mark](/mark.png) in it and ![another](/mark.png), {WORDS}

        | who | what | where |
        | --- | --- | --- |
        | ![A wide one](/photo.jpg) | {WORDS} | Skarv |
        | ![A float](/small.png){{align=right}} | ![A tall one](/tall.jpg) | there |
        """,
    "inside.rst": f"""\
        :author: In Side

        #. {WORDS}

           .. image:: /photo.jpg
              :alt: A float in a list
              :align: left

           {LONG}

           #. {WORDS}

              .. image:: /photo.jpg
                 :alt: A float deep in a list
                 :align: right

              {LONG}

        #. The next item.

        .. note::

           .. image:: /photo.jpg
              :alt: A float in a note
              :align: right

           {LONG}

        .. epigraph::

           .. image:: /photo.jpg
              :alt: A float in a quote
              :align: left

           {LONG}

        Term
           .. figure:: /photo.jpg
              :alt: A float in a definition
              :align: right

              With a caption.

           {LONG}
        """,
    "words.md": f"""\
        ---
        author: Long Words
        links: {{website: "https://words.example.org"}}
        affiliation: Nowhere
        ---
        https://example.org/{"a-very-long-address-without-an-end/" * 5}

        `{"code_without_an_end_" * 6}`

        {CODE}

        | a | b | c | d | e |
        | - | - | - | - | - |
        | {"mountain " * 6} | {"lighthouse " * 6} | {"`tidelark.turns()`"} | Kapitänsmütze | Ufer |
        """,
}

SHORT = {
    "ana.md": "---\nauthor: ana\n---\nIt was fine. I fixed two bugs, and slept well.\n",
    "arabic.md": f"""\
        ---
        author: أمل
        lang: ar
        ---
        ![صورة](/photo.jpg){{align=right}}

        {"وصلنا مع المد، وكان البحر هادئا، ومشينا على الرمل المبلل حتى المنارة. " * 8}

        - {"خبز من الطباخ " * 3}
        - شيء آخر[^1]

        ## يوم آخر

        ![صورة](/photo.jpg){{align=left}}

        {"وصلنا مع المد، وكان البحر هادئا، ومشينا على الرمل المبلل حتى المنارة. " * 8}

        {CODE}

        [^1]: ملح
        """,
    "missing.md": "---\nauthor: Mis Sing\n---\n![What nobody can see](../no.jpg)\n\nText.\n",
    "elsewhere.md": "---\nauthor: Else Where\nurl: https://else.example.org/retreat\n---\n",
}


def write_project(srcdir: Path) -> None:
    """Write the whole project below *srcdir*."""
    (srcdir / "conf.py").write_text(CONF, "utf-8")
    files = PAGES | {f"retreat/{name}": text for name, text in REPORTS.items()}
    files |= {f"short/{name}": text for name, text in SHORT.items()}
    for name, text in files.items():
        path = srcdir / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(_dedent(text), "utf-8")
    for name, content in _draw_all().items():
        (srcdir / name).write_bytes(content)


def _dedent(text: str) -> str:
    """Take the indentation of the first line from the lines that have it."""
    indent = text[: len(text) - len(text.lstrip(" "))]
    return "\n".join(line.removeprefix(indent) for line in text.splitlines()) + "\n"


def _draw_all() -> dict[str, bytes]:
    return {
        "photo.jpg": draw(1280, 960, "JPEG"),
        "wide.jpg": draw(1280, 320, "JPEG"),
        "tall.jpg": draw(480, 1440, "JPEG"),
        "small.png": draw(120, 90, "PNG"),
        "mark.png": draw(20, 20, "PNG"),
        "ana.png": draw(96, 96, "PNG"),
    }


def draw(width: int, height: int, kind: str) -> bytes:
    """Return a picture on which a wrong shape can be seen: a circle between four corners."""
    picture = Image.new("RGB", (width, height), "#357")
    pencil = ImageDraw.Draw(picture)
    radius = min(width, height) // 3
    x, y = width // 2, height // 2
    pencil.ellipse((x - radius, y - radius, x + radius, y + radius), fill="#fb4")
    pencil.rectangle((0, 0, width - 1, height - 1), outline="#b33", width=max(width // 40, 1))
    stream = io.BytesIO()
    picture.save(stream, kind)
    return stream.getvalue()
