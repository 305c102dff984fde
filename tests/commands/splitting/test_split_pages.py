"""``sphinx-roundup split`` on pages of new users, and its messages."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from conftest import CONF, Project, picture, text_of

from sphinx_roundup.commands.splitting import pages, pictures, web_page
from sphinx_roundup.commands.splitting.pictures import words_from_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Ran

PAGE = "# Event\n\nHi.\n\n## Ana Silva\n\nHo.\n\n## Bob Jones\n\nHu.\n"


@pytest.fixture
def split(tmp_path: Path, command: Callable[..., Ran]) -> Callable[..., Ran]:
    """Return a function that writes a page and divides it."""

    def run(name: str, text: str | bytes, *arguments: str) -> Ran:
        data = text if isinstance(text, bytes) else text.encode()
        (tmp_path / name).write_bytes(data)
        return command("split", name, "--into", "docs", *arguments)

    return run


def read(tmp_path: Path, name: str) -> str:
    """Return a file that was written."""
    return (tmp_path / "docs" / name).read_bytes().decode()


def build(tmp_path: Path) -> Project:
    """Return what was written as a project."""
    project = Project.__new__(Project)
    project.srcdir = tmp_path / "docs"
    return project


# -- Whatever a page is like -------------------------------------------------------------


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends(tmp_path: Path, split: Callable[..., Ran], newline: str) -> None:
    """Line ends stay, and so does the text behind a byte order mark."""
    data = b"\xef\xbb\xbf" + PAGE.replace("\n", newline).encode()
    assert split("page.md", data).status == 0
    end = newline
    assert read(tmp_path, "reports/ana-silva.md") == (
        f"---{end}author: Ana Silva{end}---{end}{end}Ho.{end}"
    )
    assert read(tmp_path, "index.md").startswith(f"# Event{end}{end}Hi.{end}{end}```{{roundup}}")


def test_encodings(tmp_path: Path, split: Callable[..., Ran]) -> None:
    """A line in another encoding is read as Western European, and told."""
    ran = split("page.md", PAGE.encode() + "Café.\n".encode("latin-1"))
    assert "page.md:12: this line wasn't UTF-8" in ran.out
    assert "Café." in read(tmp_path, "reports/bob-jones.md")


def test_empty_reports(tmp_path: Path, split: Callable[..., Ran]) -> None:
    """An author who wrote nothing still has a file, and two of one name have two."""
    assert split("page.md", "## Ana\n## Ana\n## Index\n\nHi\n", "--level", "2").status == 0
    assert read(tmp_path, "reports/ana.md") == "---\nauthor: Ana\n---\n"
    assert read(tmp_path, "reports/ana-1.md") == "---\nauthor: Ana\n---\n"
    assert read(tmp_path, "reports/report-index.md") == "---\nauthor: Index\n---\n\nHi\n"
    assert read(tmp_path, "index.md").startswith("# page\n\n```{roundup} reports/\nana.md\n")


def test_tabs_and_code(tmp_path: Path, split: Callable[..., Ran]) -> None:
    """Code of all kinds is no heading, and stays as it is."""
    code = "\t## Not Ana\n\n~~~~\n## Not Bob\n~~~~\n\n> ## Not Cy\n\n1.\t## Not Dora\n"
    assert split("page.md", PAGE + "\n" + code).status == 0
    assert read(tmp_path, "reports/bob-jones.md").endswith(f"Hu.\n\n{code}")


def test_groups(tmp_path: Path, split: Callable[..., Ran]) -> None:
    """The organiser's words between authors divide them into several directives."""
    text = (
        "# Event\n\n## Day 1\n\nSun.\n\n### Ana Silva\n\nHi.\n\n## Day 2\n\nRain.\n\n"
        "### Bob Jones\n\nHo.\n\n### Cy Young\n\nHu.\n"
    )
    split("page.md", text)
    assert read(tmp_path, "index.md") == (
        "# Event\n\n## Day 1\n\nSun.\n\n```{roundup} reports/ana-silva.md\n```\n\n"
        "## Day 2\n\nRain.\n\n```{roundup} reports/bob-jones.md reports/cy-young.md\n```\n"
    )
    page = build(tmp_path).build().page()
    said = [text_of(e) for e in page.by_class("roundup-report")]
    assert [text.split("¶")[0].split()[0] for text in said] == ["Ana", "Bob", "Cy"]


