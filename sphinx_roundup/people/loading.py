"""The people file on its way into a build, and what is said of people who look alike."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.log import report_problem, report_problems, warn
from sphinx_roundup.pictures import find_picture
from sphinx_roundup.problems import Subtype, problem
from sphinx_roundup.reports import (
    People,
    answers_to,
    claim_problem,
    exists,
    find_shared_accounts,
    find_similar,
    fingerprint,
    parts_of,
    read_people_file,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.domain import RoundupDomain
    from sphinx_roundup.domain.project_index import Directory
    from sphinx_roundup.pictures import FoundPicture
    from sphinx_roundup.problems import Problem
    from sphinx_roundup.reports import Person, Report


def people_filename(config: Config) -> str:
    """Return the people file's name below the source folder, empty where there is none."""
    return "/".join(parts_of(config.roundup_people, "") or ())


def read_people(app: Sphinx) -> None:
    """Read the people file for this build, and tell what is wrong in it."""
    filename = people_filename(app.config)
    if not filename:
        return
    if not exists(app.srcdir, filename):
        message = "roundup_people names '%s', and there is no such file"
        warn(Subtype.CONFIG, message, filename, location=str(app.srcdir / "conf.py"))
        return
    people_file = read_people_file(app.srcdir, filename)
    people, problems = [], list(people_file.problems)
    for person in people_file.people:
        shown = person
        if person.avatar:
            folder = posixpath.dirname(filename)
            picture = find_picture(app.env, person.avatar, folder, "the people file")
            shown, told = _with_avatar(person, picture)
            problems += told
        people.append(shown)
    known = People(people)
    problems += [told for person in people for told in _tell_shared(person, known)]
    report_problems(problems, app.srcdir / filename)
    get_roundup_domain(app.env).people_file = known


def _tell_shared(person: Person, people: People) -> Iterator[Problem]:
    """Say which other spellings of somebody are another's name as well: they lead to nobody."""
    for name in person.also:
        others = [p for p in people if p.key != person.key and answers_to(p, name)]
        for other in others[:1]:
            message = "'%s' in 'also' means '%s' as well (line %d); take it off one of them"
            args = (name, other.handle, other.line)
            yield problem(Subtype.PEOPLE, person.line_of("also"), message, *args)


def _with_avatar(person: Person, picture: FoundPicture) -> tuple[Person, list[Problem]]:
    """Return somebody with their picture as a path from the source folder, if there is one.

    :returns: also what is wrong with it
    """
    if picture.filename:
        return replace(person, avatar=f"/{picture.filename}"), []
    message = "no portrait of %s: %s"
    args = (person.name, picture.reason)
    told = problem(Subtype.IMAGE, person.line_of("avatar"), message, *args)
    return replace(person, avatar=None), [told]


def follow_picture(env: BuildEnvironment, picture: FoundPicture) -> None:
    """Remember that the page being read must be read again once a picture comes or goes."""
    for filename in (*picture.missing, *filter(None, [picture.filename])):
        seen = fingerprint(env.srcdir, filename)
        get_roundup_domain(env).note_missing(env.docname, filename, seen)


def portray_authors(report: Report, env: BuildEnvironment, told: list[Problem]) -> Report:
    """Return a report whose authors are described by it as well, with their pictures found.

    What a head says beside its one author is about that author.

    :param told: gets what is wrong with the pictures
    """
    if len(report.authors) != 1:
        return report
    known = report.authors[0]
    own = replace(
        known,
        affiliation=report.affiliation or known.affiliation,
        avatar=report.avatar or known.avatar,
        links=tuple(dict.fromkeys((*report.links, *known.links))),
        lines=report.lines,
    )
    if report.avatar:
        picture = find_picture(env, report.avatar, posixpath.dirname(report.filename))
        follow_picture(env, picture)
        own, problems = _with_avatar(own, picture)
        told += problems
    return replace(report, authors=(own,))


# -- Who may be whom ---------------------------------------------------------------------


def tell_likenesses(app: Sphinx, env: BuildEnvironment) -> None:  # noqa: ARG001 - an event's signature
    """Tell of authors who may be one person, or who want one handle: they are never merged."""
    domain = get_roundup_domain(env)
    told = (
        *_tell_authors(domain),
        *_tell_listed(domain),
        *_tell_pairs(domain.directory.people),
        *_tell_moved(domain.directory),
    )
    for filename, each in dict.fromkeys(told):  # two pages may gather one report
        report_problem(each, env.srcdir / filename)


def _tell_authors(domain: RoundupDomain) -> Iterator[tuple[str, Problem]]:
    people = domain.directory.people
    places = [p for _d, by_file in sorted(domain.places.items()) for p in by_file.values()]
    for author in (author for place in places for author in place.authors):
        for told in (claim_problem(author, people), _tell_many(author, people)):
            if told:
                yield author.filename, told


def _tell_listed(domain: RoundupDomain) -> Iterator[tuple[str, Problem]]:
    for person in domain.people_file:
        for page in person.listed if isinstance(person.listed, tuple) else ():
            if page not in domain.events:
                message = "'%s' is to be listed on '%s', which is no page with a roundup"
                line = person.line_of("listed")
                told = problem(Subtype.PEOPLE, line, message, person.handle, page)
                yield person.filename, told


def _tell_pairs(people: People) -> Iterator[tuple[str, Problem]]:
    alike = [_in_order(pair) for pair in find_similar(people)]
    shared = [_in_order(pair) for pair in find_shared_accounts(people)]
    for known, other in alike:
        yield other.filename, _tell_alike(known, other)
    for known, other in shared:
        if (known, other) not in alike:
            yield other.filename, _tell_account(known, other)


def _in_order(pair: tuple[Person, Person]) -> tuple[Person, Person]:
    """Return whom to name first: the people file may be right; a report is easier to change."""
    known, other = sorted(pair, key=lambda person: person.handle is None)
    return known, other


def _tell_moved(directory: Directory) -> Iterator[tuple[str, Problem]]:
    message = "on '%s', the anchor '#%s' is something else's; this person's is '#%s'"
    for person, docname, anchor in directory.moved_entries():
        args = (docname, directory.people.anchors_of(person)[0], anchor)
        yield person.filename, problem(Subtype.ANCHOR, person.line, message, *args)


def _tell_many(author: Person, people: People) -> Problem | None:
    namesakes = people.namesakes_of(author)
    if len(namesakes) < 2:
        return None
    message = "'%s' may be %s; write the handle of the one who it is"
    handles = " or ".join(f"'{person.handle}'" for person in namesakes)
    return problem(Subtype.PEOPLE, author.line, message, author.name, handles)


def _tell_account(known: Person, other: Person) -> Problem:
    message = (
        "'%s' and '%s' (%s:%d) are both called '@%s', by a handle or an account at GitHub; if"
        " they are one person, add the name to 'also' in the people file; if not, change one"
    )
    args = (other.name, known.name, known.filename, known.line, other.github)
    return problem(Subtype.PEOPLE, other.line_of("github"), message, *args)


def _tell_alike(known: Person, other: Person) -> Problem:
    message = (
        "'%s' may be '%s' (%s:%d); if so, write the name alike, or add it to 'also' in the"
        " people file; if not, give each a handle there"
    )
    args = (other.name, known.name, known.filename, known.line)
    return problem(Subtype.PEOPLE, other.line, message, *args)
