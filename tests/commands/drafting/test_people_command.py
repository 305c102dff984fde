"""``sphinx-roundup people``."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from sphinx_roundup.commands.drafting import attendees
from sphinx_roundup.commands.drafting.attendees import in_spoken_order
from sphinx_roundup.commands.drafting.entries import Draft, write_entries
from sphinx_roundup.reports import parse_people

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Project, Ran

    from sphinx_roundup.reports import Person


def listed(text: str) -> dict[str, Person]:
    """Return the people that a people file has, which must be without a fault."""
    found = parse_people(text)
    assert found.problems == ()
    return {str(person.handle): person for person in found.people}


@pytest.fixture
def people(command: Callable[..., Ran], tmp_path: Path) -> Callable[[str | bytes], Ran]:
    """Return a function that makes a people file of a list."""

    def run(content: str | bytes, *asked: str) -> Ran:
        data = content.encode() if isinstance(content, str) else content
        (tmp_path / "list.csv").write_bytes(data)
        return command("people", "--from", "list.csv", *asked)

    return run


MAIL = "an e-mail address, and isn't used"
NO_SITE = "no web address, and is ignored in 'website'; write it as https://..."
FORM = """\
Timestamp;E-Mail;First name;Last Name;What is your GitHub username?;Mastodon;Company name;\
T-shirt;Website;Pronouns
1;ana@x.org;Ana;Ferreira;@Ana-gh;@ana@social.example.org;ACME: "best", Inc.;M;ana.example.org;she
2;bob@x.org;Bob;Jones;n/a;;;;;

3;lee@x.org;Bob;Lee;;lee@x.org;;;not a site;
4;c@x.org;伟;张;https://github.com/Wei/;;;;;
5;d@x.org;;;;;;;;
6;ana@x.org;ANA;ferreira;ana-GH;;;;;
"""


def test_form(people: Callable[..., Ran]) -> None:
    """What a form's export says is in the file, and of what isn't one is told."""
    ran = people(FORM)
    assert ran.status == 0
    found = listed(ran.out)
    assert {handle: person.name for handle, person in found.items()} == {
        "Ana-gh": "Ana Ferreira",
        "bob-jones": "Bob Jones",
        "bob-lee": "Bob Lee",
        "Wei": "伟 张",
    }
    ana = found["Ana-gh"]
    assert (ana.github, ana.affiliation, ana.pronouns) == ("Ana-gh", 'ACME: "best", Inc.', "she")
    assert [url for _label, url in ana.links] == [
        "https://github.com/Ana-gh",
        "https://social.example.org/@ana",
        "https://ana.example.org",
    ]
    assert ran.err.splitlines() == [
        f"list.csv:5: 'mastodon' is {MAIL}; write an account as in '@ana@example.social'",
        "list.csv:7: has no name",
        "list.csv:8: 'ANA ferreira' is in line 2 already",
        "not used: Timestamp, E-Mail, T-shirt",
        f"list.csv:5: 'not a site' is {NO_SITE}",
    ]


def test_no_mail(people: Callable[..., Ran]) -> None:
    """No address of e-mail gets into the file, wherever it stands in the list."""
    ran = people(
        "name,mail,github,company,website,handle\n"
        'Ana <ana@x.org>,ana@x.org,ana@x.org,"ACME, ana@x.org",mailto:ana@x.org,ana@x.org\n'
        "bob@x.org,bob@x.org,bob,,,\n"
    )
    assert {h: p.name for h, p in listed(ran.out).items()} == {"ana": "Ana", "bob": "bob"}
    assert "@" not in ran.out.partition("\n\n")[2]


@pytest.mark.parametrize(
    "table",
    [
        "Speaker Id,FirstName,LastName,Email,TagLine,Bio\n8f21-a,Bob,Jones,b@x.org,Rows,Long",
        "Speaker code,Your first name,Your last name\n8f21-a,Bob,Jones",
        "Attendee number,First Name,Surname,Participant UUID\n17,Bob,Jones,8f21-a",
        "User ID;Speaker name\n8f21-a;Bob Jones",
        'ID,Name\n1,"Jones, Bob"',
        'Full name,Participant\n"Jones,  Bob",17',
    ],
)
def test_name_among_numbers(people: Callable[..., Ran], table: str) -> None:
    """A person's number is no name, wherever first and last names stand."""
    (person,) = listed(people(table).out).values()
    assert person.name == "Bob Jones"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Jones, Bob", "Bob Jones"),
        ("van der Berg, Anna Maria", "Anna Maria van der Berg"),
        ("Jones,Bob", "Bob Jones"),
        ("伟, 张", "张 伟"),
        ("Sammy Davis, Jr.", "Sammy Davis, Jr."),
        ("Jane Doe, PhD", "Jane Doe, PhD"),
        ("Doe, Jane, PhD", "Doe, Jane, PhD"),
        ("Ana, Bob and Cyd", "Ana, Bob and Cyd"),
        ("Ana, Bob & Cyd", "Ana, Bob & Cyd"),
        ("Jones,", "Jones,"),
        (", Bob", ", Bob"),
        ("Bob", "Bob"),
        ("", ""),
    ],
)
def test_spoken_order(written: str, name: str) -> None:
    """A last name before a comma moves behind the first; other commas stay."""
    assert in_spoken_order(written) == name


