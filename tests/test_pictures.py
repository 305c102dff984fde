"""Published pictures of reports: clean copies of limited size only."""

from __future__ import annotations

import base64
import errno
import io
import os
import re
import shutil
from typing import TYPE_CHECKING

import pytest
from conftest import text_of
from photos import PLACE, SVG, drawn, encoded, moving, talkative
from PIL import Image

from sphinx_roundup.pictures import store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from conftest import Built, Page, Project

    Build = Callable[..., Built]

HEAD = "---\nauthor: Ana\n---\n"
PHOTO = talkative("JPEG", (2000, 1500))


def published(built: Built) -> dict[str, bytes]:
    """Return what a build published besides pages: name in the output -> content."""
    folders = ("_images", "_downloads")
    paths = [p for folder in folders for p in (built.outdir / folder).rglob("*") if p.is_file()]
    return {p.relative_to(built.outdir).as_posix(): p.read_bytes() for p in paths}


def leaks(folder: Path) -> list[str]:
    """Return the files below a folder in which a photo says where it was taken."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return [path.name for path in files if PLACE.encode() in path.read_bytes()]


def size_of(built: Built, name: str) -> tuple[int, int]:
    """Return the size of a picture in the output."""
    with Image.open(built.outdir / name) as image:
        return image.size


def image_of(page: Page, alt: str) -> Element:
    """Return the image with some words."""
    (found,) = [img for img in page.all("img") if img.get("alt") == alt]
    return found


def link_around(page: Page, image: Element) -> str | None:
    """Return where a picture leads, if one can click on it."""
    links = [a for a in page.all("a") if image in list(a)]
    return links[0].get("href") if links else None


@pytest.mark.parametrize("suffix", ["md", "rst"])
def test_photo(build: Build, suffix: str) -> None:
    """A page shows a small copy with its size, and a click leads to a large one."""
    text = {
        "md": f"{HEAD}![A quay](q.jpg)",
        "rst": ":author: Ana\n\n.. image:: q.jpg\n   :alt: A quay",
    }
    built = build({f"ana.{suffix}": text[suffix], "q.jpg": PHOTO})
    page = built.page()
    shown = image_of(page, "A quay")
    assert (shown.get("width"), shown.get("height")) == ("1280", "960")
    assert shown.get("loading") == "lazy"
    assert "--roundup-ratio: 1.333" in shown.get("style", "")
    large = link_around(page, shown)
    assert large is not None
    sizes = [size_of(built, src) for src in (shown.get("src", ""), large)]
    assert sizes == [(1280, 960), (2000, 1500)]
    assert sorted(published(built)) == sorted([shown.get("src"), large])
    assert leaks(built.outdir) == []


@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml", "epub", "latex", "texinfo"])
def test_nothing_is_told_of_a_photo(build: Build, project: Project, builder: str) -> None:
    """Whatever a build publishes of a photo that is shown, linked, or somebody's portrait."""
    project.write({"people.yml": "ana: {name: Ana, avatar: ana.jpg}\n", "ana.jpg": PHOTO})
    page = "# P\n\n```{roundup} reports/\n:roster: cards\n:image: group.jpg\n```\n"
    project.write({"index.md": page, "group.jpg": talkative("PNG", (80, 60))})
    kinds = {"a.jpg": "JPEG", "b.png": "PNG", "c.webp": "WEBP", "d.gif": "GIF", "e.tif": "TIFF"}
    files = {name: talkative(kind) for name, kind in kinds.items()}
    text = "".join(f"![A quay]({name})\n\n[x]({name})\n\n" for name in files)
    inline = f"![B](data:image/jpeg;base64,{base64.b64encode(PHOTO).decode()})"
    built = build(
        {"ana.md": f"{HEAD}{text}{inline}", **files}, builder=builder, roundup_people="people.yml"
    )
    found = [p for p in built.outdir.rglob("*") if p.suffix in {".jpg", ".png", ".gif", ".webp"}]
    assert len([p for p in found if "_static" not in p.parts]) >= 6
    assert leaks(built.outdir) == []


PUBLISHED = [
    ("lying.png", talkative("JPEG"), ".jpg"),
    ("lying.jpg", talkative("PNG"), ".png"),
    ("none", talkative("PNG"), ".png"),
    ("a.tif", talkative("TIFF"), ".jpg"),
    ("a.bmp", talkative("BMP"), ".png"),
    ("a.webp", talkative("WEBP"), ".webp"),
    ("a.gif", moving("GIF"), ".gif"),
    ("a.svg", SVG, ".svg"),
    ("two words.PNG", talkative("PNG", (30, 20)), ".png"),
]


