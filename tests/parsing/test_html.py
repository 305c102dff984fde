"""HTML in Markdown becomes nodes, or stays visible as text."""

from __future__ import annotations

import pytest
from conftest import count_calls
from docutils import nodes
from docutils.core import publish_doctree
from myst_parser.parsers.docutils_ import Parser
from sphinx import addnodes

from sphinx_roundup.limits import DEFAULTS
from sphinx_roundup.parsing import allowed
from sphinx_roundup.parsing.html import inline, replace_html, tokens
from sphinx_roundup.parsing.html import nodes as html_nodes
from sphinx_roundup.parsing.html import tree as html_tree
from sphinx_roundup.parsing.html.transform import DEPTH
from sphinx_roundup.parsing.valid_tree import make_valid

SETTINGS = {
    "myst_enable_extensions": ["strikethrough", "tasklist"],
    "doctitle_xform": False,
    "myst_heading_anchors": 6,
    "report_level": 5,
}

NAMES = """
definition=dd definition_list=dl definition_list_item=item term=dt bullet_list=ul
enumerated_list=ol list_item=li admonition=box colspec= entry=td row=tr tgroup=
block_quote=quote line_block=lines literal_block=pre paragraph=p reference=a emphasis=i
image=img literal=code strong=b
"""
SHORT = dict(pair.split("=") for pair in NAMES.split())
"""Names of nodes in these tests."""


def keep_line(_needle: str, line: int) -> int:
    return line


def convert(text: str) -> tuple[nodes.document, list[str]]:
    """Return the document of a Markdown text, and its problems as 'line: message'."""
    document = publish_doctree(text, "report.md", parser=Parser(), settings_overrides=SETTINGS)
    for message in list(document.findall(nodes.system_message)):
        message.parent.remove(message)
    lines = text.split("\n")

    def locate(needle: str, line: int) -> int:
        return next(n for n in range(line, len(lines) + 1) if needle in lines[n - 1])

    problems = replace_html(document, locate)
    assert not list(document.findall(nodes.raw))
    problems += make_valid(document)
    assert {problem.subtype for problem in problems} <= {"html"}
    return document, [f"{found.line}: {found.message % found.args}" for found in problems]


def tree(text: str) -> str:
    """Return the tree of a Markdown text that raises no problem, one node a line."""
    document, problems = convert(text)
    assert problems == []
    return shape(document.children)


def shape(children: list[nodes.Node]) -> str:
    """Return *children* in one line: ``b(text) image``."""
    shown = []
    for node in children:
        if not isinstance(node, nodes.Element):
            shown.append(node.astext().replace("\n", "|"))
        else:
            inside = shape(node.children)
            name = SHORT.get(node.tagname, node.tagname)
            shown.append((f"{name}({inside})" if inside else name) if name else inside)
    return " ".join(filter(None, shown))


def only(text: str, kind: type[nodes.Element]) -> nodes.Element:
    """Return the one node of a kind in a Markdown text that raises no problem."""
    document, problems = convert(text)
    assert problems == []
    [node] = document.findall(kind)
    return node


def block(text: str) -> tuple[nodes.section, list[str]]:
    """Convert *text* as one raw node; return what holds it, and the problems."""
    holder = nodes.section("", nodes.raw("", text, format="html"))
    problems = replace_html(holder, keep_line)
    assert not list(holder.findall(nodes.raw))
    problems += make_valid(holder)
    return holder, [found.message % found.args for found in problems]


CANT = "HTML <%s> can't be used in a report and is shown as text; write Markdown instead"


# -- Inline -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("a <b>x</b>", "a  b(x)"),
        ("a <em>x</em>", "a  i(x)"),
        ("a <tt>x</tt>", "a  code(x)"),
        ("H<sub>2</sub>O<sup>3</sup>", "H subscript(2) O superscript(3)"),
        ("a <q>x</q>", "a “x”"),
        ("a <small>x</small> <span class=y>z</span>", "a x z"),
        ("a<wbr>b <!-- c -->d", "ab d"),
        ("a <center><p>x</p>y</center>", "lines(line(a) line(x) line(y))"),
        ("a <pre>x</pre><pre></pre>b", "lines(line(a) line(code(x)) line(b))"),
        ("a</span> b</video></p>", "a b"),
        ("a <b>b **c** <kbd>d</kbd></b>", "a  b(b  b(c)   code(d))"),
        ("a <b></b>c", "a c"),
        ('a <a href="x"></a><a href="x"> </a>b', "a  b"),
        ("a <abbr>x</abbr> <abbr title=y></abbr>b", "a x b"),
    ],
)
def test_inline_tags_are_nodes(html: str, expected: str) -> None:
    """Each inline element has its node, and nothing of the text is lost."""
    assert tree(html) in {expected, f"p({expected})"}