@pytest.mark.parametrize(
    "table",
    [
        "name,github,affiliation\nJosé Peña,jose,ACME",
        "Affiliation;Full Name;GitHub handle\nACME;José Peña;@jose",
        "Github User\tName\tOrganisation\njose\tJosé Peña\tACME",
        "GITHUB|NAME|ORG\r\n\r\nhttps://github.com/jose | José  Peña|ACME\r\n",
        'sep=;\r\nName;"Company; or team";GitHubUsername\r\n"José Peña";"ACME";jose',
        "Ticket name,Attendee name,Company name,Your GitHub account\nEarly,José Peña,ACME,jose",
        "Vorname;Nachname;Firma / Company;GitHub\nJosé;Peña;ACME;jose",
        '"Family Name","Given Names","Git-Hub","Institution"\n"Peña","José","jose","ACME"',
        "First,Last,Company,Email,GitHub URL,More\nJosé,Peña,ACME,x@y.org,github.com/jose",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_table(people: Callable[..., Ran], table: str, encoding: str) -> None:
    """Columns are found by many names, in any order, delimiter and usual encoding."""
    (person,) = listed(people(table.encode(encoding)).out).values()
    assert (person.name, person.affiliation) == ("José Peña", "ACME")
    assert (person.handle, person.github) == ("jose", "jose")


NAMES = [
    *("Ana Silva", "Ana Jones", "Silva, Zoë", "null", "yes", "O'Neil: #1", "- x", "{a}", "*b*"),
    *("🎉", "🎊", "伟 张", "מרים לוי", "नमस्ते", "Dr. Who", "x" * 190, "2 Unlimited", "@d", "a: b"),
    *("%s", "[x](y)", "é" * 120, "é" * 121, "A & B", "...", "con", "Ann\tLee", "--x", "?a", "!t u"),
]


def test_any_name(people: Callable[..., Ran], project: Project) -> None:
    """Any name is read back as it was, its first name first; every handle is one person's alone.

    A project that has the file builds without a warning.
    """
    lines = "".join(f'"{name}"\n' for name in NAMES)
    ran = people(f"name\n{lines}")
    found = listed(ran.out)
    assert [person.name for person in found.values()] == [
        in_spoken_order(" ".join(name.split())) for name in NAMES if name != "..."
    ]
    assert "'...' is no name" in ran.err
    assert {"ana-silva", "ana-jones", "zoe", "null", "伟-张", "dr-who"} <= found.keys() | {"伟-张"}
    project.write({"people.yml": ran.out, "reports/x.md": "Hi.\n"})
    project.build(roundup_people="people.yml")


def test_handles() -> None:
    """Nobody gets the account of somebody else as a handle, nor one that is no handle."""
    drafts = [
        Draft("Ana Silva", handle="@ana"),
        Draft("Ana Lee", handle="ana"),
        Draft("Bob Jones"),
        Draft("Zoe Fox", links=(("github", "Bob"),)),
        Draft("Kim Po", handle="not a handle"),
        Draft("Kim", handle="ana"),
        Draft("Kim"),
    ]
    found = parse_people(write_entries(drafts).text)
    assert found.problems == ()
    assert {person.name: person.handle for person in found.people[:5]} == {
        "Ana Silva": "ana",
        "Ana Lee": "ana-lee",
        "Bob Jones": "bob-jones",
        "Zoe Fox": "Bob",
        "Kim Po": "kim-po",
    }
    assert [person.handle for person in found.people[5:]] == ["kim", "kim-1"]


def test_twice(people: Callable[..., Ran]) -> None:
    """Two people of one name are two, if their accounts or addresses say so."""
    ran = people(
        "name,github,email\nAna,a,\nAna,b,\nana,B,x\nBob,,b@x\nBob,,c@x\nBob,,b@x\nBob,,\n"
    )
    assert [p.name for p in listed(ran.out).values()] == ["Ana", "Ana", "Bob", "Bob"]
    assert ran.err.count("already") == 3


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "names no column that we know"),
        ("a,b\n1,2\n", "names no column that we know"),
        ("name\n", "no people in list.csv"),
        (b"PK\3\4\0\0", "is no text; export the list as CSV"),
        ('name\n"a' + "x" * 200_000, "line 2 of list.csv can't be read: field larger than"),
    ],
)
def test_no_list(people: Callable[..., Ran], content: str | bytes, told: str) -> None:
    """What is no list of attendees is refused in words."""
    ran = people(content)
    assert (ran.status, ran.out) == (2, "")
    assert told in ran.err


