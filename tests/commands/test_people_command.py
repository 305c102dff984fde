"""``sphinx-roundup people``."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sphinx_roundup.commands.people import Draft, choose_handles
from sphinx_roundup.reports import parse_people

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Project, Ran

    from sphinx_roundup.reports import Person


EXPORTS = Path(__file__).parent / "exports"
"""Lists of one person, with the columns that each tool documents."""


def listed(text: str) -> dict[str, Person]:
    """Return the people of a people file."""
    found = parse_people(text)
    return {str(person.handle): person for person in found.people}


@pytest.fixture
def people(command: Callable[..., Ran], tmp_path: Path) -> Callable[[str | bytes], Ran]:
    """Return a function that makes a people file of a list."""

    def run(content: str | bytes, *asked: str, name: str = "list.csv") -> Ran:
        data = content.encode() if isinstance(content, str) else content
        (tmp_path / name).write_bytes(data)
        return command("people", "--from", name, *asked)

    return run


MAIL = "an e-mail address, and isn't used"
NO_SITE = "is no web address, and is ignored in 'website'; write it as https://..."
FORM = """\
Timestamp;E-Mail;First name;Last Name;GitHub username;Mastodon;Company name;\
T-shirt;Website;Pronouns
1;ana@x.org;Ana;Ferreira;@Ana-gh;@ana@social.example.org;ACME: "best", Inc.;M;https://ana.example.org;she
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
        "not used: Timestamp, E-Mail, T-shirt",
        f"list.csv:5: 'mastodon' is {MAIL}; write an account as in '@ana@example.social'",
        "list.csv:7: has no name",
        "list.csv:8: 'ANA ferreira' is left out; see list.csv:2",
        f"line 16 of the people file: 'not a site' {NO_SITE}",
    ]


def test_no_mail(people: Callable[..., Ran]) -> None:
    """No address of e-mail gets into the file, wherever it stands in the list."""
    ran = people(
        "name,mail,github,company,website,handle\n"
        'Ana <ana@x.org>,ana@x.org,ana@x.org,"ACME, ana@x.org",mailto:ana@x.org,ana@x.org\n'
        "bob@x.org,bob@x.org,bob,,,\n"
        "ana@localhost,,,root@[::1],,\n"
    )
    assert {h: p.name for h, p in listed(ran.out).items()} == {"bob": "bob"}
    assert "@" not in ran.out.partition("\n\n")[2]