@pytest.mark.parametrize(
    ("html", "classes"),
    [
        ("kbd", ["kbd"]),
        ("del", ["strike"]),
        ("ins", ["underline"]),
        ("u", ["underline"]),
        ("mark", ["mark"]),
    ],
)
def test_classes_of_inline_nodes(html: str, classes: list[str]) -> None:
    """What has no node of its own in docutils has a class to be styled by."""
    document, problems = convert(f"Press <{html}>Ctrl</{html}> now")
    assert problems == []
    [node] = document.findall(lambda node: isinstance(node, nodes.inline | nodes.literal))
    assert isinstance(node, nodes.Element)
    assert node["classes"] == classes
    assert node.line == 1


def test_lines_of_texts() -> None:
    """Each text keeps the line of its paragraph, whatever comes after it."""
    document, _ = convert("# a<b>b</b>\n\nc<!-- x -->\\\nd\n\ne <kbd>f</kbd>")
    parents = (nodes.title, nodes.line_block, nodes.paragraph)
    lines = [node.line for node in document.findall(lambda node: isinstance(node, parents))]
    assert lines == [1, 3, 6]
    texts = [node for node in document.findall(nodes.Text) if isinstance(node.parent, parents)]
    assert [(text.astext(), text.line) for text in texts] == [("a", 1), ("e ", 6)]


@pytest.mark.parametrize(
    ("html", "expected", "message"),
    [
        (
            "x <b>a <i>b</b> c</i>",
            "p(x  b(a  i(b))  c)",
            "HTML </i> closes nothing in this report and is left out",
        ),
        (
            "a <b>b <q>c\n\nd <i>e",
            "p(a  b(b “c”)) p(d  i(e))",
            "HTML <q> is never closed, and ends with its paragraph or block",
        ),
        (
            "<blockquote>\n\na\n\n<div>\n\nb\n\n# c",
            "p(a) p(b) section(title(c))",
            "HTML <div> is never closed, and ends with its paragraph or block",
        ),
        (
            "- a\n  <details><summary>b</summary>\n\nc\n\n</details>",
            "ul(li(p(a) p(b(b)))) p(c)",
            "HTML <details> is never closed, and ends with its paragraph or block",
        ),
    ],
)
def test_misnested_tags(html: str, expected: str, message: str) -> None:
    """Tags that overlap or are never closed lose no words, and are reported once a kind."""
    document, problems = convert(html)
    assert shape(document.children) == expected
    assert problems[0].partition(" ")[2] == message
    assert len({problem.split()[2][:2] == "</" for problem in problems}) == len(problems)


@pytest.mark.parametrize(
    "html",
    ["<p align=right>a\n\nb", "<ul><li>a\n</ul>b", "<table><tr><td>a</table>b", "a<br></br>b</p>"],
)
def test_ends_that_may_be_left_out(html: str) -> None:
    """Nothing is reported where people usually leave ends out, or write one too many."""
    assert "b" in tree(html)


def test_abbreviation() -> None:
    """An abbreviation knows what it stands for."""
    node = only('The <abbr title="Garbage&#10; collector">GC</abbr> ran', nodes.abbreviation)
    assert node["explanation"] == "Garbage collector"
    assert node.astext() == "GC"


def test_link() -> None:
    """A link keeps the address that its author wrote."""
    node = only('See <a href="../a b.md?x=1&amp;y" target=_blank>**this**</a>', nodes.reference)
    assert node["refuri"] == "../a b.md?x=1&y"
    assert shape(node.children) == "b(this)"


@pytest.mark.parametrize("href", ["http://a.org", "HTTPS://a.org", "mailto:a@b.org", "b/c:d", "#e"])
def test_links_that_are_kept(href: str) -> None:
    """A link to a path, the web or a mail address is a reference."""
    assert only(f"x <a href='{href}'>y</a>", nodes.reference)["refuri"] == href


@pytest.mark.parametrize(
    "html",
    [
        "x <a href=a>y <a href=b>z</a></a>",
        "x [y <a href=a>z</a>](https://b.org)",
        "x [y **<a href=a>z</a>**](https://b.org)",
        "x <a href=a>y [z](https://b.org)</a>",
        "<p><a href=a><table><tr><td><a href=b>z</a></table>",
    ],
)
def test_links_never_nest(html: str) -> None:
    """No link stands in a link, however they were written."""
    document, _ = convert(html)
    references = list(document.findall(nodes.reference))
    assert references
    assert all(len(list(node.findall(nodes.reference))) == 1 for node in references)
    assert "z" in document.astext()


def test_no_link_in_a_cross_reference() -> None:
    """Sphinx's pending links hold none either, and their tags are found."""
    text = [
        nodes.raw("", "<b>", format="html"),
        nodes.Text("y"),
        nodes.raw("", "</b>", format="html"),
    ]
    link = addnodes.pending_xref("", *text)
    assert replace_html(nodes.section("", nodes.paragraph("", "", link)), keep_line) == []
    assert shape([link]) == "pending_xref(b(y))"


@pytest.mark.parametrize(
    "href",
    [
        *("javascript:alert(1)", "JaVaScRiPt:x", "java&#10;script:x", "&#x9;data:x", "vbscript:x"),
        *("file:///etc/passwd", "ftp://a.org/b", "tel:1", "x-y:z"),
    ],
)
def test_links_that_are_refused(href: str) -> None:
    """A link to anything but a path, the web or a mail address is its text, with a problem."""
    document, problems = convert(f'Text\n<a href="{href}">here</a>')
    assert shape(document.children) == "p(Text|here)"
    [problem] = problems
    assert problem.startswith("2: a report can't link to '")
    assert problem.endswith(":', only the link's text is shown")


