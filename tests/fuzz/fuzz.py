"""Fuzzing: pages with mutated reports, checked with the common oracle.

``tox -e fuzz -- --seconds 3600``, or with ``--print`` to print each page by LaTeX. What fails
is kept in a folder, one report a file, with what was wrong beside it; ``--replay FILE...``
builds these again.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
import traceback
from importlib import import_module
from pathlib import Path
from random import Random
from signal import SIGXCPU
from typing import TYPE_CHECKING

import seeds
from mutate import spoil

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from multiprocessing.connection import Connection

BUILDERS = [*["html"] * 8, "latex", "epub", "text", "man", "texinfo", "gettext", "singlehtml"]
ENGINES = ["xelatex", "pdflatex"]
"""Builders whose LaTeX is printed; they take several times as long."""
TOGETHER = 6
"""Spoilt reports on one page; where it fails, each is tried alone."""
MAX_SECONDS = 60
"""Processor time of a build; one that needs more has failed. A busy machine is no failure."""


def main() -> int:
    """Run, and return how many reports failed, one at least for each failure."""
    options = _options()
    if options.replay:
        named = {f"bad-{n}{p.suffix}": p.read_bytes() for n, p in enumerate(options.replay)}
        outcomes = [
            (name, judge({name: data}, builder, host=host))
            for name, data in named.items()
            for builder in sorted({*BUILDERS, *(ENGINES if options.print else ())})
            for host in (False, True)
        ]
        failed = [f"{name}: {wrong}" for name, wrong in outcomes if wrong]
        say("\n".join(failed) or "all is well")
        return len(failed)
    random = Random(options.seed)  # noqa: S311
    builders = ENGINES if options.print else BUILDERS
    return search(options.seconds, random, options.keep, builders)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="how long (%(default)s)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of the chance")
    parser.add_argument(
        "--keep", type=Path, default=Path("fuzz-failures"), help="where failures go"
    )
    parser.add_argument("--print", action="store_true", help="print each page by LaTeX")
    parser.add_argument("--replay", type=Path, nargs="*", help="files to build again")
    return parser.parse_args()


def say(words: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def search(seconds: int, random: Random, keep: Path, builders: Sequence[str]) -> int:
    """Build pages until the time is over; return how many reports failed."""
    texts = seeds.gather()
    for module in ("oracle", "sphinx_roundup", "myst_parser.sphinx_ext.main", "sphinx_design"):
        import_module(module)  # once, and not in each process again
    end = time.monotonic() + seconds
    pages = failed = 0
    while time.monotonic() < end:
        spoilt = {}
        for number in range(TOGETHER):
            data, suffix = spoil(random, texts)
            spoilt[f"bad-{number}.{suffix}"] = data
        builder = random.choice(builders)
        host = random.random() < 0.5
        pages += 1
        if wrong := judge(spoilt, builder, host=host):
            failed += keep_failures(spoilt, builder, wrong, keep, host=host)
    say(f"{pages} pages of {TOGETHER} spoilt reports from {len(texts)} texts, {failed} failed")
    return failed


def keep_failures(
    spoilt: Mapping[str, bytes], builder: str, wrong: str, keep: Path, *, host: bool
) -> int:
    """Find out whose fault it was, and keep that."""
    alone = {name: judge({name: data}, builder, host=host) for name, data in spoilt.items()}
    guilty = {name: told for name, told in alone.items() if told} or dict.fromkeys(spoilt, wrong)
    keep.mkdir(exist_ok=True)
    for name, told in guilty.items():
        stem = f"{builder}-{abs(hash(spoilt[name])):x}"
        keep.joinpath(stem + Path(name).suffix).write_bytes(spoilt[name])
        keep.joinpath(f"{stem}.txt").write_text(told, "utf-8", "backslashreplace")
        say(f"{stem}: {told.strip().splitlines()[-1][:200]}")
    return len(guilty)


def judge(spoilt: Mapping[str, bytes], builder: str, *, host: bool) -> str:
    """Return what is wrong with a page of spoilt reports, nothing if all is well.

    :param host: whether it has everything switched on

    In a process of its own, which can be ended and takes nothing with it.
    """
    context = multiprocessing.get_context("fork")
    answer, mouth = context.Pipe(duplex=False)
    process = context.Process(target=_judge, args=(spoilt, builder, host, mouth))
    process.start()
    mouth.close()
    wrong = "never ends"
    if answer.poll(20 * MAX_SECONDS):
        try:
            wrong = answer.recv()
        except EOFError:
            wrong = "the process died"
    process.kill()
    process.join()
    return "never ends" if process.exitcode == -SIGXCPU else wrong


def _judge(spoilt: Mapping[str, bytes], builder: str, host: bool, mouth: Connection) -> None:
    from cases import CONF
    from conftest import Project
    from oracle import Listener, Stage

    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS + 1))
    os.environ["ROUNDUP_SECRET"] = "ENVSECRET123"  # noqa: S105 - a canary
    with tempfile.TemporaryDirectory() as folder:
        srcdir = Path(folder).resolve() / "src"
        srcdir.mkdir()
        stage = Stage(Project(srcdir), Listener())
        if host:
            conf = srcdir / "conf.py"
            conf.write_text(conf.read_text("utf-8") + CONF, "utf-8")
        stage.put(spoilt)
        try:
            if builder in ENGINES:
                outcome = stage.judge(name="bad-*", builder="latex", latex_engine=builder)
                _print_pages(outcome.built.outdir, builder)
            else:
                stage.judge(name="bad-*", builder=builder)
        except BaseException:  # noqa: BLE001 - whatever it is, it is what we look for
            mouth.send(traceback.format_exc())
        else:
            mouth.send("")


def _print_pages(outdir: Path, engine: str) -> None:
    """Print a page by LaTeX, once; it may make no error, and each neighbour can be read."""
    (tex,) = outdir.glob("*.tex")
    command = [engine, "-interaction=nonstopmode", "-no-shell-escape", tex.name]
    subprocess.run(command, cwd=outdir, stdout=subprocess.DEVNULL, check=False)
    log = tex.with_suffix(".log").read_text("utf-8", "replace")
    errors = re.findall(r"^! .*(?:\n.*){0,4}", log, re.MULTILINE)
    assert not errors, "\n".join(errors)
    to_text = ["pdftotext", "-layout", tex.with_suffix(".pdf"), "-"]
    words = subprocess.run(to_text, capture_output=True, check=True).stdout.decode("utf-8")
    for word in ("GOOD1", "GOOD2", "PAGE-END", "HOST-WORDS"):
        assert word in words, f"{word} can't be read in the PDF"


if __name__ == "__main__":
    sys.exit(min(main(), 1))
