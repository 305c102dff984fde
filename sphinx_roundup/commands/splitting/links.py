"""What has to change in the text of a part because it isn't on the page any more."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urljoin

from sphinx_roundup.commands.markup.text import Edit, escaped_words
from sphinx_roundup.commands.splitting.anchors import Anchors
from sphinx_roundup.commands.splitting.levels import level_edits
from sphinx_roundup.commands.splitting.pictures import is_page, is_picture, words_from_name
from sphinx_roundup.parsing.allowed import is_allowed_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_roundup.commands.markup.found import Address, Definition, Use
    from sphinx_roundup.commands.splitting.cut import Cut, Part
    from sphinx_roundup.commands.splitting.pages import Page
    from sphinx_roundup.commands.splitting.pictures import Belongings

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")


class Place(NamedTuple):
    """Where the files are written, all names below one folder."""

    page: str
    """The file of the page."""
    reports: str
    """The folder of the reports, with ``/`` at its end."""


class Told(NamedTuple):
    """What the user should know, at a line of the page."""

    line: int
    """Counted from 1."""
    message: str


class Mender:
    """Finds the edits that a part needs."""

    def __init__(
        self, page: Page, cut: Cut, place: Place, belongings: Belongings, base_url: str
    ) -> None:
        self._page = page
        self._cut = cut
        self._place = place
        self._belongings = belongings
        self._base = base_url
        self._anchors = Anchors(page, cut, self.part_at, place.reports)
        self._by_label = {d.label: d for d in reversed(page.markup.definitions)}
        self._used_in = self._find_users()
        own = [h for h in page.markup.headings if self.part_at(h.start).heading is None]
        self.levels = [*level_edits(page, own, has_title=cut.title is not None)]
        self.told: list[Told] = []
        self.unfollowed: dict[str, list[str]] = {}
        """For each file of reST the addresses that lead nowhere from it."""
        self.remote = 0
        """How many pictures are on other hosts."""

    def part_at(self, line: int) -> Part:
        """Return the part that a line is in."""
        return next(
            (part for part in self._cut.parts if part.start <= line < part.end), self._cut.parts[-1]
        )

    # -- Definitions ---------------------------------------------------------------------

    def _document(self, line: int) -> str:
        """Return the file that a line goes to; all of the organiser's words go to one."""
        return self.part_at(line).filename

    def _find_users(self) -> dict[Definition, set[str]]:
        """Return each definition with the files that use it, through others as well."""
        used: dict[Definition, set[str]] = {d: set() for d in self._page.markup.definitions}
        for use in self._page.markup.uses:
            self._note_use(use, self._document(use.line), used, frozenset())
        return used

    def _note_use(
        self, use: Use, document: str, used: dict[Definition, set[str]], around: frozenset[str]
    ) -> None:
        definition = self._definition_for(use.label, document)
        home = next((d for d in used if d.start <= use.line < d.end), None)
        if definition is None or use.label in around or (home and not around):
            return
        used[definition].add(document)
        for inner in self._page.markup.uses:
            if definition.start <= inner.line < definition.end:
                self._note_use(inner, document, used, around | {use.label})

    def _definition_for(self, label: str, document: str) -> Definition | None:
        own = (
            d
            for d in self._page.markup.definitions
            if d.label == label and self._document(d.start) == document
        )
        return next(own, self._by_label.get(label))

    def leaves(self, definition: Definition) -> bool:
        """Say whether a definition goes away from where it stands."""
        users = self._used_in[definition]
        return bool(users) and self._document(definition.start) not in users

    def brought_to(self, part: Part) -> list[Definition]:
        """Return the definitions that a part needs from elsewhere."""
        return [
            definition
            for definition, users in self._used_in.items()
            if part.filename in users and self._document(definition.start) != part.filename
        ]

    # -- Edits ---------------------------------------------------------------------------

    def edits_for(self, part: Part, start: int, end: int, *, here: bool = True) -> list[Edit]:
        """Return the edits of some lines of the page, as a part has them.

        :param here: whether the lines stand in the part; else they are brought to it
        """
        source, markup = self._page.source, self._page.markup
        edits: list[Edit] = []
        for address in markup.addresses:
            if start <= source.line_of(address.start) < end:
                edits += self._settle(address, part)
        for use in markup.uses:
            if start <= use.line < end:
                edits += self._settle_use(use, part)
        for line in markup.traps:
            if start <= line < end:
                edits.append(Edit(source.offset(line), source.offset(line), source.newline))
                self._tell(source.offset(line), TRAP)
        if here:
            edits += [
                Edit(source.offset(d.start), source.offset(d.end), "")
                for d in markup.definitions
                if start <= d.start < end and self.leaves(d)
            ]
        return edits

    def _settle(self, address: Address, part: Part) -> Iterator[Edit]:
        if address.kind == "image":
            yield from self._settle_image(address, part)
            return
        url = self._as_own(address.url)
        if url and not _SCHEME.match(url):
            new = self._link(url, part)
            if new is None:
                yield from self._take_link(address, part)
            elif new != address.url:
                yield Edit(address.start, address.end, _written(new, address))
                if address.named and new.startswith("#"):  # "Bob" may be an anchor of the page
                    yield address.named
        elif part.heading and not is_allowed_url(url) and not url.startswith("//"):
            yield from self._take_link(address, part)

    def _as_own(self, url: str) -> str:
        """Return the anchor that an address on the page itself is."""
        path, _, fragment = url.partition("#")
        is_own = self._base and path.rstrip("/") == self._base.partition("#")[0].rstrip("/")
        return f"#{fragment}" if is_own and self._anchors.find(fragment) else url

    def _settle_image(self, address: Address, part: Part) -> Iterator[Edit]:
        folder = self._place.reports if part.heading else ""
        url = address.url
        if _SCHEME.match(url):
            self.remote += not url.startswith("data:")
            return
        name = self._belongings.take(url, folder) if is_picture(url) else None
        if name is not None:
            yield Edit(address.start, address.end, _written(quote_path(name), address))
            yield from self._describe(address, name, part)
        elif self._base:
            self.remote += 1
            yield Edit(address.start, address.end, _written(urljoin(self._base, url), address))
        else:
            message = f"there is no picture '{url}'; name the folder that it is in with --pictures"
            self._tell(address.start, message)

    def _describe(self, address: Address, name: str, part: Part) -> Iterator[Edit]:
        """Say of a picture without words what its name says."""
        if address.alt is None or part.heading is None:
            return
        who = " and ".join(author.name for author in part.who.authors) or part.who.title
        words = words_from_name(name) or f"A picture in the report of {who}"
        escaped = html.escape(words) if address.form == "html" else escaped_words(words)
        yield address.alt._replace(new=address.alt.new % escaped)
        message = f"the picture '{name}' has no words, and is called '{words}' for now; describe it"
        self._tell(address.start, message)

    def _link(self, url: str, part: Part) -> str | None:
        """Return where a link leads now, ``None`` where that is nowhere."""
        path, _, fragment = url.partition("#")
        if not path or path == self._page.path.name:
            here = self._link_within(fragment, part)
        else:
            here = self._link_to_file(path, fragment, part)
        if here is None and self._base:
            return urljoin(self._base, url)
        return here

    def _link_within(self, fragment: str, part: Part) -> str | None:
        """Return what leads to an anchor of the page, or to its top."""
        target = self._anchors.find(fragment) if fragment else None
        if target:
            return self._anchors.link_to(target, part, self._place.page)
        top = f"../{self._place.page}" if part.heading else "#"
        return top if fragment in {"", "top"} else None

    def _link_to_file(self, path: str, fragment: str, part: Part) -> str | None:
        """Return what leads to a page of the project, or to a file, which is taken along."""
        folder = self._place.reports if part.heading else ""
        take = self._belongings.path_in_project if is_page(path) else self._belongings.take
        name = take(path, folder)
        return None if name is None else quote_path(name) + (f"#{fragment}" if fragment else "")

    def _take_link(self, address: Address, part: Part) -> Iterator[Edit]:
        if address.without:
            first, last = address.without
            yield first
            yield last._replace(new=self._remembered(address.url, part))
            self._tell(address.start, _nowhere(address.url))

    def _remembered(self, url: str, part: Part) -> str:
        """Return what keeps an address in the source where it can't be followed.

        reST has no comments within a line: there it comes below the part's text.
        """
        if self._page.syntax == "rst":
            self.unfollowed.setdefault(part.filename, []).append(url)
            return ""
        return f"<!-- {re.sub('-(?=-)', '%2D', url)} -->"

    def _settle_use(self, use: Use, part: Part) -> Iterator[Edit]:
        """Settle what is named: a definition that leads nowhere, a title on another part."""
        definition = self._definition_for(use.label, part.filename)
        if use.kind != "link" or not use.without:
            return
        if definition is None:
            yield from self._settle_named(use, part)
            return
        address = next(
            (
                a
                for a in self._page.markup.addresses
                if a.label == use.label
                and definition.start <= self._page.source.line_of(a.start) < definition.end
            ),
            None,
        )
        if address and not _SCHEME.match(address.url) and self._link(address.url, part) is None:
            yield from use.without[:-1]
            yield use.without[-1]._replace(new=self._remembered(address.url, part))
            self.told.append(Told(use.line + 1, _nowhere(address.url)))

    def _settle_named(self, use: Use, part: Part) -> Iterator[Edit]:
        """Let reST's ``Ana Silva_`` and ``:ref:`` lead to another part's file."""
        target = self._anchors.find(use.label.removeprefix(":"))
        if self._page.syntax != "rst" or target is None:
            return
        if target.part.filename == part.filename and target.fragment:
            return
        first, last = use.without
        url = self._anchors.link_to(target, part, self._place.page)
        yield first._replace(new="`")
        yield last._replace(new=f" <{url}>`__")

    def _tell(self, offset: int, message: str) -> None:
        self.told.append(Told(self._page.source.line_of(offset) + 1, message))


TRAP = (
    "the row of hyphens below a paragraph would make it a heading; there is an empty line between"
    " them now"
)


def _nowhere(url: str) -> str:
    if _SCHEME.match(url):
        return f"a report can't link to '{url}', and only its words are kept as text"
    return (
        f"'{url}' leads nowhere from here, and only its words are kept as text; name the page's"
        " address with --base-url"
    )


def quote_path(name: str) -> str:
    """Return a file's name as an address: letters of any script stay, blanks are escaped."""
    return "".join(c if c.isalnum() or c in "-._~/" else quote(c) for c in name)


def _written(url: str, address: Address) -> str:
    return html.escape(url, quote=True) if address.form == "html" else url
