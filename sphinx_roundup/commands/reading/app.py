"""Opens a project as a build does, and leaves nothing behind."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils

from sphinx_roundup.commands.command import CannotRun
from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.messages import shown
from sphinx_roundup.page.keeping import get_cache

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

_MAY_GATHER = (b"roundup", b"include")
"""What stands in the source of each page that has the directive, or includes it."""


@contextmanager
def open_app(
    srcdir: Path,
    confdir: Path | None,
    builder: str,
    overrides: Mapping[str, Any],
    tags: Sequence[str] = (),
) -> Iterator[Sphinx]:
    """Open a project, whose output and doctrees lie where they are gone at the end.

    :param confdir: the folder of its conf.py; ``None`` where *overrides* say everything
    :raises CannotRun: where Sphinx can't open it, or what is done with it ends in its error
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sphinx-roundup-")))
        stack.enter_context(patch_docutils(confdir or folder))
        stack.enter_context(docutils_namespace())
        try:
            app = Sphinx(
                srcdir,
                confdir,
                folder / "out",
                folder / "doctrees",
                builder,
                confoverrides=dict(overrides),
                status=None,
                warning=None,
                tags=tags,
            )
            stack.callback(_let_go, app)
            yield app
        except SphinxError as error:
            reason = f"the project in {srcdir} can't be read: {shown(str(error), 500)}"
            raise CannotRun(reason) from error


def _let_go(app: Sphinx) -> None:
    """Close what is open; commands may have put others in the place of those of a build."""
    if publisher := get_roundup_domain(app.env).publisher:
        publisher.close()
    get_cache(app.env).close()


def may_gather(path: Path) -> bool:
    """Say whether a page may have a roundup, by the bytes of its file."""
    try:
        source = path.read_bytes()
    except OSError:
        return False
    return any(word in source for word in _MAY_GATHER)