def test_task_list() -> None:
    """The boxes of a task list are text, and the list has a class."""
    document, problems = convert("<ul><li><input type=checkbox checked> done</li><li>*a*</li></ul>")
    assert problems == []
    assert [item.astext() for item in document.findall(nodes.list_item)] == ["☑ done", "*a*"]
    assert [each["classes"] for each in document.findall(nodes.bullet_list)] == [["roundup-tasks"]]


def test_strikethrough() -> None:
    """Markdown's strikethrough is a node, too."""
    assert only("a ~~b~~", nodes.inline)["classes"] == ["strike"]


def test_raw_nodes_that_are_no_html_are_dropped() -> None:
    """Raw nodes for other writers leave nothing behind."""
    holder = nodes.section("", nodes.raw("", "\\input{x}", format="latex"))
    assert replace_html(holder, keep_line) == []
    assert holder.children == []


# -- Line breaks --------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["a\\\nb", "a  \nb", "a<br>b", "a<br />\nb", "a <br><br/> b<br>"])
def test_line_breaks(text: str) -> None:
    """A p with line breaks is a line block, without empty lines."""
    document, problems = convert(text)
    assert problems == []
    assert shape(document.children) == "lines(line(a) line(b))"
    assert [node.line for node in document.findall(nodes.line)] == [1, 1]


def test_line_break_in_a_table() -> None:
    """A cell can have lines."""
    shown = tree("| x |\n|---|\n| a<br>b |")
    assert "td(lines(line(a) line(b)))" in shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a<br>", "p(a)"),
        ("**a<br>b**", "p(b(a b))"),
        ("x <b>a<br>b</b>", "p(x  b(a b))"),
        ("x <span>a<br>b</span>", "lines(line(x a) line(b))"),
        ("# a<br>b", "section(title(a b))"),
        ("- a<br>b", "ul(li(lines(line(a) line(b))))"),
    ],
)
def test_line_breaks_elsewhere(text: str, expected: str) -> None:
    """Where no second line can be, a break is a blank."""
    assert tree(text) == expected


def test_paragraph_keeps_its_names() -> None:
    """A p that becomes a line block or empty can still be linked to."""
    for html, kept in (("a<br>b", nodes.line_block), ("<!-- x -->", nodes.paragraph)):
        raw = [nodes.raw("", html, format="html")]
        holder = nodes.section("", nodes.paragraph("", "", *raw, ids=["x"]))
        replace_html(holder, keep_line)
        assert isinstance(holder[0], kept)
        assert holder[0]["ids"] == ["x"]


def test_empty_paragraph() -> None:
    """A p of a comment alone leaves nothing."""
    document, problems = convert("- <!-- x -->\n- b\n\n[<!-- x -->]: y\n\n&#x20;<!-- z -->")
    assert problems == []
    assert shape(document.children).startswith("ul(li li(p(b)))")


# -- Images -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            '<img src="/graphics/spiros-camel.jpg" style="float:right; padding: 15px" />',
            {"uri": "/graphics/spiros-camel.jpg", "align": "right"},
        ),
        (
            '<img src="x.jpg" align="right" width="250px">',
            {"uri": "x.jpg", "align": "right", "width": "250px"},
        ),
        (
            '<IMG SRC="a&amp;b.png" ALT="two&#10;lines" width=250 title=t>',
            {"uri": "a&b.png", "alt": "two lines", "width": "250"},
        ),
        (
            '<img src=a.png style="width: 40% !important; Float : LEFT !important" height="3em">',
            {"uri": "a.png", "width": "40%", "align": "left"},
        ),
        ('<img src="a.png" style="glot:right" height=10.5>', {"uri": "a.png", "height": "10.5"}),
        ('<img src="a.png" width=0 height=99999 align=top>', {"uri": "a.png"}),
    ],
)
def test_image(html: str, expected: dict[str, str]) -> None:
    """An img keeps its path, size and side; what can't be understood is left out."""
    document, problems = convert(f"Text\n\n{html}\n")
    assert problems == []
    image = document[1]
    assert isinstance(image, nodes.image)
    found = {
        name: image[name] for name in ("uri", "alt", "width", "height", "align") if name in image
    }
    assert found == {"alt": "", **expected}
    assert image.line == 3


def test_image_in_text_has_its_own_line() -> None:
    """An img in a p knows the line that it is written in."""
    image = only("Text\nand\n<img\nsrc=a.png> text", nodes.image)
    assert image.line == 3


def test_linked_image() -> None:
    """An img with a link to the large one stays both."""
    assert tree('<a href="big.jpg"><img src="small.jpg"></a>') == "p(a(img))"
    assert tree('<p><a href="big.jpg"><img src="small.jpg"></a></p>') == "a(img)"


