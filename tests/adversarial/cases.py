"""Bad reports as data: what a stranger sends, where we warn of it, what is shown of it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import myst_parser
import yaml

HOSTILE = Path(__file__).parents[1] / "roots" / "hostile"
FM = "---\nauthor: Bad\n---\n"
"""The first three lines of most Markdown reports."""
RST = ":author: Bad\n\n"
"""The first two lines of most reST reports."""
CONF = (HOSTILE / "conf.py").read_text("utf-8")
"""Configuration of a host that has everything switched on."""


class Case(NamedTuple):
    """A bad report."""

    id: str
    text: str
    lines: tuple[int, ...] | None = None
    """Of the warnings, each once; ``None`` where their number doesn't matter."""
    shows: tuple[str, ...] = ("KEEP",)
    """What can be read on the page."""

    @property
    def suffix(self) -> str:
        """Of the report's file."""
        return "rst" if self.id.endswith("-rst") else "md"


def _read(name: str) -> list[Case]:
    return [Case(**each) for each in yaml.safe_load((HOSTILE / name).read_text("utf-8"))]


_OPTION = int(not myst_parser.__version__.startswith("5.1."))
"""How far below its directive MyST tells of the first option that is wrong."""
_GIVEN_UP = ("could not be shown",)
SIZE = [
    Case("O22", f"{FM}KEEP\n\n{'*a **a ' * 3000}b{' a** a*' * 3000}\n", shows=_GIVEN_UP),
    Case(
        "O23",
        f"{FM}KEEP\n\n"
        + "".join(f"{':' * (n + 3)}{{note}}\n" for n in range(150, 0, -1))
        + "deep\n"
        + "".join(f"{':' * (n + 3)}\n" for n in range(1, 151)),
        shows=_GIVEN_UP,
    ),
    Case(
        "O24-rst",
        f"{RST}KEEP\n\n" + "".join("  " * n + "- x\n\n" for n in range(300)),
        shows=_GIVEN_UP,
    ),
    Case("O25-quotes", FM + ">" * 50_000 + "\n", shows=()),
    Case("O25-brackets", FM + "[" * 50_000 + "\n", shows=()),
    Case("O25-links", FM + "[a](" * 12_000 + "\n", shows=()),
    Case("O25-bang", FM + "![" * 25_000 + "\n", shows=()),
    Case("O25-backticks", FM + " ".join("`" * n for n in range(1, 300)) + "\n", shows=()),
    Case("O25-stars", FM + "a**b" * 12_000 + "c* " * 12_000 + "\n", shows=()),
    Case("O25-underscores-rst", RST + "a_b`c*d|" * 6_000 + "\n", shows=()),
    Case(
        "O26-rst",
        RST
        + "".join(f".. |s{n}| replace:: {f'|s{n + 1}| ' * 10}\n" for n in range(5))
        + ".. |s5| replace:: ten letters\n\n|s0|\n\nKEEP\n",
        shows=(),
    ),
    Case(
        "O27",
        "---\nauthor: Bad\na0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))
        + "title: *a8\n---\nKEEP\n",
    ),
]
"""Reports that are too large, too deep or too slow."""

_TABLES = """\
```{csv-table} A
:file: ../../secret.txt

A1
```

```{csv-table} B
:url: $HTTP/x

B1
```

```{csv-table} C
:header: x, y

ROW1, ROW2
```

KEEP
"""
ALL = [
    *_read("reports.yml"),
    Case("O10", FM + _TABLES, (4 + _OPTION, 10 + _OPTION), ("KEEP", "ROW1", "ROW2")),
    *SIZE,
]
OF_HOSTS = [
    *_read("of_hosts.yml"),
    Case("number", f"---\ntitle: {'9' * 5000}\ndate: 9999-12-31T23:59:60Z\n---\nKEEP\n", ()),
    Case(
        "accents", f"KEEP a{chr(0x301) * 5000}\n\n# {('b' + chr(0x335) + chr(0x489)) * 999}\n", ()
    ),
]
"""Bad reports that want something of their host, which has everything switched on."""