def test_levels(tmp_path: Path, split: Callable[..., Ran]) -> None:
    """The page's headings begin with level 1 and have no gaps once the authors are gone."""
    text = (
        "## Event\n\nIntroduction\n============\n\n#### Deep\n\n# Ana Silva\n\nHi.\n\n"
        "# Bob Jones\n\nHo.\n\n# Thanks\n\n### Far\n\nbelow\n---\n\nEnd.\n"
    )
    split("page.md", text, "--authors", "Ana Silva, Bob Jones")
    assert read(tmp_path, "index.md") == (
        "# page\n\n## Event\n\n## Introduction\n\n### Deep\n\n"
        "```{roundup} reports/\nana-silva.md\nbob-jones.md\n```\n\n"
        "## Thanks\n\n### Far\n\n### below\n\nEnd.\n"
    )
    build(tmp_path).build()


def test_html_in_markdown(tmp_path: Path, split: Callable[..., Ran]) -> None:
    """A file of Jekyll's with HTML below its head is read as HTML."""
    text = "---\ntitle: Event\n---\n<div><h2>Ana Silva</h2><p>Hi <b>you</b>.</p></div>\n"
    assert split("page.md", text).status == 0
    assert read(tmp_path, "reports/ana-silva.md") == "---\nauthor: Ana Silva\n---\n\nHi **you**.\n"
    assert read(tmp_path, "index.md").startswith("# Event\n")


def test_yaml_in_rst(tmp_path: Path, split: Callable[..., Ran]) -> None:
    """A YAML head above reST becomes fields; one below a rule of its own stays."""
    text = "---\ntitle: Event\ntags: [a, b]\nby: {x: y}\n---\n\nAna Silva\n=========\n\nHi.\n"
    assert split("page.rst", text).status == 0
    assert read(tmp_path, "index.rst") == (
        ":tags: [a, b]\n:by: {x: y}\n\n##########\nEvent\n##########\n\n.. roundup:: reports/\n"
    )
    build(tmp_path).build()


def test_rules_in_rst(tmp_path: Path, split: Callable[..., Ran]) -> None:
    """Rules at a page's top are no head."""
    assert split("page.rst", "----\n\nHi.\n\n---\n\nAna Silva\n=========\n\nHo.\n").status == 0
    assert read(tmp_path, "index.rst").startswith(
        "########\npage\n########\n\n----\n\nHi.\n\n---\n"
    )
    assert split("b.rst", "---\n\nHi.\n\n---\n\nAna\n===\n", "--into", "b").status == 0
    assert (
        (tmp_path / "b/index.rst")
        .read_text()
        .endswith("---\n\nHi.\n\n---\n\n.. roundup:: reports/\n")
    )


@pytest.mark.parametrize(
    ("head", "kept"),
    [
        (
            "title: A: b\ndate: 2017-03-21",
            "---\ndate: '2017-03-21'\n# title: A: b\n# date: 2017-03-21\n---\n\n# A: b\n",
        ),
        (
            "title: >\n  Long\n  title\ndate: x",
            "---\ntitle: >\n  Long\n  title\ndate: x\n---\n\n# Long title\n",
        ),
        (
            "date: 2017-03-21\nurl: https://x.org/p",
            "---\ndate: 2017-03-21\nurl: https://x.org/p\n---\n\n# page\n",
        ),
        ("title: '*A* <b>'", "# \\*A\\* \\<b\\>\n"),
    ],
)  # fmt: skip
def test_heads(tmp_path: Path, split: Callable[..., Ran], head: str, kept: str) -> None:
    """What a page's head has goes to the page; what is no YAML stays as comments."""
    assert split("page.md", f"---\n{head}\n---\n\n## Ana Silva\n\nHi [x](/a/b).\n").status == 0
    assert read(tmp_path, "index.md").startswith(kept)
    report = read(tmp_path, "reports/ana-silva.md")
    assert ("[x](https://x.org/a/b)" if "x.org" in head else "x<!-- /a/b -->") in report
    assert build(tmp_path).build().page().reports()


