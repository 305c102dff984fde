"""The benchmark measures builds that do their work."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow


@pytest.fixture
def benchmark() -> Iterator[Any]:
    """Return a function that imports the benchmark's modules, which are no package."""
    folder = str(Path(__file__).parent / "benchmarks")
    sys.path.insert(0, folder)
    yield import_module
    sys.path.remove(folder)
    for name in ("build", "projects", "reports", "tables"):
        sys.modules.pop(name, None)


@pytest.mark.parametrize(
    ("way", "syntax"), [("roundup", "md"), ("include", "rst"), ("pasted", "md")]
)
def test_builds(benchmark: Any, tmp_path: Path, way: str, syntax: str) -> None:
    """Each way shows the same words, without a warning, and sees an edit and an addition."""
    project = benchmark("projects").WAYS[way](tmp_path, 3, syntax)
    project.write()
    for happen, reports, edited in (("edit", 3, 1), ("add", 4, 0)):
        project.restore()
        getattr(project, happen)()
        benchmark("build").build(tmp_path)
        page = (tmp_path / "_build" / "html" / "retreat.html").read_text("utf-8")
        assert page.count("said <strong>enough") == reports
        assert page.count("One more thing.") == edited


def test_build_that_warns(benchmark: Any, tmp_path: Path) -> None:
    """A build that warns is none to be measured."""
    (tmp_path / "conf.py").write_text("")
    (tmp_path / "index.rst").write_text("Title\n====\n")
    build = benchmark("build")
    with pytest.raises(build.FailedBuild, match="too short"):
        build.build(tmp_path)


def test_tables(benchmark: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Ratios are those of the medians, and only of what was measured."""
    tables, cost = benchmark("tables"), benchmark("build").Cost
    ours, theirs = cost(2, 1, 1, 1, 50), cost(4, 4, 2, 2, 100)
    tables.print_costs("title", {("roundup", "cold"): ours})
    tables.judge({("md", 1000, "roundup", "cold"): ours, ("md", 1000, "pasted", "cold"): theirs})
    printed = capsys.readouterr().out
    assert "| cold | roundup | 2.00 | 1.00 | 1.00 | 1.00 | 50 |" in printed
    assert "| cold, against one pasted page | 1.40 | wall 0.50, user 0.25 |" in printed
    assert "edited" not in printed
