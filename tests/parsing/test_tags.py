"""Tags of other generators become what they mean, or are shown as written and reported."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest
from conftest import count_calls, picture, text_of

from sphinx_roundup.limits import DEFAULTS
from sphinx_roundup.parsing.html.tokens import scan
from sphinx_roundup.parsing.markdown import ReportRenderer, markdown_parser
from sphinx_roundup.parsing.tag_rules import template_tags
from sphinx_roundup.parsing.tags import find_tag, picture_of, target_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

    from conftest import Built, Project

    Build = Callable[..., Built]


def report_of(build: Build, text: str, warnings: int = 0) -> tuple[Element, list[str]]:
    """Return a report's section, and its warnings."""
    built = build({"ana.md": f"# Ana\n\n{textwrap.dedent(text)}"}, warnings=warnings)
    return built.page().report("ana"), built.warnings


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ('{{< figure src="a.png" >}}', {"src": "a.png"}),
        (
            '{{< figure src="a.png" title="T" attr="By Ana" class="right" width=30 link="/x" >}}',
            {"src": "a.png", "alt": "T By Ana", "caption": "T By Ana", "href": "/x", "width": "30",
             "align": "right"},
        ),
        ("{% img left /a.jpg 200 'A boat' %}", {"src": "/a.jpg", "alt": "A boat",
                                                "caption": "A boat", "align": "left"}),
        ('{% include image.html url="a.png" description="D" alt="B" %}',
         {"src": "a.png", "alt": "B", "caption": "D"}),
        ('{{ resize_image(path="a.jpg", width=3) }}', {"src": "a.jpg", "width": "3"}),
        ("{% asset_img a.webp My words %}",
         {"src": "a.webp", "alt": "My words", "caption": "My words"}),
        ("![[my boat.png]]", {"src": "my%20boat.png"}),
        ("![[a.png|300x200]]", {"src": "a.png", "width": "300", "height": "200"}),
        ("![[a.png|A boat]]", {"src": "a.png", "alt": "A boat"}),
        *((tag, None) for tag in ("![[note]]", "[[a.png]]", "{% link a.png %}",
                                  "{{< /figure a.png >}}",
                                  '{{< video src="a.mp4" >}}', "{{ site.title }}")),
    ],
)  # fmt: skip
def test_pictures(tag: str, expected: dict[str, str] | None) -> None:
    """A tag with the path of a picture is one, with its words and its size."""
    found = find_tag(tag, 0)
    assert found is not None
    assert found.end == len(tag)
    shown = picture_of(found)
    assert (shown and {key: value for key, value in shown.items() if value}) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("{{< youtube abc >}}", ("https://www.youtube.com/watch?v=abc",) * 2),
        ('{% include youtube.html id="a-c" title="T" %}',
         ("https://www.youtube.com/watch?v=a-c", "T")),
        ("{{ vimeo(id=\"12\") }}", ("https://vimeo.com/12",) * 2),
        ("{{< gist ana 12 >}}", ("https://gist.github.com/ana/12",) * 2),
        ("{% embed https://x.example/a %}", ("https://x.example/a",) * 2),
        ("{% embed https://x.example/w?v=a&b=c %}", ("https://x.example/w?v=a&b=c",) * 2),
        ("{% link https://x.example/a %}", ("https://x.example/a",) * 2),
        ("{{< ref \"bob.md\" >}}", ("bob.md", "")),
        ("[[bob]]", ("bob", "")),
        ("[[bob#My day|x]]", ("bob.md#my-day", "x")),
        ("[[bob.md#My day]]", ("bob.md#my-day", "")),
        ("[[#My day]]", ("#my-day", "My day")),
        ("[[bob#^ab12]]", ("bob", "")),
        *((tag, None) for tag in ("{{< youtube >}}", "{% include %}", "{{ youtube(id=\"a b\") }}")),
    ],
)  # fmt: skip
def test_links(tag: str, expected: tuple[str, str] | None) -> None:
    """A tag with an address, or with the number of a recording, is a link."""
    found = find_tag(tag, 0)
    assert found is not None
    assert target_of(found) == expected


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("{{ site.baseurl }}/a.png", "/a.png"),
        ("{{ '/a.png' | relative_url }}", "/a.png"),
        ("{{ site.url }}{% link a.png %}#b", "a.png#b"),
        ("{{ open", "{{ open"),
    ],
)
def test_tags_in_addresses(address: str, path: str) -> None:
    """Tags at the beginning of an address, also in HTML, are left out but for their path."""
    (token,) = scan(f'<img src="{address}">', 1, exact=True)
    assert token.attributes["src"] == path