def test_base_url(tmp_path: Path, split: Callable[..., Ran]) -> None:
    """With the page's address links and pictures lead there."""
    split("page.md", PAGE + "[x](../y) ![z](/z.png) [w](#w)\n", "--base-url", "https://x.org/a/b")
    assert read(tmp_path, "reports/bob-jones.md").endswith(
        "[x](https://x.org/y) ![z](https://x.org/z.png) [w](https://x.org/a/b#w)\n"
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("page.md", "# E\n\n## [Ana Silva][ana], [x]\n\nHi.\n\n[ana]: https://ana.org\n"),
        ("page.md", "# E\n\n## [Ana Silva]\n\nHi.\n\n[Ana Silva]: https://ana.org\n"),
        ("page.rst", "E\n#\n\n`Ana Silva`_\n============\n\nHi.\n\n.. _ana silva: https://ana.org\n"),
    ],
)  # fmt: skip
def test_heading_with_a_name_for_its_link(
    tmp_path: Path, split: Callable[..., Ran], name: str, text: str
) -> None:
    """The address of an author's link is found where the page defines it."""
    assert split(name, text).status == 0
    report = read(tmp_path, f"reports/ana-silva.{name.rpartition('.')[2]}")
    assert "name: Ana Silva" in report
    assert report.count("https://ana.org") == 2
    assert not build(tmp_path).build().page().dangling()


@pytest.mark.usefixtures("photo")
def test_floats_on_the_page(tmp_path: Path, split: Callable[..., Ran]) -> None:
    """A float in the page's own text comes before its paragraph; in a list it is a picture."""
    float_ = '<img class=x src="a.jpg" align=right alt=A>'
    split("page.md", f"# E\n\nOne\ntwo {float_} three.\n\n- in {float_} list\n\n## Ana\n\nHi.\n")
    assert read(tmp_path, "index.md").startswith(
        "# E\n\n```{image} a.jpg\n:alt: A\n:align: right\n```\n\nOne\ntwo  three.\n\n"
        "- in ![A](a.jpg) list\n\n```{roundup}"
    )
    build(tmp_path).build()


@pytest.fixture
def photo(tmp_path: Path) -> None:
    """Put a photo beside the page."""
    (tmp_path / "a.jpg").write_bytes(picture("JPEG", (40, 30)))


def test_addresses_that_reports_may_not_have(tmp_path: Path, split: Callable[..., Ran]) -> None:
    """A link to where reports can't lead is words; one to the page's own address leads on."""
    text = (
        "# E\n\n[t](tel:1)\n\n## Ana\n\n"
        "[t](tel:1) [j](javascript:x()) [m](mailto:a@b.org) [x](//x.org) "
        "[b](https://e.org/p/#bob) [q](https://e.org/p#nowhere)\n\n## Bob\n\nHo.[^1]\n---\n\n"
        "End.\n\n[^1]: Note\n"
    )
    ran = split("page.md", text, "--base-url", "https://e.org/p")
    assert "page.md:7: a report can't link to 'tel:1'" in ran.out
    assert read(tmp_path, "reports/ana.md").endswith(
        "t<!-- tel:1 --> j<!-- javascript:x() --> [m](mailto:a@b.org) [x](//x.org) [b](bob.md)"
        " [q](https://e.org/p#nowhere)\n"
    )
    assert "[t](tel:1)" in read(tmp_path, "index.md")
    assert read(tmp_path, "reports/bob.md").endswith("Ho.[^1]\n\n---\n\nEnd.\n\n[^1]: Note\n")