def test_no_file(
    command: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A list that isn't there, or is far too large, is told; so is that none is named."""
    assert "none.csv can't be read: No such file" in command("people", "--from", "none.csv").err
    assert command("people", "--from", "a\0b").status == 2
    assert "--from" in command("people").err
    monkeypatch.setattr(attendees, "MOST_BYTES", 3)
    (tmp_path / "a.csv").write_text("name\nAna\n")
    assert "is larger than 0 MB" in command("people", "--from", "a.csv").err


def test_into(people: Callable[..., Ran], tmp_path: Path) -> None:
    """The file is written once, and never over another."""
    ran = people("name\nAna\n伟\n", "--into", "people.yml")
    assert ran.out.startswith("Wrote people.yml.\n")
    text = (tmp_path / "people.yml").read_text("utf-8")
    assert list(listed(text)) == ["ana", "伟"]
    ran = people("name\nBob\n", "--into", "people.yml")
    assert (ran.status, ran.out) == (2, "")
    assert "is there already; nothing was written" in ran.err
    assert (tmp_path / "people.yml").read_text("utf-8") == text
    assert "can't be written: " in people("name\nAna\n", "--into", "no/people.yml").err


def test_reports(command: Callable[..., Ran], tmp_path: Path) -> None:
    """From reports come their authors, each once, with what the front matters say of them."""
    for name, text in {
        "reports/a.md": "---\nauthor: {name: Ana F, github: ana-gh}\nlinks: {Notes: https://a.org}\n"
        "affiliation: ACME\n---\nHi.\n",
        "reports/b/index.rst": ":authors: Ana F, Bob\n\nHi.\n",
        "reports/c.md": "# Hi\n",
        "reports/d.md": "---\nauthor: [x\n---\nHi.\n",
        "reports/e.txt": "no report",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    ran = command("people", "--from", "reports")
    found = listed(ran.out)
    assert {handle: person.name for handle, person in found.items()} == {
        "ana-gh": "Ana F",
        "bob": "Bob",
    }
    ana = found["ana-gh"]
    assert (ana.affiliation, ana.links[-1]) == ("ACME", ("Notes", "https://a.org"))
    assert os.path.join("reports", "d.md") + ":2: " in ran.err  # noqa: PTH118 - as it is shown
    assert "2 reports without an author: c.md, d.md\n" in ran.err
    for number in range(9):
        (tmp_path / f"reports/n{number}.md").write_text("Hi.\n")
    assert "c.md, d.md, n0.md, n1.md, n2.md, ...\n" in command("people", "--from", "reports").err


@pytest.mark.parametrize(
    "corpus", ["freebsd-2020q2", "fury-2023", "mirage-2017-march", "ropensci-unconf18"]
)
def test_real_reports(command: Callable[..., Ran], corpora: Path, corpus: str) -> None:
    """Of real reports, whoever their front matters name has an entry."""
    for site in sorted((corpora / corpus).glob("site*")):
        ran = command("people", "--from", str(site / "reports"))
        if ran.status == 0:
            assert len(listed(ran.out)) > 5
        else:
            assert "no people in" in ran.err


@pytest.mark.slow
def test_in_any_code_page(tmp_path: Path) -> None:
    """What becomes a file is UTF-8, whatever the system's own encoding."""
    (tmp_path / "a.csv").write_text("name\n伟 张\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx_roundup", "people", "--from", "a.csv"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        check=True,
    )
    assert list(listed(done.stdout.decode("utf-8"))) == ["伟-张"]


def test_to_a_terminal(people: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    """At a terminal it is the terminal's encoding."""
    told = io.StringIO()
    told.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stdout", told)
    people("name\nAna\n")
    assert "ana: Ana\n" in told.getvalue()


def test_inert(people: Callable[..., Ran]) -> None:
    """Nothing in a list acts on the terminal."""
    ran = people("name,we\x1b[31mb,site\nAna\x1b[31m\u202e,x,b\x1b\x07\n,\x1b[1m,\x1b\n")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", ran.out + ran.err)
    assert list(listed(ran.out)) == ["ana"]
