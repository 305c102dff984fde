"""What the result of parsing a report depends on besides the report, as one digest.

The cache (:mod:`.cache`) keeps results under it. Whatever can't be named so that it is the
same in the next build, and different once it would give another result, is
:class:`Unnamable`: then nothing is kept, which costs time and no page.
"""

from __future__ import annotations

import gettext
import hashlib
import pickle
import sys
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util.i18n import docname_to_domain

from sphinx_roundup.parsing.origin import is_foreign, origin_of
from sphinx_roundup.parsing.transforms import transforms_in_force

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

_PACKAGES = (
    *("docutils", "markdown-it-py", "mdit-py-plugins", "myst-parser", "Pygments"),
    *("PyYAML", "Sphinx", "sphinx-design"),
)

_NO_SETTINGS = {"env", "record_dependencies", "warning_stream"}
"""Of docutils: what belongs to the build, or to a page."""

_PLAIN = (str, int, float, bool, bytes, type(None))


class Unnamable(Exception):
    """Something that a result may depend on has no name that lasts."""


def digest(*parts: str) -> str:
    """Return a digest of texts, in which none can run into the next."""
    joined = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()


class Surroundings:
    """What one build's reports are surrounded by.

    :param settled: the names of the configuration values that are the same for all builders:
        a theme declares more, for those of html alone
    """

    def __init__(self, app: Sphinx, settled: Collection[str]) -> None:
        self._settled = frozenset(settled)
        self._confdir = Path(app.confdir)
        self._versions = {name: ext.version for name, ext in app.extensions.items()}
        self._pages: dict[str, str | None] = {}

    @cached_property
    def readers(self) -> str:
        """A digest of what reads and parses: our own code, and what stands below it."""
        packages = [f"{name} {version(name)}" for name in _PACKAGES]
        return digest(sys.version, _digest_code(), *packages)

    def of_page(self, settings: Any) -> str | None:
        """Return a digest of what the reports of a page find there; ``None`` where it has none.

        :param settings: docutils' settings of the page, with Sphinx's ``env`` among them
        """
        docname = settings.env.docname
        if docname not in self._pages:
            try:
                self._pages[docname] = self._name_page(settings)
            except Unnamable:
                self._pages[docname] = None
        return self._pages[docname]

    def forget(self, docname: str) -> None:
        """Look again when the page is read again."""
        self._pages.pop(docname, None)

    def _name_page(self, settings: Any) -> str:
        env: BuildEnvironment = settings.env
        plain = {
            name: value
            for name, value in sorted(vars(settings).items())
            if name not in _NO_SETTINGS and not name.startswith(("_", "myst_"))
        }
        return digest(
            self._program(env.config),
            str(env.srcdir),
            _name_value(plain),
            *sorted(self._name_words(env)),
            *_name_catalogues(env),
        )

    def _program(self, config: Config) -> str:
        """Name the programs at work, and how they are set up."""
        return digest(
            self.readers,
            _digest_file(self._confdir / "conf.py"),
            *(self._name_extension(name) for name in sorted(config.extensions)),
            *(f"{name}={_name_value(value)}" for name, value in self._values(config)),
        )

    def _values(self, config: Config) -> Iterator[tuple[str, object]]:
        """Give what conf.py says and a page may depend on."""
        for name, value, _rebuild in config.filter(frozenset({"env"})):
            if name in self._settled:
                yield name, value

    def _name_words(self, env: BuildEnvironment) -> Iterator[str]:
        """Name the transforms in force, and whose they are."""
        for number, transform in enumerate(transforms_in_force(env)):
            yield f"{number:03} {self._name_maker(transform)}"

    def _name_maker(self, made: object) -> str:
        module, name = origin_of(made)
        bringer = self._name_extension(module.partition(".")[0]) if is_foreign(made) else ""
        return f"{module}.{name} {bringer}"

    def _name_extension(self, name: str) -> str:
        """Name an extension and its version; one without a version by what stands in it."""
        written = self._versions.get(name, "unknown version")
        if written != "unknown version":
            return f"{name} {written}"
        return f"{name} {digest(*map(_digest_file, _sources_of(name)))}"


@cache
def _digest_code() -> str:
    """Return a digest of our own code: whoever works on it sees what it does."""
    folder = Path(__file__).parents[1]
    return digest(*map(_digest_file, sorted(folder.rglob("*.py"))))


def _sources_of(name: str) -> list[Path]:
    """Return the files of a module; of what conf.py holds, none, for that is named anyway."""
    written = getattr(sys.modules.get(name), "__file__", None)
    if written is None:
        return []
    path = Path(written)
    return sorted(path.parent.rglob("*.py")) if path.name == "__init__.py" else [path]


def _digest_file(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _name_value(value: object) -> str:
    """Return a text for a configuration value, the same in each process."""
    if isinstance(value, _PLAIN):
        return repr(value)
    if isinstance(value, dict):
        return f"{{{_join(f'{_name_value(k)}:{_name_value(v)}' for k, v in value.items())}}}"
    if isinstance(value, set | frozenset):
        return f"<{_join(sorted(map(_name_value, value)))}>"
    if isinstance(value, list | tuple):
        return f"[{_join(map(_name_value, value))}]"
    if callable(value):
        return ".".join(origin_of(value))
    try:
        return repr(pickle.dumps(value))
    except Exception as error:
        raise Unnamable from error


def _join(texts: Iterable[str]) -> str:
    return ",".join(texts)


def _name_catalogues(env: BuildEnvironment) -> list[str]:
    """Name what translates the page, and Sphinx's own words."""
    config = env.config
    languages = [config.language, config.language.partition("_")[0]]
    domains = (docname_to_domain(env.docname, config.gettext_compact), "sphinx")
    return [
        _digest_file(Path(found))
        for folder in config.locale_dirs
        for domain in domains
        for found in gettext.find(domain, str(env.srcdir / folder), languages, all=True)
    ]