def test_odd_markdown(tmp_path: Path, split: Callable[..., Ran]) -> None:
    """Brackets within brackets, own definitions of a name and what is never closed stay right."""
    text = (
        "# E\n\n<h3>What this is</h3>\n\nx](y) \\[z](/q) <a href='/open'>open\n\n"
        "## Ana Silva\n\n[a [b] c](/d) [1] and [q] [z](gone.zip)\n\n[1]: https://ana.org\n\n"
        "> [q]:\n> /two-lines\n\n[two\\\nlines]: /w\n\n"
        "## Bob Jones\n\nHo [1].\n\n[1]: https://bob.org\n"
    )
    split("page.md", text)
    ana = read(tmp_path, "reports/ana-silva.md")
    assert "\na [b] c<!-- /d --> [1] and [q] z<!-- gone.zip -->\n\n[1]: https://ana.org\n" in ana
    assert "> [q]:\n> /two-lines\n\n[two\\\nlines]: /w\n" in ana
    assert read(tmp_path, "reports/bob-jones.md").endswith("Ho [1].\n\n[1]: https://bob.org\n")
    assert "x](y) \\[z](/q) <!-- /open -->open" in read(tmp_path, "index.md")


def test_fields_of_a_text(tmp_path: Path, split: Callable[..., Ran]) -> None:
    """Fields that a section of reST begins with stay part of its text."""
    split("page.rst", "Ana\n===\n\n:Title: Not hers\n\nHi.\n")
    assert read(tmp_path, "reports/ana.rst") == ":author: Ana\n\n..\n\n:Title: Not hers\n\nHi.\n"
    assert "Not hers" in text_of(build(tmp_path).build().page().report("ana"))


def test_odd_rst(tmp_path: Path, split: Callable[..., Ran]) -> None:
    """So do addresses above a title, substitutions without a directive and empty literals."""
    text = (
        "E\n====\n\n.. _one: https://one.org\n\nAna Silva\n---------\n\nHi one_::\n\n"
        "nothing\n\n.. |x| nonsense\n.. image::\n\nBob Jones\n---------\n\nHo::\n"
    )
    assert split("page.rst", text).status == 0
    assert read(tmp_path, "reports/ana-silva.rst") == (
        ":author: Ana Silva\n\nHi one_::\n\nnothing\n\n.. |x| nonsense\n.. image::\n\n"
        ".. _one: https://one.org\n"
    )


# -- Pictures ----------------------------------------------------------------------------


def test_where_pictures_are(tmp_path: Path, split: Callable[..., Ran]) -> None:
    """Pictures are found around the page and where they are said to be; names don't meet."""
    for folder in ("static/a", "more/b", "c"):
        (tmp_path / folder).mkdir(parents=True)
        size = (len(folder), 1)
        (tmp_path / folder / "x.jpg").write_bytes(picture("JPEG", size))
    (tmp_path / "c/_x.jpg").write_bytes(picture("JPEG"))
    (tmp_path / ".git").mkdir()
    text = "![1](/a/x.jpg) ![2](/b/x.jpg) ![3](c\\x.jpg?v=1) ![1](/a/x.jpg) ![4](c/_x.jpg)"
    ran = split("page.md", f"{PAGE}\n{text} ![5](C:/x.jpg) ![6]({'y' * 300}.jpg)\n",
                "--pictures", "more")  # fmt: skip
    assert "![1](x.jpg) ![2](x-2.jpg) ![3](x-3.jpg) ![1](x.jpg) ![4](x-4.jpg)" in read(
        tmp_path, "reports/bob-jones.md"
    )
    assert "there is no picture 'yyy" in ran.out
    assert "![5](C:/x.jpg)" in read(tmp_path, "reports/bob-jones.md")


def test_no_strangers_files(tmp_path: Path, split: Callable[..., Ran]) -> None:
    """What isn't a picture, or lies elsewhere, isn't taken along."""
    (tmp_path / "secret.pem").write_text("secret")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/page.md").write_text(f"{PAGE}\n![x](../secret.pem) [y](../secret.pem)\n")
    split("other.md", PAGE)
    assert pages.read_page(tmp_path / "sub/page.md").markup.addresses
    ran = split("sub/page.md", f"{PAGE}\n![x](../secret.pem) [y](../secret.pem)\n", "--dry-run")
    assert "secret.pem\n" not in ran.out


