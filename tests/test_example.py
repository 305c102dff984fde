"""The example site: two editions, and mentions across both."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from conftest import copy_example

if TYPE_CHECKING:
    from conftest import Built

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("example")]


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return the example site as it is, built in a theme that the tests have."""
    project = copy_example(tmp_path_factory.mktemp("copy").resolve())
    before = list(sys.path)
    try:
        return project.build(html_theme="basic")
    finally:
        sys.path[:] = before


def test_every_link_of_the_example_leads_somewhere(example: Built) -> None:
    """Links from page to page, and within each, find their anchors."""
    names = [path.stem for path in example.outdir.glob("*.html")]
    ids = {name: set(example.page(name).ids) for name in names}
    links = 0
    for name in sorted(example.env.found_docs):
        for href in (a.get("href", "") for a in example.page(name).all("a")):
            page, _sign, anchor = href.partition("#")
            if anchor and ":" not in page and "?" not in page:
                assert anchor in ids[page.removesuffix(".html") or name], (name, href)
                links += 1
    assert links > 200
