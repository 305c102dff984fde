"""Build what is published, check it, install it where nothing else is, and build the example.

``tox -e package`` runs it: ``python tests/package.py FOLDER``. The folder then holds the
source distribution and the wheel, and nothing else.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "example_site"
NEEDED = ("sphinx_roundup/py.typed", "sphinx_roundup/static/roundup.css")
"""Of the files without which the wheel works until somebody looks."""


def main(folder: Path) -> None:
    """Do all of it; whatever fails ends it."""
    shutil.rmtree(folder, ignore_errors=True)
    run(sys.executable, "-m", "build", "--outdir", folder, ROOT)
    run(sys.executable, "-m", "twine", "check", "--strict", *folder.iterdir())
    (wheel,) = folder.glob("*.whl")
    with tempfile.TemporaryDirectory() as place:
        python = make_environment(Path(place) / "empty")
        run(python, "-m", "pip", "install", "--quiet", f"{wheel}[feed]", "furo")
        look_inside(python)
        build_example(python, Path(place))


def make_environment(folder: Path) -> Path:
    """Make an environment with nothing but pip in it; return its Python."""
    venv.create(folder, with_pip=True)
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def look_inside(python: Path) -> None:
    """Say whether everything was installed that isn't Python."""
    code = (
        "from importlib.metadata import files; import sys;"
        " found = {str(f).replace(chr(92), '/') for f in files('sphinx-roundup')};"
        f" missing = set({NEEDED!r}) - found;"
        " sys.exit(f'not in the wheel: {missing}' if missing else 0)"
    )
    run(python, "-c", code)


def build_example(python: Path, place: Path) -> None:
    """Build the example, where no source of ours is to be found beside it."""
    shutil.copytree(EXAMPLE, place / "src", ignore=shutil.ignore_patterns("_build"))
    run(python, "-m", "sphinx", "-q", "-W", "-b", "html", place / "src", place / "html", cwd=place)
    page = (place / "html" / "spring-2026.html").read_text("utf-8")
    if "roundup-report" not in page:
        sys.exit("the example has no reports")


def run(*command: object, cwd: Path = ROOT) -> None:
    """Run a program; end where it fails."""
    asked = [str(word) for word in command]
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    subprocess.run(asked, check=True, cwd=cwd, env=environment)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "dist").resolve())