@pytest.mark.parametrize("sign", [".git", "conf.py", ""])
@pytest.mark.parametrize(
    "written",
    ["../secret.png", "../../top/../secret.png", "/secret.png", "link.png", "%2e%2e/secret.png"],
)
def test_nothing_above_the_top(
    tmp_path: Path, split: Callable[..., Ran], sign: str, written: str
) -> None:
    """A picture above the top of the page's repository, or project, or folder isn't copied."""
    (tmp_path / "secret.png").write_bytes(picture("PNG"))
    (tmp_path / "top/pages").mkdir(parents=True)
    (tmp_path / "top/here.png").write_bytes(picture("PNG"))
    (tmp_path / "top/link.png").symlink_to(tmp_path / "secret.png")
    if sign:
        (tmp_path / "top" / sign).touch()
    ran = split("top/page.md", f"{PAGE}\n![x]({written}) ![y](here.png)\n")
    copied = {path.name for path in (tmp_path / "docs").rglob("*.png")}
    assert (ran.status, copied) == (0, {"here.png"})
    assert "there is no picture" in ran.out


def test_pictures_in_a_named_folder(tmp_path: Path, split: Callable[..., Ran]) -> None:
    """What the user names by --pictures is taken wherever it is."""
    (tmp_path / "images").mkdir()
    (tmp_path / "images/x.png").write_bytes(picture("PNG"))
    (tmp_path / "sub").mkdir()
    split("sub/page.md", f"{PAGE}\n![x](/x.png)\n", "--pictures", "images")
    assert [path.name for path in (tmp_path / "docs").rglob("*.png")] == ["x.png"]


def test_words_from_names() -> None:
    """A picture's name may say what it shows; a camera's says nothing."""
    found = [words_from_name(n) for n in ("a%20cat.jpg", "spiros-camel.jpg", "IMG_1.jpg", "4.png")]
    assert found == ["A cat", "Spiros camel", "", ""]


# -- HTML --------------------------------------------------------------------------------


def convert(body: str) -> str:
    """Return a web page as Markdown."""
    return web_page.convert(body.encode()).text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>x</p><main><h2>A</h2></main>", "## A\n"),
        ("<p>x</p><div role=main><h2>A</h2></div>", "## A\n"),
        ("<nav>n</nav><article><h2>A</h2></article><p>x</p>", "## A\n"),
        ("<article><h2>A</h2></article><article><h2>B</h2></article>", "## A\n\n## B\n"),
        ("<nav>n</nav><div><p>i</p><div><h1>T</h1><h2>A</h2></div></div>", "i\n\n# T\n\n## A\n"),
        ("<h1>T</h1><nav>n</nav><div><h2>A</h2><h2>B</h2></div>", "## A\n\n## B\n"),
        ("<p>no headings</p>", "no headings\n"),
        ("no body", "no body\n"),
        ("<h2><a class=anchor href='#a'>#</a>A <a class=anchor href='#a'>b</a></h2>",
         "## A [b](#a)\n"),
        ("<h2>A</h2><p><a href='#q'>x</a><b id=q>y</b></p><h2>B</h2>",
         '<a id="q"></a>\n\n## A\n\n[x](#q)**y**\n\n## B\n'),
        ("<p><a href='#q'>x</a><b id=q>y</b></p>", "[x](#q)**y**\n"),
        ("<details><summary>a</summary>b</details>c", "a\n\nb\n\nc\n"),
        ("<video src=v></video><audio><source src=a></audio>", "[v](v)[a](a)\n"),
        ("<table><tr><td><summary>a</summary>b</td></tr></table>", "| a b |\n| --- |\n"),
        ("<video title=t src=v.mp4>no</video><iframe>f</iframe>", "[t](v.mp4)f\n"),
        ("<div class='highlight-py'><div><pre>x</pre></div></div>", "```py\nx\n```\n"),
        ("<pre class='lang-py'>x</pre>", "```py\nx\n```\n"),
        ("<pre class='x'><code>x</code></pre>", "```\nx\n```\n"),
        ("<p class=x><img src='a b.png' alt=c></p>", '<img src="a b.png" alt="c">\n'),
        ("<p><img class='fl' src='a.png'></p>", '<img src="a.png" align="left">\n'),
        ("<figure class='center'><img src='a.png'></figure>", '<img src="a.png" align="center">\n'),
        ("<li class=right><img src='a.png'></li>", "- ![](a.png)\n"),
        ("<div><img data-src='data:x' src='data:y'></div>", "![](data:y)\n"),
        (f"<div class=right>{'w ' * 50}<img src='a.png'></div>", f"{'w ' * 50}![](a.png)\n"),
        ("<table><tr><td><h3>x</h3></td></tr></table>", "| x |\n| --- |\n"),
    ],
)  # fmt: skip
def test_what_is_taken_of_html(body: str, text: str) -> None:
    """The article is taken, whatever it is in, and the site's frame is left."""
    assert convert(body) == text