@pytest.mark.parametrize(
    "text",
    ["x[[1]]", "[[1]]", "df[[a]]", "[[a](https://x.example)]", "[[a]](https://x.example)",
     "${{ secrets.x }}",
     "{{", "{% x", "[TOC](https://x.example)", "50%% off", "a {b} c", "x < y={z}"],
)  # fmt: skip
def test_no_tags(build: Build, text: str) -> None:
    """What only looks like a tag stays text, without a word."""
    report, _ = report_of(build, f"{text}\n\n[a]: https://x.example\n")
    shown = text.partition("(")[0].replace("[[a]]", "[a]").strip("[]")
    assert shown.strip("[]") in text_of(report)
    assert list(report.iter("code")) == []


def test_links_in_brackets(build: Build) -> None:
    """A link of Markdown in brackets is no wiki link."""
    report, _ = report_of(build, "[[here]]\n\n[here]: https://x.example\n")
    assert "[here]" in text_of(report)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{% note %} One *line* {% endnote %}", "Note One line"),
        ("{{< callout info >}}\nWords\n{{< /callout >}}", "Note Words"),
        ('{% quote(author="V") %}\nSaid\n{% end %}', "Said —V"),
        ("> {% tip %}\n> Words\n> {% endtip %}", "Tip Words"),
        ("- a\n  {{% notice warning %}}\n  b\n  {{% /notice %}}\n- c", "a Warning b c"),
        ("Above\n{% comment %}\nhidden\n\n{% endcomment %}\nbelow", "Above below"),
        ("Above\n{{/* hidden\n\nhidden */}}\nbelow", "Above below"),
        ("{#\nhidden\n\nhidden\n#}\nbelow", "{# hidden hidden #} below"),
        ("{# hidden\n\nhidden #}\nbelow", "below"),
        ("{::comment}\nhidden\n{:/comment}\n{::nomarkdown}\nbelow\n{:/}", "below"),
        ('{{< figure\n  src="a.png"\n  caption="Words" >}}', "Words"),
        ("{{< figure\n  src=a.png\n\ncaption=b >}}", "{{< figure src=a.png caption=b >}}"),
        ("!!! note\n    One\n\n    - two\n\nThree", "Note One two Three"),
        ('??? faq "My title"\n    One', "My title One"),
        ('=== "Tab"\n    One', "Tab One"),
        ("!!! wow\n    One", "Wow One"),
        ("!!! note\nOne", "!!! note One"),
        ("[a]: b\n{: .x}\n\n[A {#  b  #} c](https://x.example)", "A c"),
        ("Above\n!!! note\n    One", "Above Note One"),
        ("> [!tip]-\n> One", "Tip One"),
        ("> [!custom] *T*\n> One\n>\n> two", "T One two"),
        ("> [!info] Title only", "Title only"),
        ("b\n\n> ", "b"),
        ("a\n\n[TOC]\n\nb", "a b"),
        (":material-ship:{ .lg } a :octicons-x-16: b :simple-x", "a b :simple-x"),
        ('b {{% thumbnail "a.png" alt=A %}}{{% /thumbnail %}}', "b"),
        ("==a *b*==c== `==d==` a==b == c $5`$ **==e==**", "a bc== ==d== a==b == c $5`$ e"),
        ("{{< rawhtml >}}\n<p>One</p>\n{{< /rawhtml >}}", "One"),
        ("1. Contents\n{:toc}\n\nb", "b"),
        ("b\n{:toc}", "b"),
        ("Words {% raw %}{{ x }}{% endraw %} {{</* x */>}}", "Words {{ x }} {{< x >}}"),
        ("<Info>\n\nWords\n\n</Info>", "Note Words"),
        ('<Callout type="odd" title="T">\n\nWords\n\n</Callout>', "T Words"),
        ('<Callout title="T">Words</Callout>', "T Words"),
        ('- <Note title="T">Words *a*</Note> b\n- c', "T Words a b c"),
        ('<Tabs><TabItem label="T">a</TabItem><Tab label="U">b</Tab></Tabs>', "T a U b"),
        ('<Note title="T" />\nb', "T b"),
        ("a <Note /> b", "a b"),
        ('<Callout type="details">a</Callout>', "Details a"),
        ('<aside title="t">a</aside> <aside box="tip">b</aside>', "a Tip b"),
        ('**<Note title="T">Words</Note>**', "T Words"),
        ('<Figure src="a.png" alt="A">Words</Figure>\n\nb', "Words b"),
        ('<Figure src="a.png" alt="A" caption="C">Words</Figure>', "C Words"),
        ('<Figure caption="C">Words</Figure> <Figure>b</Figure>', "C Words b"),
        ('<Image src="a.png" alt="A">Words</Image> b', "Words b"),
        ('import A from "b"\nimport {\n  C\n} from \'d\';\n\nb', "b"),
        ('import "./a.css"\nb', "b"),
        ("++ctrl+alt++ a++b++c C++ and D++", "ctrl+alt a++b++c C++ and D++"),
        ("[:material-ship-wheel:](https://x.example) [:simple-b: c](https://y.example)",
         "ship wheel c"),
        ("[:fontawesome-brands-github:](https://x.example)", "github"),
        ("x^[2] {b} {year} export the data to c", "x^[2] {b} {year} export the data to c"),
        (
            '<Tabs groupId="os">\n  <TabItem label="Mac">\n\nOne\n\n  </TabItem>\n</Tabs>',
            "Mac One",
        ),
        ("<aside>\n\nWords\n\n</aside>", "Words"),
        ("| a |\n|---|\n| [[#b\\|c]] |\n\n## b", "a c b"),
    ],
)  # fmt: skip
def test_blocks(project: Project, text: str, words: str) -> None:
    """Boxes, comments and pictures may be on lines of their own, in lists and quotes, too."""
    project.write({"reports/a.png": picture("PNG", (4, 3)), "reports/ana.md": f"# Ana\n\n{text}\n"})
    report = project.build().page().report("ana")
    assert text_of(report) == f"Ana {words}"