def test_published_by_content(build: Build) -> None:
    """A copy has the format that the picture has, or one that every browser shows."""
    text = "".join(f"![A quay {n}](<{name}>)\n\n" for n, (name, _, _) in enumerate(PUBLISHED))
    built = build({"ana.md": HEAD + text, **{name: content for name, content, _ in PUBLISHED}})
    page = built.page()
    copies = [image_of(page, f"A quay {n}").get("src", "") for n in range(len(PUBLISHED))]
    assert [copy[copy.rindex(".") :] for copy in copies] == [suffix for *_, suffix in PUBLISHED]
    assert set(published(built)) == set(copies)


def test_two_of_one_name(build: Build) -> None:
    """Two people's ``photo.jpg`` are two pictures, and one that two send is one."""
    other = encoded("JPEG", drawn((90, 80)))
    reports = {f"{who}/index.md": f"![A quay {who}](photo.jpg)" for who in "abc"}
    photos = {"a/photo.jpg": PHOTO, "b/photo.jpg": other, "c/photo.jpg": other}
    built = build({**reports, **photos})
    sources = [image_of(built.page(), f"A quay {who}").get("src") for who in "abc"]
    assert len(set(sources)) == 2
    assert sources[1] == sources[2]
    assert all((built.outdir / str(src)).is_file() for src in sources)


def test_picture_inside_of_a_report(build: Build) -> None:
    """An export of Google Docs, whose pictures stand in the text, is shown with them."""
    photo = encoded("JPEG", Image.effect_noise((1500, 1200), 90).convert("RGB"), quality=95)
    written = base64.b64encode(photo).decode()
    assert len(written) > 1_000_000
    definition = f"[image1]: <data:image/jpeg;base64,{written}>\n"
    text = f"{HEAD}Hello\n\n![A quay][image1]\n\nKEEP\n\n{definition}"
    built = build({"ana.md": text})
    shown = image_of(built.page(), "A quay")
    assert size_of(built, shown.get("src", "")) == (1280, 1024)
    assert "KEEP" in text_of(built.page().report("ana"))
    assert len(built.read("index.html")) < 20_000


def test_picture_in_code(build: Build) -> None:
    """A picture in code is code, but for what nobody reads of it."""
    address = f"data:image/jpeg;base64,{base64.b64encode(PHOTO).decode()}"
    page = build({"ana.md": f"{HEAD}```html\n<img src='{address}'>\n```\n"}).page()
    assert "<img src='data:image/jpeg;base64,…'>" in text_of(page.report("ana"))
    assert page.all("img") == []


def test_picture_that_leaves_its_report(build: Build, project: Project) -> None:
    """A picture that was inside of a report isn't kept for later builds without it."""
    written = base64.b64encode(talkative("PNG")).decode()
    assert published(build({"ana.md": f"{HEAD}![A](data:image/png;base64,{written})"}))
    build({"ana.md": f"{HEAD}Nothing"})
    kept = project.srcdir / "_build/doctrees/roundup/pictures"
    assert list(kept.iterdir()) == []


def test_linked_photo(build: Build) -> None:
    """A link to a photo leads to a clean copy of it."""
    built = build(
        {
            "ana.md": f"{HEAD}[large](q.jpg) and [](q.jpg), [notes](n.zip)",
            "q.jpg": PHOTO,
            "n.zip": "x",
        }
    )
    page = built.page()
    links = {text_of(a): a.get("href", "") for a in page.all("a", page.report("ana"))}
    assert size_of(built, links["large"]) == (2000, 1500)
    assert links["q.jpg"] == links["large"]
    assert links["notes"].startswith("_downloads/")
    assert leaks(built.outdir) == []