@pytest.mark.parametrize(
    ("html", "align"),
    [
        ('<p align="center"><img src=a.png></p>', "center"),
        ("<center><img src=a.png></center>", "center"),
        ('<div style="text-align: center"><p><img src=a.png></p></div>', "center"),
        ('<div style="text-align: right"><img src=a.png></div>', "right"),
        ('<div style="text-align: left"><img src=a.png></div>', None),
        ('<p style="float: right"><a href=b><img src=a.png></a></p>', "right"),
        ("<p align=right><img src=a.png align=left></p>", "left"),
        ("<table align=right><tr><td><img src=a.png></table>", None),
    ],
)
def test_alignment_of_what_is_around(html: str, align: str | None) -> None:
    """An img without a side of its own takes that of the p around it."""
    assert only(html, nodes.image).get("align") == align


def test_images_side_by_side() -> None:
    """Centred images of one line, badges for example, stay in it."""
    document, _ = convert("<p align=center><img src=a.png> <img src=b.png></p>")
    assert shape(document.children) == "p(img   img)"
    assert [image.get("align") for image in document.findall(nodes.image)] == [None, None]
    document, _ = convert("<p align=right><img src=a.png> <img src=b.png></p>")
    assert [image.get("align") for image in document.findall(nodes.image)] == ["right", "right"]


def test_picture() -> None:
    """Of a picture with several sources the img counts."""
    html = '<picture>\n<source srcset="dark.png">\n<img src="a.png">\n</picture>'
    assert only(html, nodes.image)["uri"] == "a.png"
    assert tree(html) == "img"


def test_figure() -> None:
    """An img with a caption is a figure, on the img's side."""
    html = '<figure style="float:right"><img src=a.png><figcaption>A <b>c</b></figcaption></figure>'
    node = only(html, nodes.figure)
    assert node["align"] == "right"
    assert shape([node]) == "figure(img caption(A  b(c)))"
    assert "align" not in next(node.findall(nodes.image))


# -- Media --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "text", "target"),
    [
        ('<iframe src="//v.org/x" title="Film" width=9></iframe>', "Film", "https://v.org/x"),
        (
            '<video controls><source src="https://v.org/x.mp4">No.</video>',
            None,
            "https://v.org/x.mp4",
        ),
        ('<object data="https://v.org/x"><p>No.</object>', None, "https://v.org/x"),
        ('<p><embed src="HTTP://v.org/x"></p>', None, "HTTP://v.org/x"),
        ("Look: <audio src=https://v.org/x>No.</audio>", None, "https://v.org/x"),
        ('<video src="clip.mp4" controls></video>', None, "clip.mp4"),
        (
            'x <iframe src="../talks/slides.pdf" title="Slides"></iframe>',
            "Slides",
            "../talks/slides.pdf",
        ),
    ],
)
def test_media_are_links(html: str, text: str | None, target: str) -> None:
    """A video or the like is a link to it; what was meant for old browsers is gone."""
    document, problems = convert(html)
    assert problems == []
    [reference] = document.findall(nodes.reference)
    assert reference["refuri"] == target
    assert reference.astext() == (text or target)
    assert "No." not in document.astext()


def test_markdown_in_media_stays() -> None:
    """A link that an author wrote inside of a video is kept."""
    shown = tree("x <video src=https://v.org/x>[y](https://z.org)</video>")
    assert shown == "p(x  a(https://v.org/x) a(y))"


@pytest.mark.parametrize("src", ["", " src=x", " src=/x.mp4", " src=javascript:x.js",
                                 " src=file:///etc/passwd"])  # fmt: skip
def test_media_without_an_address(src: str) -> None:
    """Media that are neither in the web nor a file in the folder are shown as written."""
    html = f"<iframe{src}>x</iframe>"
    for text, kind in ((f"<div>{html}</div>", nodes.literal_block), (f"x {html}", nodes.paragraph)):
        document, problems = convert(text)
        assert html in document.astext()
        assert problems == ["1: " + CANT % "iframe"]
        assert isinstance(document[0], kind)


