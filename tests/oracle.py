"""The common oracle: what holds for every build, independent of its reports."""

from __future__ import annotations

import http.server
import os
import re
import threading
import zipfile
from collections import Counter
from contextlib import contextmanager
from fnmatch import fnmatch
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree import ElementTree as ET

from docutils import nodes
from sphinx import addnodes

from sphinx_roundup.page.latex_layout import COMMANDS
from sphinx_roundup.parsing import tex_commands

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from xml.etree.ElementTree import Element

    from conftest import Built, Page, Project

MEGABYTES = 1000
MOST_WARNINGS = 42
"""Forty, the line that counts the rest, and one about characters that pdflatex can't print."""

CANARIES = ("ENVSECRET123", "CANARY-FILE", "CANARY-CONF", "RCE42", "root:x:0:0")
GOOD = {
    "a-good.md": (
        "---\nauthor: Gerd\n---\nGOOD1 [here](#part-1)[^1].\n\n## Part 1\n\nText.\n\n[^1]: N.\n"
    ),
    "z-good.rst": ":author: Gina\n\nGOOD2 `interp` [1]_.\n\n::\n\n   puts 1\n\n.. [1] Note.\n",
}
HOST = """\
(hostlabel)=
# Host page

HOST-WORDS {ref}`hostlabel`
"""
ACTIVE = {
    *("script", "iframe", "object", "embed", "form", "style", "link", "meta", "base", "frame"),
    *("textarea", "select", "button", "video", "audio", "template", "noscript", "title"),
}
WARNING = re.compile(r"(?P<path>[^:]+):(?P<line>\d+): (?:WARNING|ERROR|CRITICAL): .*\[[\w.]+\]$")


class Listener:
    """An HTTP server on this machine which must never be asked for anything."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        listener = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                listener.requests.append(self.path)
                self.send_error(404)

            do_HEAD = do_POST = do_GET  # noqa: N815 - the names that http.server calls

            def log_message(self, *_args: object) -> None:
                """Say nothing."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self.server.shutdown()
        self.server.server_close()


class Outcome(NamedTuple):
    """What came of a bad report."""

    built: Built
    text: str
    """What is to be read of the bad report."""
    told: list[tuple[int, str]]
    """Line and message of each warning about it."""

    @property
    def page(self) -> Page:
        """The page, by html's builder."""
        return self.built.page()

    @property
    def lines(self) -> list[int]:
        """The lines that were warned about, each once."""
        return sorted({line for line, _message in self.told})

    def told_of(self, number: int) -> list[tuple[int, str]]:
        """Return the warnings about one of the reports that were judged together."""
        path = re.compile(rf"reports/bad-{number}\.\w+:")
        return [(line, message) for line, message in self.told if path.match(message)]


def section_of(page: Page, stem: str) -> Element:
    """Return the section of a bad report by the stem of its file's name."""
    ids, stem = set(page.ids), stem.lower()
    (first, *_others) = [i for i in (f"bad--{stem}", f"{stem}--{stem}", stem) if i in ids]
    return page.report(first)


