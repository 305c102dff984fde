"""What is to be checked, in a source folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sphinx_roundup.problems import shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


class Scope(NamedTuple):
    """What is to be checked, in a source folder."""

    filenames: frozenset[str] = frozenset()
    """Reports, or what else a user may name, POSIX below the folder."""
    folders: tuple[str, ...] = ()
    """POSIX below the folder; ``""`` for all of it."""

    def covers(self, filename: str) -> bool:
        """Say whether a file is to be checked."""
        return filename in self.filenames or any(is_below(filename, f) for f in self.folders)

    def without(self, filenames: Collection[str]) -> Scope:
        """Return the scope without some of the files that it names."""
        return self._replace(filenames=self.filenames.difference(filenames))

    def shown(self) -> Scope:
        """Return the scope as warnings name its files."""
        return Scope(frozenset(map(shown, self.filenames)), tuple(map(shown, self.folders)))

    def join(self, filenames: Iterable[str], folders: Iterable[str]) -> Scope:
        """Return the scope with more in it."""
        return Scope(self.filenames.union(filenames), (*self.folders, *folders))


def is_below(filename: str, folder: str) -> bool:
    """Say whether a file is in a folder."""
    return not folder or filename.startswith(f"{folder}/")