# -- Blocks -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<div>a\nb</div>", "p(a b)"),
        ("<p>a<p>b</p>c", "p(a) p(b) p(c)"),
        ("<div>a <b>b</b>\n*c* &amp; d</div>", "p(a  b(b)  *c* & d)"),
        ("<div>a<br>\nb</div>", "lines(line(a) line(b))"),
        ("<center><span>a<p>b</span></center>", "p(a) p(b)"),
        ("<h2 align=center>a <i>b</i></h2>", "rubric(a  i(b))"),
        ("<h1><img src=a></h1>", "img"),
        ("<p>a<hr>b", "p(a) transition p(b)"),
        ("<blockquote>a<hr></blockquote><blockquote></blockquote>", "quote(p(a))"),
        ("<summary></summary>a<summary>b</summary>", "p(a) p(b(b))"),
        (
            "<pre>\na  <b>b</b><br>&lt;<q>c</q>\n\n d\n</pre><pre></pre>",
            "pre(a  b|<c|| d)",
        ),
        ("<b>a<p>b<p>c</b>", "p(b(a)) p(b(b)) p(b(c))"),
        ("<!-- x --><p></p>", ""),
        ("<p>a<!-->b<!--->c<!-- d --!>", "p(abc)"),
        ("<ul><li>a<li><p>b<p>c<ul><li>d</ul></ul>", "ul(li(p(a)) li(p(b) p(c) ul(li(p(d)))))"),
        ("<ol start=3><li>a</ol>", "ol(li(p(a)))"),
        ("<ol><li>a<ol></ol></ol>", "ol(li(p(a)))"),
        ("<ul>\n a <li>b</ul>", "ul(li(p(a)) li(p(b)))"),
        ("<ul>\n<li>a\n</li>\n</ul>", "ul(li(p(a)))"),
        ("<ul></ul>", ""),
        ("<li>a</li>b", "ul(li(p(a))) p(b)"),
        ("<ul><li><!-- x --></ul>", "ul(li)"),
        (
            "<dl><dt>a<dd>b<p>c<dt>d</dt><dd>e</dl>",
            "dl(item(dt(a) dd(p(b) p(c))) item(dt(d) dd(p(e))))",
        ),
        ("<dl><dt>a<dt>b<dd>c<dd>d</dl><dl></dl>", "dl(item(dt(a) dt(b) dd(p(c) p(d))))"),
        ("<dl>x<dd>c</dl>", "dl(item(dt dd(p(x) p(c))))"),
        ("<figure><img src=a><figcaption></figcaption></figure>", "figure(img)"),
        ("<figure><img src=a></figure>", "img"),
        ("<figure>x<figcaption>y</figcaption></figure>", "p(x) p(y)"),
    ],
)
def test_blocks(html: str, expected: str) -> None:
    """Each block has its node, also without its end; what stands between is a paragraph."""
    holder, problems = block(html)
    assert problems == []
    assert shape(holder.children) == expected


def test_blank_lines_part_paragraphs() -> None:
    """Paragraphs in a block are told apart by blank lines, and know their lines."""
    holder, _ = block("<div>\na\n \n\nb <b>c</b>\n\nd</div>")
    assert shape(holder.children) == "p(a) p(b  b(c)) p(d)"
    assert [node.line for node in holder.children] == [2, 5, 7]


def test_lines_in_lists() -> None:
    """Text between the parts of an element is at its own line."""
    holder, _ = block("<ul>\n a <li>b</ul>")
    assert [node.line for node in holder.findall(nodes.paragraph)] == [2, 2]


def test_summary_alone() -> None:
    """A summary of nothing is offered for translation, as other paragraphs are."""
    html = "<details><summary>a <b>b</b></summary></details>"
    assert only(html, nodes.paragraph).rawsource == "a <b>b</b>"


def test_numbers_start_where_they_should() -> None:
    """A numbered list begins with the number that its author gave."""
    assert only("<ol start=3><li>a</ol>", nodes.enumerated_list)["start"] == 3
    assert "start" not in only("<ol start=x><li>a</ol>", nodes.enumerated_list)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<tr><th>a<th>b<tr><td>1", "table(thead(tr(td(p(a)) td(p(b)))) tbody(tr(td(p(1)) td)))"),
        (
            "<caption>C</caption><colgroup><col></colgroup><thead><tr><td>a</thead>\n<tbody><tr><td>b</tbody>",
            "table(title(C) thead(tr(td(p(a)))) tbody(tr(td(p(b)))))",
        ),
        ("<tr><th>a", "table(tbody(tr(td(p(a)))))"),
        ("x<tr>y<td>a<tr></tr><caption></caption>", "p(x) table(tbody(tr(td(p(y)) td(p(a)))))"),
        ("", ""),
    ],
)
def test_tables(html: str, expected: str) -> None:
    """A table has rows of one length, and a head if its first rows are one."""
    holder, problems = block(f"<table>{html}</table>")
    assert problems == []
    assert shape(holder.children) == expected
    assert all(table["classes"] == ["colwidths-auto"] for table in holder.findall(nodes.table))


def test_table_of_holes() -> None:
    """A table that would be nearly all empty cells is paragraphs: a page has no room for it."""
    holder, _ = block("<table><tr>" + "<td>a" * 100 + "<tr><td>b" * 100)
    assert all(isinstance(node, nodes.paragraph) for node in holder.children)
    assert holder.astext().count("b") == 100


def test_cells_are_not_ended_from_within() -> None:
    """An end inside of a table ends nothing outside of it."""
    holder, _ = block("<ul><li><table><tr><td>a</ul>b</table>c")
    assert shape(holder.children) == "ul(li(table(tbody(tr(td(p(a) p(b))))) p(c)))"