class Stage:
    """A project with two good reports and a host's page, waiting for a bad report."""

    def __init__(self, project: Project, listener: Listener) -> None:
        self.project = project
        self.listener = listener
        self.srcdir = project.srcdir
        (self.srcdir.parent / "secret.txt").write_text("CANARY-FILE\n", "utf-8")
        conf = self.srcdir / "conf.py"
        conf.write_text(conf.read_text("utf-8") + "# CANARY-CONF\n", "utf-8")
        project.write({f"reports/{name}": text for name, text in GOOD.items()})
        host = "\n```{toctree}\n:hidden:\n\nhost\n```\n"
        page = (self.srcdir / "index.md").read_text("utf-8")
        project.write(
            {"host.md": HOST, "index.md": page.replace("\n\nPAGE-END", host + "\nPAGE-END")}
        )

    def put(self, files: Mapping[str, str | bytes]) -> None:
        """Write files into the folder of the reports; ``$HTTP`` is the listener's address."""
        for name, content in files.items():
            is_text = isinstance(content, str)
            filled = content.replace("$HTTP", self.listener.url) if is_text else content
            self.project.write({f"reports/{name}": filled})

    def judge(
        self,
        bad: str | bytes | None = None,
        *,
        name: str = "bad.md",
        builder: str = "html",
        again: bool = True,
        **config: Any,
    ) -> Outcome:
        """Build the page with a bad report, and hold it against the oracle.

        :param bad: its content; ``None`` where it is there already
        :param name: of its file, or a pattern for several
        :param again: build html a second time, which must write nothing; some other
            builders write everything in any case
        """
        if bad is not None:
            self.put({name: bad})
        with _within_memory():
            built = self.project.build(builder, warnings=None, **config)
        assert built.app.statuscode == 0
        told = list(self._warnings(built, name))
        assert faults_of_tree(built.doctree()) == []
        # Sphinx resolves the root page of an e-book several times, and warns each time.
        counted = set(told) if builder == "epub" else told
        about = Counter(message.partition(":")[0] for _line, message in counted)
        assert max(about.values(), default=0) <= MOST_WARNINGS, about
        text = _TEXTS.get(builder, _text_of_files)(built)
        for words in ("GOOD1", "GOOD2", "PAGE-END", "HOST-WORDS"):
            assert words in text, f"{words} can't be read any more"
        self.check_leaks(built.outdir)
        for path in built.outdir.glob("*.tex"):
            check_tex(path.read_text("utf-8"))
        if builder == "html":
            check_page(built.page())
        if again and builder == "html":
            self._check_second_build(built, config)
        return Outcome(built, text, told)

    def judge_all(self, texts: Sequence[str], **options: Any) -> Outcome:
        """Build the page with several bad reports, ``bad-0`` and so on, as :meth:`judge` does."""
        for number, text in enumerate(texts):
            self.put({f"bad-{number}.{'rst' if text.startswith(':author:') else 'md'}": text})
        return self.judge(name="bad-*", **({"again": False} | options))

    def _warnings(self, built: Built, name: str) -> Iterator[tuple[int, str]]:
        """Give line and message of each warning; all are about the bad report."""
        raw = built.app.warning.getvalue()
        plain = re.sub(r"^\x1b\[\d+m|\x1b\[39;49;00m$", "", raw, flags=re.MULTILINE)
        harmful = re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", plain)
        assert not harmful, ascii(plain[max(harmful.start() - 80, 0) : harmful.end() + 80])
        # In the midst of a line it is an example that Sphinx quotes, in code it can't colour.
        assert not re.search("^ *Traceback", plain, flags=re.MULTILINE)
        for line in built.warnings:
            match = WARNING.fullmatch(line)
            assert match, line
            assert fnmatch(match["path"], f"reports/{name}"), line
            yield int(match["line"]), line

    def check_leaks(self, outdir: Path) -> None:
        """Look for canaries in all that was written, and for traces of code that ran."""
        for path, content in _files_of(outdir):
            for canary in CANARIES:
                assert canary.encode() not in content, f"{canary} in {path}"
            assert Path(path).name not in {"conf.py", "secret.txt", "passwd", "environ", "pwn"}, (
                path
            )
        for top in (Path.cwd(), self.srcdir, self.srcdir.parent, self.srcdir / "reports"):
            assert not (top / "pwn").exists()
        assert self.listener.requests == []

    def _check_second_build(self, first: Built, config: dict[str, Any]) -> None:
        """See that no page is read or written again; Sphinx renews its index in any case."""
        pages = [p for p in first.outdir.rglob("*") if p.stem in {"index", "host"}]
        before = {path: path.stat().st_mtime_ns for path in pages}
        again = self.project.build(warnings=0, **config)
        assert "0 added, 0 changed, 0 removed" in again.status
        assert {path: path.stat().st_mtime_ns for path in pages} == before


@contextmanager
def _within_memory() -> Iterator[None]:
    """Fail where what is done takes too much memory."""
    reset = Path("/proc/self/clear_refs")
    if os.access(reset, os.W_OK):
        reset.write_text("5")  # the peak starts from here
    yield
    assert _peak_megabytes() < MEGABYTES


def _peak_megabytes() -> int:
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:  # another system than Linux
        return 0
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) // 1024