@pytest.mark.parametrize(
    "table",
    [
        "name,github,affiliation\nJosé Peña,jose,ACME",
        "Affiliation;Full Name;GitHub handle\nACME;José Peña;@jose",
        "Github Username\tName\tOrganisation\njose\tJosé Peña\tACME",
        "Ticket Full Name,Ticket Company Name,GitHub\r\nJosé  Peña,ACME,jose\r\n",
        "Attendee name: Given name;Attendee name: Family name;Company;GitHub\nJosé;Peña;ACME;jose",
        '"Family Name","Given Names","Git-Hub","Institution"\n"Peña","José","jose","ACME"',
        '"Name","Company","GitHub"\n"Peña, José","ACME","jose"',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_any_table(people: Callable[..., Ran], table: str, encoding: str) -> None:
    """Columns of known exports are found in any order, with any usual delimiter."""
    (person,) = listed(people(table.encode(encoding)).out).values()
    assert (person.name, person.affiliation) == ("José Peña", "ACME")
    assert (person.handle, person.github) == ("jose", "jose")


@pytest.mark.timeout(20)
@pytest.mark.parametrize("part", ["A", "@", "a@", " @a", "://", "(", ",a "])
def test_long_cell(people: Callable[..., Ran], part: str) -> None:
    """A long cell is read at once, whatever is in it."""
    cell = (part * 100_000)[:100_000]
    ran = people(f'name,"{cell}"\n"{cell}",\nana,\n')
    assert "ana" in listed(ran.out)


@pytest.mark.parametrize("path", sorted(EXPORTS.iterdir()), ids=lambda path: path.name)
def test_exports(people: Callable[..., Ran], path: Path) -> None:
    """The exports of other tools are understood."""
    text = path.read_text("utf-8")
    ran = people(text, name=path.name)
    ((handle, ana),) = listed(ran.out).items()
    assert (handle, ana.name) == ("ana", "Ana Ferreira")
    assert [url for _label, url in ana.links] == ["https://ana.example.org"] * ("example" in text)
    assert ran.err.startswith("not used: ")


NAMES = [
    *("Ana Silva", "Ana Jones", "Zoë Silva, PhD", "null", "yes", "O'Neil: #1", "- x", "{a}", "*b*"),
    *("🎉", "🎊", "伟 张", "מרים לוי", "नमस्ते", "Dr. Who", "x" * 190, "2 Unlimited", "@d", "a: b"),
    *("%s", "[x](y)", "é" * 120, "é" * 121, "A & B", "con", "Ann\tLee", "--x", "?a", "!t u"),
]


def test_any_name(people: Callable[..., Ran], project: Project) -> None:
    """Any name is read back as it was; every handle is one person's alone.

    A project that has the file builds without a warning.
    """
    lines = "".join(f'"{name}"\n' for name in NAMES)
    ran = people(f"name\n{lines}")
    found = listed(ran.out)
    assert [person.name for person in found.values()] == [" ".join(name.split()) for name in NAMES]
    assert {
        "ana-silva",
        "ana-jones",
        "zoe-silva-phd",
        "null",
        "伟-张",
        "dr-who",
    } <= found.keys() | {"伟-张"}
    project.write({"people.yml": ran.out, "reports/x.md": "Hi.\n"})
    project.build(roundup_people="people.yml")
    assert "'...' is no name" in people("name\n...\n").err


def test_handles() -> None:
    """Nobody gets the account of somebody else as a handle, nor one that is no handle."""
    drafts = [
        Draft("Ana Silva", handle="@ana"),
        Draft("Ana Lee", handle="ana"),
        Draft("Bob Jones"),
        Draft("Zoe Fox", {"github": "Bob"}),
        Draft("Kim Po", handle="not a handle"),
        Draft("Kim", handle="ana"),
        Draft("Kim"),
    ]
    assert choose_handles(drafts) == [
        *("ana", "ana-lee", "bob-jones", "Bob", "kim-po", "kim", "kim-1"),
    ]


def test_twice(people: Callable[..., Ran]) -> None:
    """Two people of one name are two, if their accounts or addresses say so."""
    ran = people(
        "name,github,email\nAna,a,\nAna,b,\nana,B,x\nBob,,b@x\nBob,,c@x\nBob,,b@x\nBob,,\n"
    )
    assert [p.name for p in listed(ran.out).values()] == ["Ana", "Ana", "Bob", "Bob", "Bob"]
    assert ran.err.count("is left out; see") == 2


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "no people in list.csv"),
        ("a,b\n1,2\n", "list.csv has no known column"),
        ("name\n", "no people in list.csv"),
        ("name\nJosé\n".encode("latin-1"), "list.csv isn't UTF-8"),
        ('name\n"a' + "x" * 200_000, "list.csv can't be read: field larger than"),
        ("name," + "x" * 200_000, "list.csv can't be read: field larger than"),
    ],
)
def test_no_list(people: Callable[..., Ran], content: str | bytes, told: str) -> None:
    """What is no list of attendees is refused in words."""
    ran = people(content)
    assert (ran.status, ran.out) == (2, "")
    assert told in ran.err


def test_no_file(command: Callable[..., Ran]) -> None:
    """A list that can't be read is reported; so is that none is named."""
    assert "none.csv: No such file" in command("people", "--from", "none.csv").err
    assert "--from" in command("people").err


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
    assert people("name\nAna\n", "--into", "no/people.yml").status == 0
    assert (
        "list.csv/x: Not a directory"
        in people("name\nAna\n", "--into", "list.csv/x/people.yml").err
    )


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


ACTS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]|##[\w-]*\[|^\s*::", re.MULTILINE)


@pytest.mark.parametrize(
    "row",
    [
        "Ana\x1b[31m\u202e,x,b\x1b\x07\n,\x1b[1m,\x1b",
        "Ana ::error::x ##vso[task.x]y,https://x.example/##vso[x],##[error]x",
        f'"Ana\n::error::b",,{"words ::error::x " * 100}',
        "Ana,*alias,!!python/name:os",
    ],
)
def test_inert(people: Callable[..., Ran], row: str) -> None:
    """Nothing in a list acts on the terminal or in a CI's log, nor is it more YAML than text."""
    ran = people(f"name,website,affiliation,we\x1b[31mb,##vso[x]\n{row}\n")
    assert not ACTS.search(ran.out + ran.err)
    (ana,) = listed(ran.out).values()
    assert ana.name.startswith("Ana")
