"""The same reports on one page in four ways: gathered, included, pasted, as posts of a blog."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from reports import author_heading, body_of, head_of, make_report, write_pictures

if TYPE_CHECKING:
    from pathlib import Path

    from reports import Made, Syntax

_TITLE = {"md": "# Retreat\n\n", "rst": "Retreat\n=======\n\n"}


class Project:
    """A source folder with reports in it, and what somebody does to them between builds."""

    extensions: ClassVar[tuple[str, ...]] = ("myst_parser",)
    settings: ClassVar[tuple[str, ...]] = ('exclude_patterns = ["reports"]',)

    def __init__(self, srcdir: Path, count: int, syntax: Syntax) -> None:
        self.srcdir, self.count, self.syntax = srcdir, count, syntax

    def write(self) -> None:
        """Write everything, as it is before the first build."""
        write_pictures(self.srcdir / "reports" / "pictures")
        lines = [f"extensions = {list(self.extensions)}", 'html_theme = "furo"', *self.settings]
        self.put("conf.py", "\n".join(lines) + "\n")
        for number in range(self.count):
            self.write_report(self.make(number))
        self.write_page(self.count)
        toctree = {"md": "```{toctree}\nretreat\n```\n", "rst": ".. toctree::\n\n   retreat\n"}
        self.put(f"index.{self.syntax}", _TITLE[self.syntax] + toctree[self.syntax])

    def put(self, name: str, text: str) -> None:
        """Write a file."""
        (self.srcdir / name).write_text(text, "utf-8")

    def make(self, number: int) -> Made:
        """Return a report."""
        return make_report(number, self.count)

    def write_report(self, made: Made, more: str = "") -> None:
        """Write a report's file."""
        text = head_of(made, self.syntax) + self.body(made, more)
        self.put(f"reports/{made.handle}.{self.syntax}", text)

    def body(self, made: Made, more: str = "") -> str:
        """Return what is in it; *more* at its end is what an edit adds."""
        return body_of(made, self.syntax) + more

    def write_page(self, count: int, more: str = "") -> None:
        """Write the page with the first *count* reports; *more* is at the end of the middle one."""
        raise NotImplementedError

    # -- What happens to it --------------------------------------------------------------

    def edit(self) -> None:
        """Let somebody edit one report."""
        self.write_report(self.make(self.count // 2), "\nOne more thing.\n")

    def add(self) -> None:
        """Let one more report come in."""
        self.write_report(self.make(self.count))

    def restore(self) -> None:
        """Put back what :meth:`edit` and :meth:`add` did."""
        self.write_report(self.make(self.count // 2))
        (self.srcdir / "reports" / f"p{self.count}.{self.syntax}").unlink(missing_ok=True)


class Roundup(Project):
    """Gathered by the directive of this project."""

    extensions: ClassVar[tuple[str, ...]] = ("myst_parser", "sphinx_roundup")
    settings: ClassVar[tuple[str, ...]] = (*Project.settings, "roundup_max_reports = 100_000")

    def write_page(self, count: int, more: str = "") -> None:  # noqa: ARG002 - it finds them
        """Write the page's three lines."""
        roundup = {"md": "```{roundup} reports/\n```\n", "rst": ".. roundup:: reports/\n"}
        self.put(f"retreat.{self.syntax}", _TITLE[self.syntax] + roundup[self.syntax])


class Include(Project):
    """Each file included by hand, below a heading with its author's name."""

    def write_page(self, count: int, more: str = "") -> None:  # noqa: ARG002 - it is in the file
        """Write a heading and a directive for each report."""
        parts = [self._include(self.make(number)) for number in range(count)]
        self.put(f"retreat.{self.syntax}", _TITLE[self.syntax] + "\n".join(parts))

    def write_report(self, made: Made, more: str = "") -> None:
        """Write a report's file; in reST, its fields would be in the way."""
        if self.syntax == "md":
            super().write_report(made, more)
        else:
            text = self.body(made, more).replace("pictures/", "/reports/pictures/")
            self.put(f"reports/{made.handle}.rst", text)

    def _include(self, made: Made) -> str:
        name = f"reports/{made.handle}.{self.syntax}"
        heading = author_heading(made, self.syntax)
        if self.syntax == "md":
            return f"{heading}```{{include}} {name}\n:heading-offset: 1\n:relative-images:\n```\n"
        return f"{heading}.. include:: {name}\n"

    def add(self) -> None:
        """Write the report, and name it on the page."""
        super().add()
        self.write_page(self.count + 1)

    def restore(self) -> None:
        """Put back the page, too."""
        super().restore()
        self.write_page(self.count)


class Pasted(Project):
    """All text pasted into one page: the floor, Sphinx itself on the same words."""

    def write_report(self, made: Made, more: str = "") -> None:
        """Write nothing: there are no files."""

    def write_page(self, count: int, more: str = "") -> None:
        """Write the page with everything on it."""
        text = [_TITLE[self.syntax]]
        for made in map(self.make, range(count)):
            body = body_of(made, self.syntax, folder="reports/", level=3)
            text.append(author_heading(made, self.syntax) + body)
            if made.number == self.count // 2:
                text.append(more)
        self.put(f"retreat.{self.syntax}", "\n".join(text))

    def edit(self) -> None:
        """Edit the page."""
        self.write_page(self.count, "\nOne more thing.\n")

    def add(self) -> None:
        """Paste one more report."""
        self.write_page(self.count + 1)

    def restore(self) -> None:
        """Put back the page."""
        self.write_page(self.count)


class Blog(Project):
    """Each report a post of ABlog's, gathered by its ``postlist``: many pages, for comparison."""

    extensions: ClassVar[tuple[str, ...]] = ("myst_parser", "ablog")
    settings: ClassVar[tuple[str, ...]] = ('blog_path = "blog"', 'blog_title = "Retreat"')

    def body(self, made: Made, more: str = "") -> str:
        """Return a page of its own, which needs a title."""
        title = {"md": f"# {made.name}\n\n", "rst": f"{made.name}\n{'=' * len(made.name)}\n\n"}
        return title[self.syntax] + super().body(made, more)

    def write_report(self, made: Made, more: str = "") -> None:
        """Write a post."""
        head = {
            "md": f"---\nblogpost: true\nauthor: {made.name}\ndate: Oct 14, 2025\n---\n\n",
            "rst": f":blogpost: true\n:author: {made.name}\n:date: Oct 14, 2025\n\n",
        }
        text = head[self.syntax] + self.body(made, more)
        self.put(f"reports/{made.handle}.{self.syntax}", text)

    def write_page(self, count: int, more: str = "") -> None:  # noqa: ARG002 - it finds them
        """Write a page that lists them."""
        page = {
            "md": "```{postlist}\n```\n\n```{toctree}\n:glob:\n:hidden:\n\nreports/*\n```\n",
            "rst": ".. postlist::\n\n.. toctree::\n   :glob:\n   :hidden:\n\n   reports/*\n",
        }
        self.put(f"retreat.{self.syntax}", _TITLE[self.syntax] + page[self.syntax])


WAYS: dict[str, type[Project]] = {
    "roundup": Roundup,
    "include": Include,
    "pasted": Pasted,
    "ablog": Blog,
}