NOT_PUBLISHED = [
    ("q.jpg", b"text", "is no image"),
    ("q.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "Most Compatible"),
    ("q.dat", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "Most Compatible"),
    ("q.bak", talkative("JPEG")[:300], "is no image"),
    ("q.bin", b"!" + talkative("JPEG"), "is no image"),
    ("q.jxl", b"x", "is no image"),
]


@pytest.mark.usefixtures("each_warning")
def test_linked_photo_that_cannot_be_copied(build: Build) -> None:
    """A photo without a clean copy isn't published, and a warning says why."""
    reports = {f"r{n}.md": f"[large]({name})\n" for n, (name, _, _) in enumerate(NOT_PUBLISHED)}
    files = {name: content for name, content, _ in NOT_PUBLISHED}
    built = build({**reports, **files}, warnings=len(NOT_PUBLISHED))
    for number, (_, _, reason) in enumerate(NOT_PUBLISHED):
        assert built.warnings[number].startswith(f"reports/r{number}.md:1: WARNING: ")
        assert reason in built.warnings[number]
    assert published(built) == {}


@pytest.mark.parametrize("text", ["![A quay](q.jpg)", "[large](q.jpg)"])
def test_broken_photo(build: Build, text: str) -> None:
    """A photo whose upload was cut off is its words, with a warning at its line."""
    noise = encoded("JPEG", Image.effect_noise((400, 400), 90))
    built = build({"ana.md": f"{HEAD}{text}", "q.jpg": noise[: len(noise) // 2]}, warnings=1)
    assert built.warnings[0].startswith("reports/ana.md:4: WARNING: ")
    assert "is broken" in built.warnings[0]
    words = text_of(built.page().report("ana"))
    assert words in {"Ana A quay", "Ana large"}
    assert published(built) == {}


def test_very_large_photo(build: Build) -> None:
    """A photo of which no screen shows all pixels is published smaller."""
    photo = encoded("PNG", Image.new("L", (8000, 5000)))
    built = build({"ana.md": f"{HEAD}![A quay](q.png)", "q.png": photo})
    sizes = sorted(Image.open(io.BytesIO(content)).width for content in published(built).values())
    assert sizes == [1280, 4096]


def test_too_many_pixels(build: Build) -> None:
    """A picture that would fill the memory is told, and not decoded."""
    photo = encoded("PNG", Image.new("1", (200, 200)))
    built = build(
        {"ana.md": f"{HEAD}![A quay](q.png)", "q.png": photo}, warnings=1, roundup_max_pixels=39_999
    )
    assert "too many pixels" in built.warnings[0]


def test_own_sizes(build: Build) -> None:
    """A width, a height or a scale that a report states is what one sees."""
    images = [
        f".. image:: q.jpg\n   :alt: A {number}\n   {option}\n"
        for number, option in enumerate(
            (
                ":width: 200",
                ":width: 40%",
                ":height: 150",
                ":height: 3em",
                ":scale: 10",
                ":width: 7em\n   :scale: 50",
            )
        )
    ]
    page = build({"ana.rst": ":author: Ana\n\n" + "\n".join(images), "q.jpg": PHOTO}).page()
    styles = [image_of(page, f"A {n}").get("style", "") for n in range(len(images))]
    sizes = [re.sub(r"--roundup-ratio: [\d.]+; ?", "", style) for style in styles]
    assert [size.strip(" ;").replace(": ", ":") for size in sizes] == [
        *("width:200px", "width:40%", "width:200px", "height:3em", "width:200px", "width:7em")
    ]


def test_share_of_a_float(build: Build) -> None:
    """A percentage is of the report's column, also in a figure that floats."""
    figure = ".. figure:: q.jpg\n   :alt: A quay\n   :width: 25%\n   "
    others = [":align: left\n   :target: https://example.org", ":align: left\n   :figwidth: 50%"]
    texts = [figure + options for options in [":align: right", *others, ":align: center"]]
    page = build({"ana.rst": ":author: Ana\n\n" + "\n\nHi.\n\n".join(texts), "q.jpg": PHOTO}).page()
    figures = [(figure, *page.all("img", figure)) for figure in page.all("figure")]
    shares = [[re.findall(r"width: (\w+%)", part.get("style", "")) for part in f] for f in figures]
    assert shares == [[["25%"], ["100%"]], [["25%"], ["100%"]], [["50%"], ["25%"]], [[], ["25%"]]]


def test_small_picture_is_no_link(build: Build) -> None:
    """A picture that is shown in full leads nowhere; one with a link leads where that does."""
    text = f"{HEAD}![A dot](dot.png) [![A quay](q.jpg)](https://example.org)"
    page = build({"ana.md": text, "dot.png": encoded("PNG"), "q.jpg": PHOTO}).page()
    assert link_around(page, image_of(page, "A dot")) is None
    assert link_around(page, image_of(page, "A quay")) == "https://example.org"


# -- Later builds ------------------------------------------------------------------------


def test_decoded_once(build: Build, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Later builds, of other builders as well, use the copies that there are."""
    built = build({"ana.md": f"{HEAD}![A quay](q.jpg)", "q.jpg": PHOTO})
    before = published(built)

    def refuse(_image: Image.Image) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr("PIL.JpegImagePlugin.JpegImageFile.load", refuse)
    assert published(project.build()) == before
    project.write({"reports/ana.md": f"{HEAD}![A quay](q.jpg)\n\nMore"})
    assert published(project.build()) == before
    epub = project.build("epub")
    assert [p.suffix for p in (epub.outdir / "_images").iterdir()] == [".jpg"]


def test_changed_photo(build: Build, project: Project) -> None:
    """A photo that changes is shown anew though its page wasn't read."""
    build({"ana.md": f"{HEAD}![A quay](q.jpg)", "q.jpg": PHOTO})
    times = (project.srcdir / "reports/q.jpg").stat()
    project.write({"reports/q.jpg": encoded("JPEG", drawn((300, 200)))})
    os.utime(project.srcdir / "reports/q.jpg", ns=(times.st_atime_ns, times.st_mtime_ns - 10**10))
    built = project.build()
    assert "0 added, 0 changed, 0 removed" in built.status
    assert image_of(built.page(), "A quay").get("width") == "300"


def test_changed_width(build: Build, project: Project) -> None:
    """Where conf.py says another width, pages show it."""
    build({"ana.md": f"{HEAD}![A quay](q.jpg)", "q.jpg": PHOTO})
    page = project.build(roundup_image_width=700).page()
    assert "-w700." in image_of(page, "A quay").get("src", "")


def test_removed_link(build: Build, project: Project) -> None:
    """A page that merely links to a photo is read again once that is gone."""
    build({"ana.md": f"{HEAD}[large](q.jpg)", "q.jpg": PHOTO})
    (project.srcdir / "reports/q.jpg").unlink()
    built = project.build(warnings=1)
    assert "leads nowhere" in built.warnings[0]
    assert not [a for a in built.page().all("a") if "q-" in a.get("href", "")]


def test_removed_report(build: Build, project: Project) -> None:
    """Nothing goes from an output folder: what was built into an empty one has no trace."""
    page = "# P\n\n![own](reports/dot.png) {download}`reports/n.zip`\n\n"
    project.write({"index.md": page + "```{roundup} reports/\n```\n"})
    files = {"q.jpg": PHOTO, "dot.png": talkative("PNG"), "n.zip": "n", "m.zip": "m"}
    before = published(
        build({"ana.md": f"{HEAD}![A quay](q.jpg) ![B](dot.png) [n](n.zip) [m](m.zip)", **files})
    )
    (project.srcdir / "reports/ana.md").unlink()
    built = project.build(warnings=1)
    assert published(built) == before
    shutil.rmtree(built.outdir)
    names = [name.rpartition("/")[2] for name in published(project.build(warnings=None))]
    assert sorted(names) == ["dot.png", "n.zip"]


@pytest.mark.parametrize("name", ["q.jpg", "reports/q.jpg"])
def test_picture_of_the_page_and_of_a_report(build: Build, project: Project, name: str) -> None:
    """A page shows its own photo as it is, a report's is a copy, whatever both are called."""
    page = f"# P\n\n![own]({name})\n\n```{{roundup}} reports/\n```\n"
    project.write({"index.md": page, "q.jpg": encoded("JPEG", drawn((300, 200)))})
    built = build({"ana.md": f"{HEAD}![A quay](q.jpg)", "q.jpg": PHOTO})
    own, copy = (image_of(built.page(), alt).get("src", "") for alt in ("own", "A quay"))
    assert (built.outdir / own).read_bytes() == (project.srcdir / name).read_bytes()
    assert size_of(built, copy) == (1280, 960)
    project.write({"reports/ana.md": f"{HEAD}Nothing"})
    assert own in published(project.build())


def test_copy_of_a_name_that_is_taken(build: Build, project: Project) -> None:
    """Where a page's own picture has the name of a copy, both are there."""
    build({"ana.md": f"{HEAD}![A quay](q.jpg)", "q.jpg": PHOTO})
    page = project.build().page()
    src = image_of(page, "A quay").get("src", "")
    large = link_around(page, image_of(page, "A quay")) or ""
    files = {name.rpartition("/")[2]: encoded("JPEG", drawn((30, 20))) for name in (src, large)}
    project.write(files)
    shown = "".join(f"![own]({name})\n" for name in files)
    project.write({"index.md": f"# P\n\n{shown}\n```{{roundup}} reports/\n```\n"})
    built = project.build()
    page = built.page()
    image = image_of(page, "A quay")
    assert size_of(built, image.get("src", "")) == (1280, 960)
    assert size_of(built, link_around(page, image) or "") == (2000, 1500)


@pytest.mark.slow
def test_parallel_build_is_the_same(project: Project) -> None:
    """Pages that are read and written side by side show the same copies."""
    pages = {f"p{n}.md": f"# P{n}\n\n```{{roundup}} r{n}/\n```\n" for n in range(6)}
    reports = {f"r{n}/ana.md": f"{HEAD}![A quay](q.jpg)" for n in range(6)}
    photos = {f"r{n}/q.jpg": encoded("JPEG", drawn((700 + n, 400))) for n in range(6)}
    names = "\n".join(f"p{n}" for n in range(6))
    project.write(
        {**pages, **reports, **photos, "index.md": f"# I\n\n```{{toctree}}\n{names}\n```\n"}
    )
    one = published(project.build(exclude_patterns=["r*/*"]))
    assert len(one) == 6
    assert published(project.build(exclude_patterns=["r*/*"], parallel=4, fresh=True)) == one


CONVERTER = """
from pathlib import Path

from sphinx.transforms.post_transforms.images import ImageConverter


class Converter(ImageConverter):
    conversion_rules = [("image/svg+xml", "image/png")]

    def is_available(self):
        return True

    def convert(self, _from, _to):
        assert Path(_from).read_bytes().startswith(b"<")
        Path(_to).write_bytes(b"converted")
        return True


def setup(app):
    app.add_post_transform(Converter)
"""


def test_drawing_in_print(build: Build, project: Project) -> None:
    """A host's converter gets a drawing in a report; a portrait that is one is left out."""
    project.write({"people.yml": "ana: {name: Ana, avatar: a.svg}\n", "a.svg": SVG})
    project.write({"index.md": "# P\n\n```{roundup} reports/\n:roster: list\n```\n"})
    conf = (project.srcdir / "conf.py").read_text() + CONVERTER
    project.write({"conf.py": conf, "reports/map.svg": SVG + b"\n"})
    text = f"{HEAD}![A map](map.svg)"
    built = build({"ana.md": text}, builder="latex", roundup_people="people.yml")
    assert [p.read_bytes() for p in built.outdir.glob("*.png")] == [b"converted"]
    assert list(built.outdir.glob("a-*")) == []


@pytest.mark.parametrize("builder", ["html", "latex"])
def test_portrait_that_is_gone(build: Build, project: Project, builder: str) -> None:
    """A portrait that was removed since its page was read is left out, and told."""
    project.write({"people.yml": "ana: {name: Ana, avatar: a.png}\n", "a.png": talkative("PNG")})
    project.write({"index.md": "# P\n\n```{roundup} reports/\n:roster: list\n```\n"})
    build({"ana.md": f"{HEAD}Hi"}, builder=builder, roundup_people="people.yml")
    (project.srcdir / "a.png").unlink()
    built = project.build(builder, warnings=None, roundup_people="people.yml")
    assert any("a.png" in told for told in built.warnings)
    if builder == "html":
        assert built.page().all("img") == []


def test_broken_portrait(build: Build, project: Project) -> None:
    """A portrait whose upload was cut off is left out, and told at the page."""
    noise = encoded("JPEG", Image.effect_noise((400, 400), 90))
    project.write({"people.yml": "ana: {name: Ana, avatar: a.jpg}\n", "a.jpg": noise[:9000]})
    project.write({"index.md": "# P\n\n```{roundup} reports/\n:roster: list\n```\n"})
    built = build({"ana.md": f"{HEAD}Hi"}, roundup_people="people.yml", warnings=1)
    assert built.warnings[0].startswith("index.md: WARNING: 'a.jpg' is broken")
    assert published(built) == {}


def test_no_room_for_copies(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a full disk a picture is replaced by its words, with one warning at its line."""

    def refuse(*_args: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(store, "_write", refuse)
    built = build({"ana.md": f"{HEAD}![A quay](q.jpg)", "q.jpg": PHOTO}, warnings=1)
    (warning,) = built.warnings
    assert warning.startswith("reports/ana.md:4: WARNING: 'q.jpg' can't be shown")
