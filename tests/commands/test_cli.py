"""The command line as a whole."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from sphinx_roundup import __version__
from sphinx_roundup.commands import cli
from sphinx_roundup.commands.arguments import COMMANDS
from sphinx_roundup.commands.cli import CannotRun, Status

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Ran


@pytest.fixture
def add_command(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return a function that adds the command ``try``, which runs a function."""

    def add(run: Callable[[Namespace], Status]) -> None:
        monkeypatch.setitem(COMMANDS, "try", ("try it", ""))
        module = SimpleNamespace(run=run)
        monkeypatch.setitem(sys.modules, "sphinx_roundup.commands.try", module)

    return add


def run_python(code: str, **kwargs: object) -> subprocess.CompletedProcess[str]:
    """Run a program in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, **kwargs
    )


def test_no_arguments(command: Callable[..., Ran]) -> None:
    """Without arguments, the full help is printed as an error."""
    ran = command()
    assert (ran.status, ran.out) == (Status.UNABLE, "")
    assert ran.err == command("--help").out
    assert all(f"    {name} " in ran.err for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_help(command: Callable[..., Ran], name: str) -> None:
    """The help of each command has examples, and fits into 100 columns."""
    ran = command(name, "--help")
    assert ran.status == Status.DONE
    assert f"  sphinx-roundup {name}" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 100


def test_quick_start() -> None:
    """The version and the help, also of each command, load neither Sphinx nor docutils."""
    ran = run_python(
        "import sys\nfrom sphinx_roundup.commands import arguments, cli\n"
        "for asked in (['--version'], ['--help'], *([n, '--help'] for n in arguments.COMMANDS)):\n"
        "    try: cli.main(asked)\n    except SystemExit: pass\n"
        "sys.exit(bool({'sphinx', 'docutils', 'myst_parser'} & sys.modules.keys()))\n"
    )
    assert (ran.returncode, ran.stderr) == (0, "")


def test_module(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """``python -m sphinx_roundup`` is the same program."""
    monkeypatch.setattr(sys, "argv", ["sphinx-roundup", "--version"])
    with pytest.raises(SystemExit):
        runpy.run_module("sphinx_roundup", run_name="__main__")
    assert capsys.readouterr().out == f"sphinx-roundup {__version__}\n"
    assert runpy.run_module("sphinx_roundup.__main__")["main"] is cli.main


@pytest.mark.parametrize(
    ("error", "status", "err"),
    [
        (CannotRun("no folder here"), Status.UNABLE, "sphinx-roundup try: no folder here\n"),
        (KeyboardInterrupt(), 130, ""),
        (None, Status.FOUND, ""),
    ],
)
def test_end(
    command: Callable[..., Ran],
    add_command: Callable[..., None],
    error: BaseException | None,
    status: int,
    err: str,
) -> None:
    """A command ends with its status; an error is one line, without a traceback."""

    def run(_options: Namespace) -> Status:
        if error:
            raise error
        return Status.FOUND

    add_command(run)
    assert command("try") == (status, "", err)


TALK = """
import sys
from types import SimpleNamespace
from sphinx_roundup.commands import cli
def talk(options):
    sys.stdout.write('word ' * 100_000)
    return 0
sys.modules["sphinx_roundup.commands.find"] = SimpleNamespace(run=talk)
sys.exit(cli.main(["find", "ana"]))
"""


def test_closed_pipe() -> None:
    """When the reader closes the pipe, as with ``| head``, the command ends silently."""
    reading, writing = os.pipe()
    os.close(reading)
    asked = [sys.executable, "-c", TALK]
    done = subprocess.run(asked, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no disk that is always full")  # noqa: PTH110
def test_full_disk() -> None:
    """When nothing more can be written, the error is one line."""
    with open("/dev/full", "w") as full:  # noqa: PTH123
        asked = [sys.executable, "-c", TALK]
        done = subprocess.run(asked, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == Status.UNABLE
    assert done.stderr.startswith("sphinx-roundup find: ")
    assert len(done.stderr.splitlines()) == 1


def test_narrow_terminal(tmp_path: Path) -> None:
    """Letters that a terminal doesn't know are escaped there."""
    (tmp_path / "conf.py").write_text("extensions = ['sphinx_roundup']\n")
    (tmp_path / "page.md").write_text("山田 太郎\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx_roundup", "find", "山田 太郎"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        check=True,
        capture_output=True,
    )
    assert rb"page.md:1: \u5c71\u7530" in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="Windows can't send Ctrl-C to one process")
@pytest.mark.parametrize("module", ["sphinx_roundup.commands.find", "sphinx.application"])
def test_interrupted_import(module: str) -> None:
    """Ctrl-C while modules are imported ends the command with 130, without a traceback."""
    ran = run_python(
        "import os, signal, sys\n"
        "from sphinx_roundup.commands import main\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)  # tests may run behind nohup\n"
        "class Finder:\n"
        "    def find_spec(self, name, path, target=None):\n"
        f"        if name == {module!r}:\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "            sum(range(10**6))\n"
        "sys.meta_path.insert(0, Finder())\n"
        "sys.exit(main(['find', 'ana']))\n"
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, "", "")
