"""Temporary project for reports that no page gathers, with a copy of their folder."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_roundup.commands.project import Project, read_config
from sphinx_roundup.reports import read_report

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_CONF = """\
extensions = ["myst_parser", "sphinx_design", "sphinx_roundup"]
exclude_patterns = ["*/**"]
"""

_MOST_COPIED = 200_000_000
"""Bytes of a folder that are copied; reports with their pictures need less."""
_LEAST_COUNTED = 100_000
"""Bytes that a file counts at least, so that the number of files is limited, too."""

_UNSAFE = re.compile(r"[\s\x00-\x1f\x7f\ud800-\udfff]")
"""Characters of names that an argument of a directive can't have: ``?`` finds them."""
_DRAFT = re.compile(rb"^:?(draft|published)[ \t]*[:=].*$", re.IGNORECASE | re.MULTILINE)


@contextmanager
def temporary_project(folder: Path, names: Collection[str]) -> Iterator[tuple[Project, Path]]:
    """Make a project of one page, which gathers reports from a copy of their folder.

    :param names: of files in the folder, which it gathers together with the reports beside
        them; none for all reports in the folder and below
    :returns: also the copy
    """
    with tempfile.TemporaryDirectory(prefix="sphinx-roundup-") as top:
        srcdir = Path(top).resolve()
        copy = srcdir / (folder.name or "reports")
        _copy_folder(folder, copy, names)
        for name in names:
            _publish_draft(copy / name)
        patterns = [*names, "*.md", "*.rst"] if names else [""]
        lines = [_UNSAFE.sub("?", f"/{copy.name}/{pattern}") for pattern in patterns]
        directive = ".. roundup:: {}\n".format("\n   ".join(lines))
        (srcdir / "conf.py").write_text(_CONF, "utf-8")
        (srcdir / "index.rst").write_text(f"Reports\n=======\n\n{directive}", "utf-8")
        yield Project(srcdir, read_config(srcdir)), copy


def _copy_folder(folder: Path, copy: Path, names: Collection[str]) -> None:
    """Copy what a build may need of a folder; the named reports at first."""
    left = _MOST_COPIED
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name[0] not in "._")
        target = copy / Path(place).relative_to(folder)
        target.mkdir()
        for name in sorted(files, key=lambda name: (name not in names, name)):
            path = Path(place, name)
            if name.startswith(".") and name not in names:
                continue
            with suppress(OSError):  # as if it weren't there
                size = max(path.lstat().st_size, _LEAST_COUNTED)
                if size <= left and (path.is_symlink() or path.is_file()):
                    left -= size
                    shutil.copyfile(path, target / name, follow_symlinks=False)


def _publish_draft(path: Path) -> None:
    """Remove the field that hides a report."""
    if read_report(path.parent, path.name).draft:
        path.write_bytes(_DRAFT.sub(b"", path.read_bytes(), count=1))