@pytest.mark.parametrize(
    ("head", "title", "url"),
    [
        ("<title>T</title><link rel=canonical href='https://x.org/a'>", "T", "https://x.org/a"),
        ("<meta property='og:title' content=' O  T '><title>T</title>", "O T", ""),
        ("<meta property='og:url' content='https://x.org/b'>", "", "https://x.org/b"),
        ("<base href='/x/'>", "", ""),
        ("<!-- saved from url=(0021)https://x.org/c -->", "", "https://x.org/c"),
        ("<nav><h1>N</h1></nav><h1>H <i>1</i></h1>", "H 1", ""),
    ],
)
def test_title_and_address_of_html(head: str, title: str, url: str) -> None:
    """Where a web page was, and what it is called."""
    found = web_page.convert(head.encode())
    assert (found.title, found.url) == (title, url)


def test_no_head_of_html() -> None:
    """A rule that begins a web page is no head."""
    found = web_page.convert(b"---\n<p>Hi</p>\n")
    assert (found.head, found.text) == ((), "\\---\n\nHi\n")


def test_without_the_extra(tmp_path: Path) -> None:
    """Without the extra one is told in a sentence how to get it."""
    (tmp_path / "page.html").write_text("<h2>Ana</h2>")
    script = (
        "import sys\nsys.modules['bs4'] = None\n"
        "from sphinx_roundup.commands.cli import main\n"
        f"sys.exit(main(['split', {str(tmp_path / 'page.html')!r}, '--into', 'docs']))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 2
    assert ran.stderr == f"sphinx-roundup split: {web_page.MISSING}\n"


def test_without_the_extra_here(monkeypatch: pytest.MonkeyPatch, split: Callable[..., Ran]) -> None:
    """The same, in this process."""
    monkeypatch.setattr(web_page, "BeautifulSoup", None)
    assert 'pip install "sphinx-roundup[html]"' in split("page.html", "<h2>Ana</h2>").err


# -- The command -------------------------------------------------------------------------


def test_dry_run(tmp_path: Path, split: Callable[..., Ran]) -> None:
    """A dry run says what would be written, and writes nothing."""
    ran = split("page.md", PAGE + "\n## See you all\n\n!\n", "--dry-run")
    assert ran.out == (
        "would write docs/index.md\nwould write docs/reports/ana-silva.md  (Ana Silva)\n"
        "would write docs/reports/bob-jones.md  (Bob Jones)\nwould write docs/conf.py\n"
    )
    assert [p.name for p in tmp_path.iterdir()] == ["page.md"]


def test_nothing_is_overwritten(tmp_path: Path, split: Callable[..., Ran]) -> None:
    """What is there stays, and is named."""
    split("page.md", PAGE)
    before = read(tmp_path, "index.md")
    (tmp_path / "docs/conf.py").unlink()
    again = split("page.md", PAGE)
    assert again.status == 2
    assert (
        "there is already docs/index.md, docs/reports/ana-silva.md, docs/reports/bob" in again.err
    )
    assert read(tmp_path, "index.md") == before
    assert not (tmp_path / "docs/conf.py").exists()
    many = "# E\n\n" + "".join(f"## Ana {chr(65 + n)}\n\nx\n\n" for n in range(9))
    split("page.md", many, "--into", "many")
    assert "many/index.md" in (ran := split("page.md", many, "--into", "many")).err
    assert "and 5 more" in ran.err


def test_into_a_project(tmp_path: Path, split: Callable[..., Ran]) -> None:
    """In a project that is there already, no conf.py and no index is touched."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/conf.py").write_text(CONF + 'roundup_people = "people.yml"\n')
    (tmp_path / "docs/people.yml").write_text("cook: {name: the cook, also: [Cookie]}\n")
    (tmp_path / "docs/index.md").write_text("# Home\n")
    ran = split("2017.md", "# E\n\n## the cook\n\nHi.\n\n## What to eat\n\nPie.\n")
    assert ran.out.splitlines()[:2] == [
        "wrote docs/2017.md",
        "wrote docs/2017/the-cook.md  (the cook)",
    ]
    assert ran.out.endswith("in conf.py, add '2017' to exclude_patterns\n")
    (tmp_path / "docs/conf.py").write_text("exclude_patterns = ['_build']\n")
    ran = split("2018.md", "# E\n\n## the cook\n\nHi.\n\n## Bob Jones\n\nPie.\n")
    assert "add 'sphinx_roundup' to extensions and '2018' to exclude_patterns" in ran.out
    (tmp_path / "docs/conf.py").write_text(
        "extensions = ['myst_parser', 'sphinx_roundup']\nexclude_patterns = ['2019']\n"
    )
    ran = split("2019.md", "# E\n\n## the cook\n\nHi.\n\n## Bob Jones\n\nPie.\n")
    assert "in conf.py" not in ran.out
    assert read(tmp_path, "2017.md").startswith("# E\n\n```{roundup} 2017/\n```\n\n## What to eat")


def test_links_into_a_project(tmp_path: Path, split: Callable[..., Ran]) -> None:
    """Links to other pages of the project lead there from where they are now."""
    (tmp_path / "docs/b").mkdir(parents=True)
    for name, text in {"conf.py": CONF, "index.md": "# H\n", "b/guide.md": "# G\n"}.items():
        (tmp_path / "docs" / name).write_text(text)
    text = f"{PAGE}[g](../b/guide.md#x) [h](../index.md) [i](../../page.md) [j](no.md)\n"
    (tmp_path / "docs/old").mkdir()
    assert split("docs/old/page.md", text, "--into", "docs/new").status == 0
    assert (
        (tmp_path / "docs/new/reports/bob-jones.md")
        .read_text()
        .endswith(
            "[g](../../b/guide.md#x) [h](../../index.md) i<!-- ../../page.md --> j<!-- no.md -->\n"
        )
    )


def test_into_the_pages_own_folder(tmp_path: Path, split: Callable[..., Ran]) -> None:
    """The page that was divided may lie where the new one is written."""
    assert split("page.md", PAGE, "--into", ".").status == 0
    project = build(tmp_path)
    project.srcdir = tmp_path
    assert len(project.build().page().reports()) == 2


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("page.docx", PAGE, "it takes .md, .rst or .html"),
        ("page.md", "Hi.\n", "the page has no headings"),
        ("page.md", "", "the page has no headings"),
        ("page.md", "# E\n\n**Ana**\n\nHi.\n", "name them with --authors or --level"),
    ],
)
def test_cannot_run(split: Callable[..., Ran], name: str, text: str, told: str) -> None:
    """What can't be divided is told in a sentence."""
    ran = split(name, text)
    assert ran.status == 2
    assert told in ran.err


def test_no_files(
    tmp_path: Path,
    split: Callable[..., Ran],
    command: Callable[..., Ran],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """So are files that aren't there, are too large, or can't be written."""
    assert "page.md can't be read: No such file" in command("split", "page.md", "--into", "x").err
    assert "can't be read: Is a directory" in command("split", ".", "--into", "x").err
    (tmp_path / "docs").write_text("")
    assert "docs is no folder" in split("page.md", PAGE).err
    (tmp_path / "docs").unlink()
    monkeypatch.setattr(pages, "MOST_BYTES", 3)
    assert "is larger than 0 MB" in split("page.md", PAGE).err
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)

    def fail(*_args: object) -> None:
        raise OSError(28, "No space left on device", "docs/x.jpg")

    monkeypatch.setattr("sphinx_roundup.commands.split.shutil.copyfile", fail)
    (tmp_path / "x.jpg").write_bytes(picture("JPEG"))
    assert "docs/x.jpg can't be written: No space" in split("page.md", PAGE + "![y](x.jpg)\n").err
    assert pictures.is_page("x/y")