def _files_of(outdir: Path) -> Iterator[tuple[str, bytes]]:
    """Give name and content of each file, also of those in archives."""
    for path in sorted(p for p in outdir.rglob("*") if p.is_file()):
        yield str(path), path.read_bytes()
        if path.suffix in {".epub", ".zip"}:
            with zipfile.ZipFile(path) as archive:
                yield from ((name, archive.read(name)) for name in archive.namelist())


# -- LaTeX -------------------------------------------------------------------------------

_TEX = re.compile(
    r"\\(?P<word>[A-Za-z@]+) | \\(?P<sign>.) | (?P<brace>[{}]) | (?P<raw>%.|\#|\^\^)",
    re.VERBOSE | re.DOTALL,
)
_DEFINED = re.compile(
    r"\\(def\\sphinx(LiteralBlockLabel|verbatimfirstnumber)|gdef\\thesphinxscope"
    r"|let\\bigletter\\sphinxstyleindexlettergroup|renewcommand\{\\indexname\})"
)
_FORMULA_LAYOUT = frozenset(
    {"begin", "end", "hline", "left", "limits", "middle", "nolimits", "right", "sqrt"}
)
_HEADINGS = frozenset(
    {"chapter", "paragraph", "subparagraph", "section", "subsection", "subsubsection"}
)
_NEVER_OF_REPORTS = frozenset(
    {
        *("catcode", "csname", "def", "directlua", "edef", "gdef", "immediate", "include"),
        *("input", "let", "lstinputlisting", "newcommand", "openin", "openout", "read"),
        *("renewcommand", "special", "usepackage", "verbatiminput", "write", "xdef"),
    }
)


@cache
def _commands_of_writers() -> frozenset[str]:
    """Return the commands of TeX that are in the source of Sphinx's writer and in ours."""
    sphinx, own = (
        Path(str(find_spec(name).origin)).parent for name in ("sphinx", "sphinx_roundup")
    )
    paths = [sphinx / "writers/latex.py", sphinx / "util/texescape.py", *own.rglob("*.py")]
    paths += [*(sphinx / "builders/latex").glob("*.py"), *(sphinx / "templates/latex").iterdir()]
    source = "\n".join(path.read_text("utf-8") for path in paths if path.is_file())
    names = (
        tex_commands.SYMBOLS
        | tex_commands.COMPOUND
        | tex_commands.OPERATORS
        | tex_commands.SPACES
        | tex_commands.SWITCHES
    )
    names |= (
        tex_commands.FONTS
        | tex_commands.INFIXES
        | tex_commands.SIZES
        | tex_commands.TEXT_SYMBOLS
        | tex_commands.ARGUMENTS.keys()
    )
    names |= {sign.removeprefix("\\") for sign in tex_commands.DELIMITERS} | _FORMULA_LAYOUT
    return names | _HEADINGS | {*re.findall(r"\\([A-Za-z@]+)", source)} - _NEVER_OF_REPORTS


def check_tex(tex: str) -> None:
    """See that nothing in a document is TeX but what Sphinx's writer or a formula writes.

    Each command is known, braces close, and no comment hides the rest of a line.
    """
    body = _DEFINED.sub("", tex.partition(r"\sphinxmaketitle")[2])
    for number in ("", "#1: "):
        body = body.replace(COMMANDS.replace("NUMBER", number), "")
    depth = 0
    for match in _TEX.finditer(body):
        around = body[max(match.start() - 60, 0) : match.end() + 60]
        word, raw = match["word"], match["raw"]
        known = word is None or word in _commands_of_writers() or word.startswith("PYG")
        assert known, f"{word!r} is no command of the writer: {around!r}"
        assert raw in {None, "%\n"}, f"{raw!r} isn't escaped: {around!r}"
        depth += {"{": 1, "}": -1}.get(match["brace"] or "", 0)
        assert depth >= 0, f"a brace closes what it didn't open: {around!r}"
    assert depth == 0, "a brace doesn't close"


# -- HTML --------------------------------------------------------------------------------