# -- HTML around Markdown -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "<table>\n<tr><th>a</th></tr>\n<tr>\n<td>\n\n![b](c.png)\n\n</td>\n</tr>\n</table>",
            "table(thead(tr(td(p(a)))) tbody(tr(td(p(img)))))",
        ),
        ("<ul>\n<li>\n\n*a*\n\n- b\n\n</li>\n</ul>", "ul(li(p(i(a)) ul(li(p(b)))))"),
        ("<blockquote>\n\na\n\n</blockquote>\n\nb", "quote(p(a)) p(b)"),
        (
            "<details>\n<summary>a</summary>\n\n- b\n  </details>\n\nc",
            "box(title(a) ul(li(p(b)))) p(c)",
        ),
        (
            "<details open>\n<summary>a <b>b</b></summary>\n\n## c\n\nd\n\n</details>\n\n## e",
            "box(title(a  b(b)) rubric(c) p(d)) section(title(e))",
        ),
        ("<details>\n\na\n\n</details>", "p(a)"),
        ("<details><summary>a</summary></details>", "p(b(a))"),
        ("<figure>\n\n![](a)\n\n<figcaption>b</figcaption>\n</figure>", "figure(img caption(b))"),
        ("<dl><dt>\n\n`a`\n\n</dt><dd>\n\nb\n\n</dd></dl>", "dl(item(dt(code(a)) dd(p(b))))"),
        ("<a href=a>\n\n![](b)\n\n</a>", "p(a(img))"),
        ("<sub>\n\na\n\n- b\n\n</sub>\n\nc", "p(subscript(a)) ul(li(p(b))) p(c)"),
        ("<b>\n\na<br>c\n\n```\nb\n```\n\n</b>", "p(b(a c)) pre(b|)"),
        ("<h2>\n\n**a**\n\n</h2>", "rubric(b(a))"),
        ("<p>**a <div>b</div> c**", "p(**a) p(b) p(c**)"),
        ("a **b <div>c</div> d**", "p(a  b(b  c  d))"),
        ("<pre>\n\na\n  b\n\n</pre>c", "pre(|a|  b) p(c)"),
        ("<div>\n\n# a\n\nb</div>c\n\n# d", "section(title(a) p(b) p(c)) section(title(d))"),
        (
            "# a\n\n<center>\n\n## b\n\n# c\n\n</center>",
            "section(title(a) section(title(b))) section(title(c))",
        ),
        ("> <b>a</b>\n>\n> <div>b\n\n<p>c</p>", "quote(p(b(a)) p(b)) p(c)"),
        ("<ul><li>a\n\n| x |\n|---|\n| y </ul> |\n\nb\n</li></ul>", None),
    ],
)
def test_markdown_between_tags(text: str, expected: str | None) -> None:
    """Markdown is where its tags put it, and keeps its structure."""
    document, problems = convert(text)
    if expected is None:  # a cell ends nothing outside of its table
        [outer] = document.children
        assert isinstance(outer, nodes.bullet_list)
        assert outer.astext().count("b") == 1
    else:
        assert not [problem for problem in problems if "<div>" not in problem]
        assert shape(document.children) == expected


def test_text_in_many_elements() -> None:
    """Elements around blocks can't multiply what is in them more than a few times."""
    holder, _ = block("<b>" * 40 + "<p>a" * 100 + "</b>" * 40)
    assert shape(holder.children[:1]) == "p(b(b(b(a))))"
    assert len(list(holder.findall(nodes.strong))) == 300


def test_details() -> None:
    """What is folded in HTML is folded by Sphinx, and open if its author says so."""
    for attribute, state in (("", "closed"), (" open", "open")):
        node = only(f"<details{attribute}><summary>a</summary>b</details>", nodes.admonition)
        assert node["collapsible"] == state


@pytest.mark.parametrize(
    ("cell", "spans"),
    [
        ("colspan=2", {"morecols": 1}),
        ('rowspan=" 2 "', {"morerows": 1}),
        ("colspan=2 rowspan=2", {"morecols": 1, "morerows": 1}),
        ("colspan=99999999 rowspan=-1", {}),
        ("colspan=9999", {"morecols": 1}),
    ],
)
def test_spans(cell: str, spans: dict[str, int]) -> None:
    """A cell spans the columns and rows that its author asks for, where there are any."""
    document, problems = convert(
        f"<table><tr><td {cell}>a</td></tr><tr><td>b<td>c</tr><tr><td>d<td>e</tr></table>"
    )
    assert problems == []
    first = next(document.findall(nodes.entry))
    assert {name: first[name] for name in ("morecols", "morerows") if name in first} == spans


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("<p align=center>a", ["text-center"]),
        ("<div align=center>\n\na\n\n</div>", ["text-center"]),
        ("<p align=right>\n\na <b>b</b>\n\n</p>", ["text-right"]),
        ("<center>a<br>b</center>", ["text-center"]),
        ("<h1 align=center>a</h1>", ["text-center"]),
        ("<p align=right>\n\nb\n\n<p>a", []),
        ("<p align=justify>a", []),
    ],
)
def test_alignment_of_text(text: str, classes: list[str]) -> None:
    """Text in an aligned element is aligned, and so is Markdown up to its end."""
    document, _ = convert(text)
    last = document.children[-1]
    assert isinstance(last, nodes.Element)
    assert last["classes"] == classes


def test_alignment_of_markdown_images() -> None:
    """A picture alone in an aligned element is aligned by itself."""
    document, _ = convert("<div align=center>\n\n![](a)\n\n![](b) ![](c)\n\n</div>")
    assert [image.get("align") for image in document.findall(nodes.image)] == ["center", None, None]


