"""The command line as a whole."""

from __future__ import annotations

import os
import runpy
import signal
import subprocess
import sys
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from sphinx_roundup import __version__
from sphinx_roundup.commands import cli
from sphinx_roundup.commands.command import CannotRun, Command, Status
from sphinx_roundup.commands.project import add_source_argument, find_source, open_project

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from conftest import Ran


def test_version(command: Callable[..., Ran]) -> None:
    """The version is told."""
    assert command("--version") == (0, f"sphinx-roundup {__version__}\n", "")


def test_nothing_asked(command: Callable[..., Ran]) -> None:
    """Who asks for nothing is told what there is."""
    ran = command()
    assert ran.status == Status.UNABLE
    assert "usage: sphinx-roundup" in ran.err


def test_module(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """``python -m sphinx_roundup`` is the same."""
    monkeypatch.setattr(sys, "argv", ["sphinx-roundup", "--version"])
    with pytest.raises(SystemExit):
        runpy.run_module("sphinx_roundup", run_name="__main__")
    assert capsys.readouterr().out == f"sphinx-roundup {__version__}\n"
    assert runpy.run_module("sphinx_roundup.__main__")["main"]


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (CannotRun("no folder here"), 2, "sphinx-roundup try: no folder here\n"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_ends(
    command: Callable[..., Ran],
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    status: int,
    told: str,
) -> None:
    """What stops a command is a word and a status, and no traceback."""

    def stop(_given: Namespace) -> Status:
        raise error

    tried = Command("try", "try it", "Tries it.", lambda _parser: None, stop)
    monkeypatch.setattr(cli, "load_commands", lambda: [tried])
    assert command("try") == (status, "", told)


def test_narrow_terminal(tmp_path: Path) -> None:
    """A terminal that knows few letters gets the others escaped."""
    (tmp_path / "page.md").write_text("## 山田 太郎\n\nText.\n", encoding="utf-8")
    asked = [sys.executable, "-m", "sphinx_roundup", "split", "page.md", "--into", "docs"]
    ran = subprocess.run(
        asked,
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        check=True,
        capture_output=True,
    )
    assert rb"\u5c71\u7530" in ran.stdout


def test_reader_who_goes(tmp_path: Path) -> None:
    """Where nobody reads on, as before ``| head``, the command ends in silence."""
    script = tmp_path / "talk.py"
    script.write_text(
        "import sys\n"
        "from sphinx_roundup.commands import cli\n"
        "from sphinx_roundup.commands.command import Command, Status\n"
        "def talk(given):\n"
        "    sys.stdout.write('word ' * 100_000)\n"
        "    return Status.DONE\n"
        "cli.load_commands = lambda: [Command('talk', '', '', lambda parser: None, talk)]\n"
        "sys.exit(cli.main(['talk']))\n"
    )
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, script], stdout=writing, stderr=subprocess.PIPE, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_command_that_ends_well(
    command: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command ends with the status that it gives."""
    found = Command("try", "try it", "Tries it.", add_source_argument, lambda _given: Status.FOUND)
    monkeypatch.setattr(cli, "load_commands", lambda: [found])
    assert command("try", "--source", "docs") == (Status.FOUND, "", "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no disk that is always full")  # noqa: PTH110
def test_full_disk() -> None:
    """Where nothing more can be written, that is said without a traceback."""
    with open("/dev/full", "w") as full:  # noqa: PTH123
        asked = [sys.executable, "-m", "sphinx_roundup", "schema", "people"]
        done = subprocess.run(asked, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == Status.UNABLE
    assert done.stderr.startswith("sphinx-roundup schema: ")
    assert len(done.stderr.splitlines()) == 1


def test_relative_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of --source may be named from here."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/conf.py").write_text("")
    monkeypatch.chdir(tmp_path)
    assert open_project(Path("docs")).srcdir == (tmp_path / "docs").resolve()


def test_project_is_found(tmp_path: Path) -> None:
    """The project is the nearest around the working folder, or in a usual place there."""
    (tmp_path / "docs/reports").mkdir(parents=True)
    (tmp_path / "docs/conf.py").write_text("roundup_float = 'left'\n")
    assert find_source(tmp_path / "docs/reports") == tmp_path / "docs"
    assert find_source(tmp_path) == tmp_path / "docs"
    project = open_project(None, tmp_path)
    assert project.srcdir == tmp_path / "docs"
    assert project.config.roundup_float == "left"
    assert project.config.roundup_order == "file"


def test_no_project(tmp_path: Path) -> None:
    """Where there is none, or none that can be read, one is told how to name it, or why."""
    with pytest.raises(CannotRun, match="name the project's folder with --source"):
        open_project(tmp_path)
    assert find_source(tmp_path) is None
    (tmp_path / "conf.py").write_text("roundup_float = 'up'\n")
    with pytest.raises(CannotRun, match="roundup_float takes one of"):
        open_project(tmp_path)
    (tmp_path / "conf.py").write_text("1/0\n")
    with pytest.raises(CannotRun, match="ZeroDivisionError"):
        open_project(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="Windows can't send Ctrl-C to one process")
@pytest.mark.parametrize(
    "module",
    [
        "sphinx_roundup.commands.cli",
        "sphinx_roundup.commands.new",
        "sphinx_roundup.commands.schema",
        "sphinx.application",
    ],
)
def test_interrupted_import(tmp_path: Path, module: str) -> None:
    """Ctrl-C while modules are imported ends the command with 130, without a traceback."""
    script = tmp_path / "interrupted.py"
    script.write_text(
        "import os, signal, sys\n"
        "from sphinx_roundup.__main__ import main\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)  # tests may run behind nohup\n"
        "class Finder:\n"
        "    def find_spec(self, name, path, target=None):\n"
        f"        if name == {module!r}:\n"
        "            try:\n"
        "                os.kill(os.getpid(), signal.SIGINT)\n"
        "                sum(range(10**6))\n"
        "            except BaseException:\n"
        "                pass  # as the import system's callbacks do\n"
        f"[sys.modules.pop(name) for name in list(sys.modules) if name == {module!r}]\n"
        "sys.meta_path.insert(0, Finder())\n"
        "sys.argv = ['sphinx-roundup', 'schema', 'people']\n"
        "sys.exit(main())\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_signals_are_put_back(command: Callable[..., Ran]) -> None:
    """The handlers of a program that calls us stay; that of a process behind nohup, too."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        assert command("schema", "people").status == 0
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
    assert command("schema", "people").status == 0
    assert signal.getsignal(signal.SIGINT) is before


def test_thread(command: Callable[..., Ran]) -> None:
    """A command may run in a thread, which can't set handlers."""
    ran: list[Ran] = []
    thread = Thread(target=lambda: ran.append(command("schema", "people")))
    thread.start()
    thread.join()
    assert ran[0].status == 0