def check_page(page: Page) -> None:
    """See that reports stand beside each other on the page, and that nothing in them acts."""
    assert [i for i, count in Counter(page.ids).items() if count > 1] == []
    assert not page.dangling(), page.dangling()
    sections = page.reports()
    parents = {child: parent for parent in page.root.iter() for child in parent}
    assert len({parents[section] for section in sections}) == 1
    (closing,) = page.by_class("roundup-closing")
    assert closing in list(parents[sections[0]])
    for element in (e for section in sections for e in section.iter()):
        assert element.tag not in ACTIVE, element.tag
        check_attributes(element.attrib)
    check_formulas(page.root)


def check_formulas(element: Element, *, is_read: bool = True) -> None:
    """See that the words in which MathJax looks for formulas have no command of TeX.

    https://docs.mathjax.org/en/latest/options/document.html#document-options
    """
    names = set((element.get("class") or "").split())
    if element.tag in {"code", "pre", "script", "style"} or "math" in names:
        return
    is_read = bool(_PROCESSED & names or (is_read and not _IGNORED & names))
    texts = [element.text or "", *(child.tail or "" for child in element)]
    assert not (is_read and re.search(r"\\[A-Za-z(\[]", "".join(texts))), texts
    for child in element:
        check_formulas(child, is_read=is_read)


_IGNORED, _PROCESSED = (
    {f"{program}_{verb}" for program in ("tex2jax", "mathjax")} for verb in ("ignore", "process")
)


def check_attributes(attributes: Mapping[str, str]) -> None:
    """See that an element neither acts, nor leads where it mustn't."""
    for name, value in attributes.items():
        assert not name.lower().startswith("on"), name
        assert name not in {"srcdoc", "formaction", "action", "ping", "background"}, name
        if name in {"href", "src", "data", "poster", "xlink:href"}:
            scheme = re.match(r"[\x00-\x20]*([A-Za-z][\w+.\-\s]*):", value)
            assert scheme is None or scheme[1] in {"http", "https", "mailto"}, value
            assert name == "href" or scheme is None, f"{value} would be fetched"


def _text_of_html(built: Built) -> str:
    return built.page().text + built.page("host").text


def _text_of_epub(built: Built) -> str:
    """Return the words of an EPUB, whose pages must be XML."""
    texts = []
    for path in sorted(built.outdir.rglob("*.xhtml")):
        root = ET.fromstring(path.read_bytes())  # noqa: S314 - what we have just written
        sections = [e for e in root.iter() if "roundup-report" in (e.get("class") or "").split()]
        for element in (e for section in sections for e in section.iter()):
            assert element.tag.rpartition("}")[2] not in ACTIVE
            check_attributes(element.attrib)
        texts.append("".join(root.itertext()))
    return "\n".join(texts)


def _text_of_files(built: Built) -> str:
    suffixes = {".tex", ".txt", ".texi", ".1", ".xml", ".pot", ".html", ".pseudoxml"}
    paths = [p for p in sorted(built.outdir.rglob("*")) if p.suffix in suffixes]
    text = "\n".join(path.read_text("utf-8") for path in paths)
    return text.replace("\\sphinxhyphen{}", "-").replace("\\-", "-")


_TEXTS = {"html": _text_of_html, "epub": _text_of_epub}


# -- Trees -------------------------------------------------------------------------------


def faults_of_tree(tree: nodes.Element) -> list[str]:
    """Return what docutils' content model and Sphinx's writers don't accept in a tree."""
    found: list[str] = []
    for node in tree.findall(nodes.Element):
        found += [f"{_path_of(node)}: {fault}" for fault in _faults_of(node)]
    return found


def _path_of(node: nodes.Element) -> str:
    names = [node.tagname]
    while (node := node.parent) is not None:
        names.append(node.tagname)
    return " < ".join(names[:6])


def _faults_of(node: nodes.Element) -> Iterator[str]:
    for check in (_model_fault, _link_fault, _table_fault, _place_fault):
        if fault := check(node):
            yield fault


