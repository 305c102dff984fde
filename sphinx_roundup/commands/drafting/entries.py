"""Entries of a people file, written so that reading them gives the same people."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from sphinx_roundup.commands.new import yaml_text
from sphinx_roundup.reports import (
    MAX_HANDLE,
    folded,
    is_handle,
    make_anchor,
    make_slug,
    parse_people,
    unique,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

PLAIN = ("affiliation", "pronouns")
"""What stands in an entry itself; all else is a link."""


class Draft(NamedTuple):
    """Somebody who is to have an entry."""

    name: str
    plain: tuple[tuple[str, str], ...] = ()
    """Keys of :data:`PLAIN`, and what they say."""
    links: tuple[tuple[str, str], ...] = ()
    """Labels, and accounts or addresses."""
    handle: str = ""
    """The one they wish."""
    place: str = ""
    """Where it says so, for what can't be used: ``attendees.csv:7``."""

    @property
    def github(self) -> str:
        """Their account, if it is known."""
        return next((account for label, account in self.links if label == "github"), "")


class Written(NamedTuple):
    """A people file, and what is not in it."""

    text: str
    told: tuple[str, ...]


def write_entries(drafts: Sequence[Draft]) -> Written:
    """Return the text of a people file; what it couldn't be read from is left out and told."""
    told: list[str] = []
    sound = [kept for draft in drafts if (kept := _without_faults(draft, told))]
    handles = choose_handles(sound)
    entries = [_entry(handle, draft) for handle, draft in zip(handles, sound, strict=True)]
    return Written(
        "\n".join(entries) if any("\n " in e for e in entries) else "".join(entries), tuple(told)
    )


def _without_faults(draft: Draft, told: list[str]) -> Draft | None:
    """Return *draft* with what the people file's own reader takes; ``None`` without a name.

    :param told: gets what it has to say of the rest
    """
    if not _is_sound(draft._replace(plain=(), links=()), draft, told):
        return None
    plain = [p for p in draft.plain if _is_sound(draft._replace(plain=(p,), links=()), draft, told)]
    links = [p for p in draft.links if _is_sound(draft._replace(plain=(), links=(p,)), draft, told)]
    once = {folded(label): (label, url) for label, url in reversed(links)}
    return draft._replace(plain=tuple(plain), links=tuple(reversed(once.values())))


def _is_sound(part: Draft, draft: Draft, told: list[str]) -> bool:
    problems = parse_people(_entry("x", part)).problems
    told += [f"{draft.place}: {problem.message % problem.args}" for problem in problems[:1]]
    return not problems


def _entry(handle: str, draft: Draft) -> str:
    if not draft.plain and not draft.links:
        return f"{yaml_text(handle)}: {yaml_text(draft.name)}\n"
    lines = [f"{yaml_text(handle)}:", f"  name: {yaml_text(draft.name)}"]
    lines += [f"  {key}: {yaml_text(value)}" for key, value in draft.plain]
    lines += ["  links:"] if draft.links else []
    lines += [f"    {yaml_text(label)}: {yaml_text(value)}" for label, value in draft.links]
    return "\n".join([*lines, ""])


# -- Handles -----------------------------------------------------------------------------


def choose_handles(drafts: Sequence[Draft]) -> list[str]:
    """Return a handle for each: the wish, the account at GitHub, the first name, the name.

    The first name where one person alone has it; nobody gets what is another's account.
    """
    firsts = Counter(_first_name(draft) for draft in drafts)
    accounts = Counter(folded(draft.github) for draft in drafts)
    taken: dict[str, int] = {}
    handles: list[str] = [""] * len(drafts)
    for wishes in (_wished, _own_account, _names):
        for number, draft in enumerate(drafts):
            if not handles[number]:
                free = (h for h in wishes(draft, firsts) if _may_have(draft, h, accounts, taken))
                if handle := next(free, ""):
                    handles[number] = handle
                    taken[make_anchor(handle)] = 0
    return [
        handle or unique(_last_resort(draft), taken)
        for handle, draft in zip(handles, drafts, strict=True)
    ]


def _may_have(draft: Draft, handle: str, accounts: Counter[str], taken: Collection[str]) -> bool:
    """Say whether somebody may have a handle: a good one, nobody's yet, and no other's account."""
    others = accounts[folded(handle)] - (folded(handle) == folded(draft.github))
    return is_handle(handle) and make_anchor(handle) not in taken and not others


def _wished(draft: Draft, _firsts: Counter[str]) -> Iterator[str]:
    yield draft.handle.removeprefix("@")


def _own_account(draft: Draft, _firsts: Counter[str]) -> Iterator[str]:
    yield draft.github


def _names(draft: Draft, firsts: Counter[str]) -> Iterator[str]:
    first = _first_name(draft)
    if firsts[first] == 1 and len(first) > 2:  # no initial, and no "Dr"
        yield first
    yield make_slug(draft.name)


def _first_name(draft: Draft) -> str:
    before, comma, behind = draft.name.partition(",")
    return make_slug(next(iter((behind if comma else before).split()), ""))


def _last_resort(draft: Draft) -> str:
    slug = make_slug(draft.name)
    return slug if is_handle(slug) and len(slug) <= MAX_HANDLE - 9 else "person"