# -- Ids ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<a name=x></a>\n\nb", "target p(b)"),
        ("a <a id=x href=y>b</a>", "p(a  target a(b))"),
        ("<div id=x>\n\na\n\n</div>", "target p(a)"),
        ("<table id=x><tr><td>a</table>", "target table(tbody(tr(td(p(a)))))"),
        ("<ul><li id=x>a</ul>", "ul(li(target p(a)))"),
        ("<h2 id=x>a</h2>", "target rubric(a)"),
        ("<img id=x src=a>", "target img"),
        ("# <a name=x></a>a", "target section(title(a))"),
        ("<a name='a b'></a>\n\n<p id='a b'>c", "target p(c)"),
        ("# X\n\n<a id=x></a>b", "section(title(X) p(b))"),
        ("(y)=\n(y)=\n\na <a id=y></a>b", "target target p(a b)"),
        ("(x)=\n# a\n\n<a id=x></a>b", "target section(title(a) p(b))"),
        ("<span id=''>a</span> <b id='\x01'>b</b>", "p(a  b(b))"),
    ],
)
def test_ids_are_targets(html: str, expected: str) -> None:
    """What has an id or a name can be linked to; of two with one, the first."""
    assert tree(html) == expected


def test_links_to_ids() -> None:
    """An id in any letters is known to the document by its name, as written."""
    document, problems = convert("<a id=Ö></a>\n\n# My plan\n\n<a id=My_plan></a>a")
    assert problems == []
    assert {"Ö", "My_plan"} <= {name for name, explicit in document.nametypes.items() if explicit}
    assert document.nameids["My_plan"] == "my-plan"
    assert document.nameids["Ö"] in document.ids


def test_blocks_in_blocks() -> None:
    """A rule that can't stand in a quote or list is left out."""
    assert tree("> <div>\n> x<hr>\n> </div>") == "quote(p(x))"
    assert tree("- <hr>\n  <p>a") == "ul(li(p(a)))"


# -- Refused ------------------------------------------------------------------------------


def test_script() -> None:
    """A script is shown as it was written, and the words after it are text."""
    document, problems = convert("a\n\n<script>if (a<b) alert(1)</script> KEEP")
    assert problems == ["3: " + CANT % "script"]
    [literal] = document.findall(nodes.literal_block)
    assert literal.astext() == "<script>if (a<b) alert(1)</script>"
    assert literal["classes"] == ["roundup-missing"]
    assert literal["language"] == "none"
    assert literal.line == 3
    assert shape(document[2:]) == "p(KEEP)"


def test_script_in_text() -> None:
    """A script in running text is text, and told once."""
    document, problems = convert("a\nb <script>alert(1)</script> c <script>d")
    assert document.astext() == "a\nb <script>alert(1)</script> c <script>d"
    assert problems == ["2: " + CANT % "script"]


def test_words_in_angle_brackets() -> None:
    """Unknown words in angle brackets stay visible, each told once at its line."""
    document, problems = convert("vector<int> <chr>\n<INT> x\n\n<div>a <lgl> b <int></div>")
    assert shape(document.children) == "p(vector<int> <chr>|<INT> x) p(a <lgl> b <int>)"
    assert problems == ["1: " + CANT % "int", "1: " + CANT % "chr", "4: " + CANT % "lgl"]


@pytest.mark.parametrize(
    ("html", "name"),
    [
        ("<svg><p>x</p></svg>", "svg"),
        ("<form>\n<svg></svg></form>", "form"),
        ("<chr>", "chr"),
        ('<Figure caption="b" />', "Figure"),
        ("<style>p {", "style"),
        ("<!DOCTYPE html>", "!DOCTYPE"),
        ("<?php x ?>", "?php"),
        ("<![CDATA[ x <b> ]]>", "![CDATA["),
        ('<a href="x', "a"),
        ("</foo>", "foo"),
        ("<input type=text>", "input"),
    ],
)
def test_refused_in_blocks(html: str, name: str) -> None:
    """What isn't allowed is shown as written, apart from the rest of its block."""
    holder, problems = block(f"<p>a</p>{html}")
    assert problems == [CANT % name]
    assert shape(holder.children) == f"p(a) pre({html})".replace("\n", "|")


def test_refused_inside_of_inline() -> None:
    """Inside of an inline element the source is text as well."""
    holder, _ = block("<p>a <b>b <svg>\n</svg></b> &lt;")
    assert shape(holder.children) == "p(a  b(b <svg> </svg>)  <)"


def test_image_without_a_path() -> None:
    """An img that names no file is shown as written."""
    document, problems = convert("a <img alt=x>")
    assert document.astext() == "a <img alt=x>"
    assert problems == ["1: HTML <img> without src is shown as text; write Markdown instead"]


def test_event_attributes() -> None:
    """Attributes that are script are left out, with a problem for each kind."""
    document, problems = convert(
        "a\ntext <img src=x onerror=alert(1)> KEEP <b onclick=x onerror=y>x</b>"
        " <video src=https://v.org onplay=z></video>"
    )
    message = "2: HTML attribute %s can't be used in a report and is left out"
    assert problems == [message % name for name in ("onerror", "onclick", "onplay")]
    assert "alert" not in document.pformat()
    assert "KEEP" in document.astext()