def test_attributes_of_boxes(build: Build) -> None:
    """A box that begins a paragraph has the id of the paragraph."""
    built = build({"ana.md": '# Ana\n\n{#x}\n<Note title="T">Words</Note> b\n\n[a](#x)\n'})
    assert built.page().dangling() == []


@pytest.mark.parametrize(
    ("text", "first", "times"),
    [
        ("{% note %}\nWords", "3: WARNING: 'note' is syntax of Liquid", ""),
        ("Words\n{{< note >}} a\n{{< /note >}} b", "4: WARNING: 'note' is syntax of Hugo",
         "1 more like this (line 5)"),
        ("{{< button href='https://x.example' >}}Go{{< /button >}}",
         "3: WARNING: 'button' is syntax of Hugo", ""),
        ("a <Foo bar={1}/>", "3: WARNING: 'Foo' is syntax of MDX", ""),
        ("export const a = {\n  b: 1\n}", "3: WARNING: 'export' is syntax of MDX", ""),
        ("import A from 'a'\nexport default A", "4: WARNING: 'export' is syntax of MDX", ""),
        ("{props.title}\n\n{items.map(i => i)}", "3: WARNING: '{' is syntax of MDX",
         "1 more like this (line 5)"),
        ('--8<-- "a.md"', "3: WARNING: '--8<--' is syntax of MkDocs", ""),
        ("*[HTML]: Words\n*[CSS]: More", "3: WARNING: '*[' is syntax of MkDocs",
         "1 more like this (line 4)"),
        ("a ^[inline note] b", "3: WARNING: '^[' is syntax of Pandoc", ""),
        ("{{ 'a' | upcase }} {{ b }}", "3: WARNING: '{{' is syntax of Liquid", "1 more like this"),
    ],
)  # fmt: skip
def test_what_is_not_understood(build: Build, text: str, first: str, times: str) -> None:
    """Other tags are shown as written, with one warning at the first line of each generator's."""
    report, (warning,) = report_of(build, text, 1)
    assert warning.startswith(f"reports/ana.md:{first}")
    assert times in warning
    shown = text.partition("import A from 'a'\n")[2] or text  # which is left out
    assert "".join(shown.split()) in "".join(text_of(report).split())


@pytest.mark.parametrize(
    "mark",
    ["{{< x ", "{% x ", "[[x|", "{% note %}\n", "%% x\n", "{{/* x\n", "<A b={", "{{< ref x >}}",
     "!!! note\n    x\n", "{a.", "^[a ", "++a", "--8<--\n", "*[a]",
     "[x]({% y ", "[x]({{ y }}", ":simple-a", "==a",
     "$`a"],
)  # fmt: skip
def test_time(mark: str) -> None:
    """Twice as many tags, also unclosed ones, are about twice as much work."""
    parser = markdown_parser(ReportRenderer, DEFAULTS).use(template_tags)
    once, twice = (count_calls(parser.parse, mark * number) for number in (100, 200))
    assert twice < once * 2.6
