"""Loading of the people file for a build; portraits that it and the reports name."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx_roundup.config import people_filename
from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.log import report_problems, warn
from sphinx_roundup.pictures import find_picture, note_picture_file
from sphinx_roundup.problems import Subtype, problem
from sphinx_roundup.reports import People, answers_to, exists, read_people_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.pictures import FoundPicture
    from sphinx_roundup.problems import Problem
    from sphinx_roundup.reports import Person, Report


def load_people(app: Sphinx) -> None:
    """Read the file of ``roundup_people`` for this build, and report its problems."""
    filename = people_filename(app.config)
    if not exists(app.srcdir, filename):
        message = "roundup_people names '%s', and there is no ordinary file"
        warn(Subtype.CONFIG, message, filename, location=str(app.srcdir / "conf.py"))
        return
    people_file = read_people_file(app.srcdir, filename)
    people, problems = [], list(people_file.problems)
    for person in people_file.people:
        path, folder = person.avatar, posixpath.dirname(filename)
        picture = find_picture(app.env, path, folder, "the people file") if path else None
        people.append(_with_avatar(person, picture, problems) if picture else person)
    known = People(people)
    problems += [each for person in people for each in _find_shared_names(person, known)]
    report_problems(problems, app.srcdir / filename)
    get_roundup_domain(app.env).people_file = known


def _find_shared_names(person: Person, people: People) -> Iterator[Problem]:
    """Report the other spellings of a name that are another person's too: they link to neither."""
    for name in person.also:
        others = [p for p in people if p.key != person.key and answers_to(p, name)]
        for other in others[:1]:
            message = "'%s' in 'also' means '%s' as well (line %d); take it off one of them"
            args = (name, other.handle, other.line)
            yield problem(Subtype.PEOPLE, person.line_of("also"), message, *args)


def complete_sole_author(report: Report, env: BuildEnvironment, problems: list[Problem]) -> Report:
    """Return a report whose only author has its affiliation, links and portrait.

    The fields beside one author describe that author.

    :param problems: gets those of the portrait
    """
    if len(report.authors) != 1:
        return report
    known = report.authors[0]
    author = replace(
        known,
        affiliation=report.affiliation or known.affiliation,
        avatar=report.avatar or known.avatar,
        links=tuple(dict.fromkeys((*report.links, *known.links))),
        lines=report.lines,
    )
    if report.avatar:
        picture = find_picture(env, report.avatar, posixpath.dirname(report.filename))
        note_picture_file(env, picture)
        author = _with_avatar(author, picture, problems)
    return replace(report, authors=(author,))


def _with_avatar(person: Person, picture: FoundPicture, problems: list[Problem]) -> Person:
    """Return a person with the portrait as a path from the source folder, or without one."""
    if picture.filename:
        return replace(person, avatar=f"/{picture.filename}")
    line, args = person.line_of("avatar"), (person.name, picture.reason)
    problems.append(problem(Subtype.IMAGE, line, "no portrait of %s: %s", *args))
    return replace(person, avatar=None)