def test_ends_of_the_page() -> None:
    """The end of a part of the page closes nothing but what its report has opened."""
    document, problems = convert("a\n\n</div></section></main> KEEP")
    assert shape(document.children) == "p(a) p(KEEP)"
    assert problems == ["3: HTML </div> closes nothing in this report and is left out"]


def test_unclosed_comment() -> None:
    """A comment that never ends hides nothing: its text is shown."""
    document, problems = convert("a\n\n<!-- never <b>closed\n\nKEEP &amp; <i>so</i>")
    assert shape(document.children) == "p(a) p(never <b>closed) p(KEEP &amp; <i>so</i>)"
    assert problems == ["3: HTML comment is never closed, its text is shown"]


def test_names_in_messages() -> None:
    """What is in a message has no control characters."""
    _, [message] = block("<x\x1b[31m" + "y" * 99 + ">")
    assert message.startswith(r"HTML <x\x1b[31myyy")


def test_problems_are_in_the_order_of_lines() -> None:
    """Problems come in the order in which an author looks for them."""
    _, problems = convert("a <foo>\nb <bar>\n\n<baz>\n\n**c <qux>**")
    assert [int(found.partition(":")[0]) for found in problems] == [1, 2, 4, 6]


def test_malformed_attributes() -> None:
    """A tag with a quote too much has no attributes, and the text after it stays."""
    document, _ = convert('<p>a <a href="x>b</a>')
    assert document.astext() == "a b"


# -- Too much -----------------------------------------------------------------------------


DEEP = "HTML is nested deeper than 50 elements, what is deeper is shown as text"


@pytest.mark.parametrize("name", ["b", "div", "blockquote", "details"])
def test_too_deep(name: str) -> None:
    """What is nested too deeply is text, and told once."""
    html = f"<{name}>" * 60 + "KEEP" + f"</{name}>" * 60
    holder, problems = block(html)
    assert DEEP in problems
    assert holder.astext().count(f"<{name}>") == 11
    assert holder.astext().count(f"</{name}>") == 11
    assert "KEEP" in holder.astext()


def test_too_deep_in_text() -> None:
    """In running text as well, the nodes around it included."""
    parts = [nodes.raw("", "<b>", format="html") for _ in range(60)]
    inner = nodes.strong("", "", *parts, nodes.Text("KEEP"))
    holder = nodes.section("", nodes.paragraph("", "", nodes.emphasis("", "", inner)))
    problem = replace_html(holder, keep_line)[0]
    assert problem.message % problem.args == DEEP
    assert holder.astext() == "<b>" * 14 + "KEEP"


@pytest.mark.slow
@pytest.mark.parametrize(
    "html",
    [
        "<b>" * 20_000,
        "<!--" * 20_000,
        '<a href="' * 10_000,
        "<script>" * 20_000,
        "<foo>" * 10_000 + "</foo>" * 10_000,
        "<video>" * 6_000 + "</video>" * 6_000,
        "<figure><figcaption>x</figcaption>" * 2_000,
        "<table>" * 10_000,
        "<p><a x='" * 10_000,
        "<" * 100_000,
        '<img src="data:' + "A" * 200_000 + '">',
    ],
    ids=lambda html: html[:12],
)
def test_long_fragments(html: str) -> None:
    """However long a fragment is, the work grows with its length."""
    assert count_calls(block, html) < 20 * len(html)


def test_many_breaks() -> None:
    """Nor does it matter how many paragraphs have HTML."""
    raw = [nodes.raw("", "<video>", format="html") for _ in range(500)]
    ends = [nodes.raw("", "</video>", format="html") for _ in range(500)]
    paragraphs = [
        nodes.paragraph(
            "", "", nodes.Text("a"), nodes.raw("", "<br>", format="html"), nodes.Text("b")
        )
        for _ in range(500)
    ]
    holder = nodes.section("", nodes.paragraph("", "", *raw, *ends), *paragraphs)
    replace_html(holder, keep_line)
    assert len(list(holder.findall(nodes.line_block))) == 500


# -- The tables ---------------------------------------------------------------------------


def test_lists_of_elements_agree() -> None:
    """Each allowed element stands in one list, and what needs a rule has one."""
    lists = (
        *(allowed.HTML_INLINE, allowed.HTML_SPECIAL, allowed.HTML_TRANSPARENT),
        *(allowed.HTML_BLOCKS, allowed.HTML_MEDIA),
    )
    everything = frozenset().union(*lists)
    assert sum(map(len, lists)) == len(everything)
    assert everything - allowed.HTML_MEDIA == allowed.HTML_ELEMENTS
    assert inline.INLINE.keys() == allowed.HTML_INLINE | {"pre"}
    assert inline.RULES.keys() == allowed.HTML_SPECIAL
    assert html_nodes.BUILDERS.keys() <= allowed.HTML_BLOCKS
    assert html_nodes.PARTS.keys() | html_nodes.HEADS.keys() <= allowed.HTML_BLOCKS
    assert everything >= tokens.VOID | html_tree.ALIGNING
    assert DEFAULTS.depth > DEPTH
