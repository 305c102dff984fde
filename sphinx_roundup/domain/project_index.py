"""Index of the project's people, reports and events, built from the domain's records."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace
from functools import cached_property
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from sphinx_roundup.domain.records import Answer, Backlink, Edition, Entry, Target, Work
from sphinx_roundup.domain.topics import Topics
from sphinx_roundup.reports import (
    SEPARATOR,
    People,
    Person,
    collapsed,
    may_be_listed,
    natural_key,
    sort_key,
    with_names,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sphinx_roundup.domain.domain import RoundupDomain
    from sphinx_roundup.domain.records import Mention, ReportLocation


class ProjectIndex:
    """Query results about the whole project, made once when all of its pages are read."""

    def __init__(self, domain: RoundupDomain) -> None:
        self._events, self._mentions, self._taken = domain.events, domain.mentions, domain.anchors
        self.title_of = domain.title_of
        asked = sorted(domain.queries.items())
        self._lists = [docname for docname, each in asked if ("people", "") in each.parts]
        self._topic_lists = [docname for docname, each in asked if ("topics", "") in each.parts]
        locations = domain.locations
        self.locations = {d: dict(sorted(locations[d].items())) for d in sorted(locations)}
        places = chain.from_iterable(each.values() for each in self.locations.values())
        authors = [author for place in places for author in place.authors]
        self.people = People(domain.people_file, authors)
        self.locations = {d: dict(map(self._named, p.items())) for d, p in self.locations.items()}
        self._order = locations
        self._authors = {
            (place.docname, filename): [self.people.who_is(a) or a for a in place.authors]
            for locations in self.locations.values()
            for filename, place in locations.items()
        }

    def _named(self, item: tuple[str, ReportLocation]) -> tuple[str, ReportLocation]:
        """Return a report with its title as the page shows it: with names for handles."""
        filename, place = item
        if "@" not in f"{place.text}{place.title}":
            return item
        own = (m for m in self._mentions.get(place.docname, ()) if m.filename == filename)
        named = {person.key for m in own if (person := self.people.find(m.target))}

        def find(handle: str) -> Person | None:
            person = self.people.find_handle(handle)
            return person if person and person.key in named else None

        title = place.title and with_names(place.title, find)
        return filename, place._replace(text=with_names(place.text, find), title=title)

    def query(self, part: str, docname: str) -> Any:
        """Return what a part of a page shows of the project.

        :param part: ``editions``, ``events``, ``mentioned-by``, ``people``, ``roster``, ``topics``
            or ``topics-of``
        """
        queries: dict[str, Callable[[], Any]] = {
            "editions": lambda: self.neighbours(docname),
            "events": self.editions,
            "mentioned-by": lambda: self.mentioned_by(docname),
            "people": lambda: self.all_people(docname),
            "roster": lambda: self.roster(docname),
            "topics": self.topics.all,
            "topics-of": lambda: self.topics.find_for(self.locations.get(docname, {})),
        }
        return queries[part]()

    # -- People --------------------------------------------------------------------------

    @cached_property
    def _author_anchors(self) -> dict[str, dict[str, tuple[str, Person]]]:
        """Anchor and author of the first report: docname -> person's key -> these."""
        found: dict[str, dict[str, tuple[str, Person]]] = {}
        for docname, locations in self.locations.items():
            anchors_here = found.setdefault(docname, {})
            for filename, place in locations.items():
                people = self._authors[docname, filename]
                pairs = zip(place.anchors, place.authors, strict=True)
                for person, pair in zip(people, pairs, strict=True):
                    anchors_here.setdefault(person.key, pair)
        return found

    @cached_property
    def _works(self) -> dict[str, list[Work]]:
        """The reports by person's key, the newest event first."""
        works: dict[str, list[Work]] = defaultdict(list)
        for docname, filename, place in self._reports():
            for person in self._authors[docname, filename]:
                works[person.key].append(self._work(place))
        return works

    def _reports(self) -> Iterator[tuple[str, str, ReportLocation]]:
        """Yield docname, file name and place of all reports; of pages by topic, only the others."""
        seen: set[str] = set()
        for docname in self.newest_first:
            for filename, place in self.locations.get(docname, {}).items():
                if not (self._events[docname].by_topic and filename in seen):
                    seen.add(filename)
                    yield docname, filename, place

    def _work(self, place: ReportLocation) -> Work:
        target, event = Target(place.docname, place.anchor), self.title_of(place.docname)
        return Work(target, event, place.text, place.title, place.words or place.excerpt)

    def target_of(self, person: Person, docname: str) -> Target | None:
        """Return the place of a person: on the page itself, else in the latest event.

        A person without a report is found in a roster, or on the page that lists all people.
        """
        pages = [docname, *self.newest_first]
        for page in pages:
            if found := self._author_anchors.get(page, {}).get(person.key):
                return Target(page, found[0])
        lists = [p for p in pages if self._is_listed(person, p)] + self._lists
        anchor = self.entry_anchor(person, lists[0]) if lists else ""
        return Target(lists[0], anchor) if anchor else None

    def entry_anchor(self, person: Person, docname: str) -> str:
        """Return the anchor of a person's entry on a page, if nothing else has it."""
        own = self.people.anchors_of(person)
        if not own:
            return ""
        numbered = (f"{own[0]}{SEPARATOR}person-{number}" for number in count(2))
        forms = chain(own, [f"{own[0]}{SEPARATOR}person"], numbered)
        taken = self._taken.get(docname, frozenset())
        return next(form for form in forms if form not in taken)

    def moved_entries(self) -> Iterator[tuple[Person, str, str]]:
        """Give the people whose entries haven't their own anchor: who, on which page, which."""
        for docname, taken in sorted(self._taken.items()):
            for person in self.people:
                own = self.people.anchors_of(person)[:1]
                is_shown = docname in self._lists or self._is_listed(person, docname)
                has_entry = is_shown and person.key not in self._author_anchors.get(docname, {})
                if taken.issuperset(own) and own and has_entry:
                    yield person, docname, self.entry_anchor(person, docname)

    def _is_listed(self, person: Person, docname: str) -> bool:
        """Whether a person without a report on a page is in its roster."""
        event = self._events.get(docname)
        if event is None or not event.has_roster or event.by_topic:
            return False
        wrote = person.key in self._works and not person.listed
        return may_be_listed(person, docname) and not wrote

    # -- Cross-references ----------------------------------------------------------------

    def answer(self, typ: str, target: str, docname: str, fragment: str = "") -> Answer | None:
        """Return where a reference from a page leads.

        :param typ: of the reference: ``person``, ``mention``, ``report``, ``file``, ``event``,
            ``topic``, or ``any``, which is a person or an event
        :param fragment: what follows the name of a file
        """
        if typ == "any":
            return self.answer("person", target, docname) or self.answer("event", target, docname)
        if typ in {"person", "mention"}:
            return self._answer_person(target, docname)
        if typ == "event":
            event = self.find_event(target)
            return Answer(self.title_of(event), Target(event)) if event else None
        if typ == "topic":
            return self.topics.find(target, docname)
        place = self.find_report(target, docname) if typ == "report" else self.find_file(target)
        if place is None:
            return None
        anchor = place.fragments.get(fragment, place.anchor)
        return Answer(place.text, Target(place.docname, anchor))

    def _answer_person(self, target: str, docname: str) -> Answer | None:
        person = self.people.find(target)
        if person is None:
            return None
        url = next(filter(None, [person.url, *person.profiles]), None)
        return Answer(person.name, self.target_of(person, docname), url)

    def find_file(self, filename: str) -> ReportLocation | None:
        """Return where a report is shown: of several pages, on that of the latest event."""
        found = (self.locations.get(d, {}).get(filename) for d in self.newest_first)
        return next((place for place in found if place), None)

    def find_described(self, kind: str, name: str) -> Target | None:
        """Return the first report's description of a term or token, in any case."""
        wanted = kind, collapsed(name.lower())
        for place in chain.from_iterable(each.values() for each in self.locations.values()):
            for (its_kind, its_name), anchor in place.described:
                if (its_kind, collapsed(its_name.lower())) == wanted:
                    return Target(place.docname, anchor)
        return None

    def find_report(self, target: str, docname: str) -> ReportLocation | None:
        """Return the report that a role means: ``autumn-2025/ana``, ``ana``, or its file."""
        page, _, anchor = target.strip("/").rpartition("/")
        pages = [(page, anchor), *((d, target) for d in (docname, *self.newest_first))]
        for page, name in pages:
            locations = self.locations.get(page, {})
            named = (place for place in locations.values() if name in place.ids)
            if found := locations.get(name) or next(named, None):
                return found
        return None

    # -- Mentions ------------------------------------------------------------------------

    @cached_property
    def _backlinks(self) -> dict[str, dict[Target, dict[tuple[str, str], Backlink]]]:
        """Mentions by person's key and where they lead; each writer once for each page."""
        found: dict[str, dict[Target, dict[tuple[str, str], Backlink]]] = {}
        seen: set[tuple[str, str, Target | None]] = set()
        for docname in self.newest_first:
            for mention in self._mentions.get(docname, ()):
                person = self.people.find(mention.target)
                target = self.target_of(person, docname) if person else None
                # A report that two pages gather is listed once on a third.
                key = (mention.filename, person.key if person else "", target)
                if person and target and (key not in seen or target.docname == docname):
                    seen.add(key)
                    links = found.setdefault(person.key, {}).setdefault(target, {})
                    self._add(links, docname, mention, person)
        return found

    def _add(
        self, links: dict[tuple[str, str], Backlink], docname: str, mention: Mention, person: Person
    ) -> None:
        """Note the writers of a mention, except those who mention themselves."""
        place = self.locations[docname][mention.filename]
        writers = {person.key: person.name for person in self._authors[docname, mention.filename]}
        if person.key in writers:
            return
        target, event = Target(docname, mention.anchor), self.title_of(docname)
        for key, name in writers.items() or [(mention.filename, place.text)]:
            links.setdefault((docname, key), Backlink(name, target, event))

    def mentioned_by(self, docname: str) -> dict[str, tuple[Backlink, ...]]:
        """Return by whom the authors of a page's reports are mentioned, where that leads to them.

        :returns: the reports' file names -> mentions; no report without any
        """
        found: dict[str, tuple[Backlink, ...]] = {}
        for filename, place in self.locations.get(docname, {}).items():
            links = [
                links
                for person in self._authors[docname, filename]
                for target, links in self._backlinks.get(person.key, {}).items()
                if target.docname == docname and target.anchor in place.ids
            ]
            if links:
                found[filename] = _seen_from(docname, links)
        return found

    # -- Rosters -------------------------------------------------------------------------

    def on_page(self, docname: str) -> dict[str, ReportLocation]:
        """Return the reports of a page by file name, in the order of the page."""
        named = self.locations.get(docname, {})
        return {filename: named[filename] for filename in self._order.get(docname, {})}

    def roster(self, docname: str) -> tuple[Entry, ...]:
        """Return the reports of a page in its order, then the people whom the people file lists."""
        known, entries = self.known_before(docname), []
        for filename, place in self.on_page(docname).items():
            entry, people = self._entry(docname, filename, place), self._authors[docname, filename]
            new = (p.name for p in people if known is not None and p.key not in known)
            entries.append(entry._replace(newcomers=tuple(new)))
        here = self._author_anchors.get(docname, {})
        others = (p for p in self.people if p.key not in here and self._is_listed(p, docname))
        for person in sorted(others, key=sort_key):
            latest = tuple(self._works.get(person.key, [])[:1])
            entries.append(Entry((person,), latest, self.entry_anchor(person, docname)))
        return tuple(entries)

    def _entry(self, docname: str, filename: str, place: ReportLocation) -> Entry:
        pairs = zip(place.authors, self._authors[docname, filename], strict=True)
        authors = tuple(replace(author, name=person.name) for author, person in pairs)
        return Entry(authors, (self._work(place),))

    def all_people(self, docname: str) -> tuple[Entry, ...]:
        """Return all people of the project, as a page shows them that isn't an event's own."""
        entries = []
        for person in sorted(self.people, key=sort_key):
            is_author = person.key in self._author_anchors.get(docname, {})
            here = is_author or self._is_listed(person, docname)
            anchor = "" if here else self.entry_anchor(person, docname)
            works = tuple(self._works.get(person.key, ()))
            entries.append(Entry((self._portray(person),), works, anchor))
        return tuple(entries)

    def _portray(self, person: Person) -> Person:
        """Return a person with the additions of their latest report to the people file."""
        found = (self._author_anchors.get(d, {}).get(person.key) for d in self.newest_first)
        latest = next((each[1] for each in found if each), person)
        return replace(
            person,
            affiliation=person.affiliation or latest.affiliation,
            avatar=person.avatar or latest.avatar,
            links=person.links or latest.links,
        )

    # -- Topics --------------------------------------------------------------------------

    @cached_property
    def topics(self) -> Topics:
        """The topics of all reports; none where no page lists them."""
        reports = self._reports() if self._topic_lists else ()
        found = ((p.topics, self._entry(d, f, p)) for d, f, p in reports if p.topics)
        return Topics(found, self._topic_lists)

    # -- Events --------------------------------------------------------------------------

    @cached_property
    def newest_first(self) -> list[str]:
        """The docnames of the events: by day, those without one by their reports' last.

        At the end are pages by topic, which are no events.
        """
        return sorted(self._events, key=self._age, reverse=True)

    def _age(self, docname: str) -> tuple[bool, dt.date, tuple[str | int, ...]]:
        last, event = self._last_report(docname) or dt.date.min, self._events[docname]
        return not event.by_topic, event.start or last, natural_key(docname)

    def _last_report(self, docname: str) -> dt.date | None:
        dates = (place.date for place in self.locations.get(docname, {}).values())
        return max(filter(None, dates), default=None)

    def end_of(self, docname: str) -> dt.date | None:
        """Return the last day of an event, of one without days its reports' last."""
        event = self._events[docname]
        return event.end or event.start or self._last_report(docname)

    def editions(self) -> tuple[Edition, ...]:
        """Return the events, the newest first."""
        return tuple(self.edition(d) for d in self.newest_first if not self._events[d].by_topic)

    def known_before(self, docname: str) -> set[str] | None:
        """Return the keys of who wrote for an earlier event or is listed there.

        :returns: ``None`` where there is no earlier event
        """
        events = [edition.docname for edition in self.editions()]
        earlier = events[events.index(docname) + 1 :] if docname in events else []
        authors = {key for d in earlier for key in self._author_anchors.get(d, {})}
        listed = {p.key for p in self.people for d in earlier if may_be_listed(p, d)}
        return authors | listed if earlier else None

    def edition(self, docname: str) -> Edition:
        """Return the event of a page."""
        event, count = self._events[docname][:4], len(self.locations.get(docname, {}))
        return Edition(docname, self.title_of(docname), *event, count)

    def neighbours(self, docname: str) -> tuple[Edition | None, Edition | None]:
        """Return the event before that of a page, and the one after it."""
        if self._events[docname].by_topic:
            return None, None
        order = self.editions()
        index = next(i for i, edition in enumerate(order) if edition.docname == docname)
        return next(iter(order[index + 1 :]), None), order[index - 1] if index else None

    def find_event(self, target: str) -> str | None:
        """Return the page of the event that a role means: by docname, else by its title."""
        if target.strip("/") in self._events:
            return target.strip("/")
        wanted = target.casefold()
        return next((d for d in self.newest_first if self.title_of(d).casefold() == wanted), None)


def _seen_from(
    docname: str, links: Iterable[Mapping[tuple[str, str], Backlink]]
) -> tuple[Backlink, ...]:
    """Return each writer once for each page; a page's own first, and without its title."""
    once = {key: link for each in links for key, link in each.items()}
    own = [link._replace(event="") for link in once.values() if link.target.docname == docname]
    return (*own, *(link for link in once.values() if link.target.docname != docname))