def _model_fault(node: nodes.Element) -> str:
    """Check an element of docutils' by its content model (docutils 0.22)."""
    model = getattr(node, "content_model", None)
    if model is None or type(node).__module__ != "docutils.nodes" or _is_of_sphinx(node):
        return ""
    if isinstance(node, nodes.section | nodes.document):
        # Footnotes and a page's closing words come after its sections, also in Sphinx.
        titles = () if isinstance(node, nodes.document) else ((nodes.title, "."),)
        anything = (nodes.Body, nodes.topic, nodes.sidebar, nodes.transition, nodes.section)
        model = (*titles, (anything, "*"))
    rest = list(node.children)
    for category, quantifier in model:
        most = 1 if quantifier in ".?" else len(rest)
        count = next((n for n, c in enumerate(rest[:most]) if not _fits(c, category)), most)
        if quantifier in ".+" and not rest[:count]:
            return f"has no {category} at {rest[:1]}"
        rest = rest[count:]
    return f"may not contain {rest[0]!r}" if rest else ""


def _is_of_sphinx(node: nodes.Element) -> bool:
    """Containers of Sphinx's and sphinx-design's that docutils' model doesn't know."""
    return isinstance(node, nodes.container) and (
        "literal_block" in node or "design_component" in node or not node.children
    )


def _fits(child: nodes.Node, category: type | tuple[type, ...]) -> bool:
    """Docutils' own test, and any place of blocks or text for what says nothing of its kind."""
    kinds = category if isinstance(category, tuple) else (category,)
    if isinstance(child, kinds):
        return True
    if nodes.Body in kinds and isinstance(child, addnodes.centered):
        return True
    known = (nodes.Inline, nodes.Body, nodes.Part, nodes.Structural, nodes.Titular)
    is_foreign = isinstance(child, nodes.Element) and not isinstance(child, known)
    return is_foreign and not {nodes.Body, nodes.Inline}.isdisjoint(kinds)


def _link_fault(node: nodes.Element) -> str:
    """Check links as Sphinx's writers of HTML and LaTeX do: visit_reference."""
    links = (nodes.reference, addnodes.pending_xref)
    leads = {"refid", "refuri"} & set(node.attributes)
    if type(node) in {nodes.reference, nodes.footnote_reference} and not leads:
        return "leads nowhere"
    if not isinstance(node, links):
        return ""
    if isinstance(node, addnodes.pending_xref) and not node.children:
        return "has no words"  # ReferencesResolver takes its first child
    if any(isinstance(inner, links) for child in node.children for inner in child.findall()):
        return "is around another link"
    is_block = not isinstance(
        node.parent, nodes.TextElement | addnodes.pending_xref | addnodes.only
    )
    if is_block and not (len(node) == 1 and isinstance(node[0], nodes.image)):
        return f"is among blocks, and no picture alone: {node.children}"
    return ""


def _table_fault(node: nodes.Element) -> str:
    """Check that each place of a table is taken once: Table in sphinx/writers/latex.py."""
    if not isinstance(node, nodes.tgroup):
        return ""
    columns = node["cols"]
    if len([c for c in node.children if isinstance(c, nodes.colspec)]) != columns:
        return "has not a colspec for each column"
    for part in [c for c in node.children if not isinstance(c, nodes.colspec)]:
        taken: Counter[tuple[int, int]] = Counter()
        for number, row in enumerate(part.children):
            column = 0
            for cell in row.children:
                while taken[number, column]:
                    column += 1
                across = range(column, column + cell.get("morecols", 0) + 1)
                down = range(number, number + cell.get("morerows", 0) + 1)
                taken.update((r, c) for r in down for c in across)
        if taken != Counter((r, c) for r in range(len(part.children)) for c in range(columns)):
            return "has cells that overlap, or are missing"
    return ""


def _place_fault(node: nodes.Element) -> str:
    """Check what is right in some places alone."""
    outer = []
    parent = node.parent
    while parent is not None:
        outer.append(parent)
        parent = parent.parent
    if isinstance(node, nodes.table) and any(isinstance(each, nodes.table) for each in outer):
        return "is in another table"
    if isinstance(node, nodes.title | nodes.rubric) and not (
        node.astext().strip() or any(node.findall(nodes.image))
    ):
        return "is empty"
    if isinstance(node, nodes.transition) and hasattr(node, "validate_position"):
        try:
            node.validate_position()
        except ValueError as error:
            return str(error)
    return ""
