"""What a drawing may not hold: anything that is fetched, run or taken from another file."""

from __future__ import annotations

import struct
import zlib
from base64 import b64decode
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms, ImageFile

from policygen.check.pictures import Picture, logo_width, read_picture, report_coarse
from policygen.diagnostics.model import Diagnostics, Span
from policygen.world.disk import DiskWorld
from policygen.world.memory import MemoryWorld
from tests.support.projects import lay_out

SHAPE = '<rect width="9" height="9"/>'


def read(folder: Path, inside: str) -> tuple[Picture | None, list[str]]:
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{inside}</svg>'
    world, diagnostics = lay_out(folder, {"schools/logo.svg": drawing}), Diagnostics()
    found = read_picture(world, "schools/logo.svg", Span("schools/hilltop.yaml", 1, 1), "A badge", diagnostics)
    return found, [one.code for one in diagnostics]


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a.svg",
        "'https://example.org/a'",
        "&quot;other.svg#g&quot;",
        " other.svg",
        "//example.org/x",
    ],
)
@pytest.mark.parametrize("property_name", ["fill", "style"])
def test_a_drawing_that_draws_on_another_file_is_refused(tmp_path: Path, address: str, property_name: str) -> None:
    value = f"url({address})" if property_name == "fill" else f"filter:url({address})"
    assert read(tmp_path, f'<rect width="9" height="9" {property_name}="{value}"/>') == (None, ["PG344"])


@pytest.mark.parametrize("own", ["url(#g)", "url( #g )", "url('#g')", "url(&quot;#g&quot;)"])
def test_a_drawing_may_draw_on_itself(tmp_path: Path, own: str) -> None:
    found, codes = read(tmp_path, f'<clipPath id="g"/><rect width="9" height="9" fill="{own}"/>')
    assert found is not None
    assert codes == []


def test_a_style_sheet_in_a_drawing_may_not_name_another_file(tmp_path: Path) -> None:
    assert read(tmp_path, f"<style>rect {{ fill: url(https://example.org/a#g) }}</style>{SHAPE}")[1] == ["PG344"]


@pytest.mark.parametrize("hidden", ["u\\72l(https://example.org/a)", "ur&#108;(https://example.org/a)"])
def test_an_address_in_another_spelling_is_refused_too(tmp_path: Path, hidden: str) -> None:
    assert read(tmp_path, f'<rect width="9" height="9" fill="{hidden}"/>')[1] == ["PG344"]


GRADIENT = '<linearGradient id="g"><stop offset="0" stop-color="red"/></linearGradient>'


@pytest.mark.parametrize(
    ("inside", "effect"),
    [
        ('<text y="5" paint-order="stroke">Hill</text>', "outlined text"),
        (f'{GRADIENT}<rect width="9" height="9" fill="url(#g)" opacity=".5"/>', "a gradient"),
        (f'{GRADIENT}<rect width="9" height="9" style="stroke:url(#g)"/>', "a gradient"),
        (f"{GRADIENT}<style>rect {{ fill: url(#g) }}</style>{SHAPE}", "a gradient"),
        ('<path id="p" d="M0 9h9"/><text><textPath href="#p">Hilltop</textPath></text>', "text on a path"),
        ('<filter id="f"/><rect width="9" height="9" filter="url(#f)"/>', "a filter effect"),
        ('<rect width="9" height="9" style="mix-blend-mode:multiply"/>', "blended colours"),
        ('<text y="5" writing-mode="tb">Hill</text>', "vertical text"),
    ],
)
def test_an_effect_that_pdf_readers_show_differently_is_refused(tmp_path: Path, inside: str, effect: str) -> None:
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{inside}</svg>'
    world, diagnostics = lay_out(tmp_path, {"schools/logo.svg": drawing}), Diagnostics()
    assert read_picture(world, "schools/logo.svg", Span("schools/hilltop.yaml", 1, 1), "", diagnostics) is None
    [one] = diagnostics
    assert one.code == "PG348"
    assert effect in one.message


@pytest.mark.parametrize(
    "inside",
    [
        f"<defs>{GRADIENT}</defs>{SHAPE}",
        '<g opacity=".5"><rect width="9" height="9" fill-opacity=".5"/></g>',
        '<rect width="9" height="9" style="mix-blend-mode: normal"/><text writing-mode="lr-tb">Hill</text>',
    ],
)
def test_opacity_and_an_unused_gradient_do_no_harm(tmp_path: Path, inside: str) -> None:
    found, codes = read(tmp_path, inside)
    assert found is not None
    assert codes == []


def test_a_picture_that_cannot_be_read_is_not_said_to_be_missing(tmp_path: Path) -> None:
    (tmp_path / "schools/logo.png").mkdir(parents=True)
    diagnostics = Diagnostics()
    world = DiskWorld(tmp_path, tmp_path, {})
    assert read_picture(world, "schools/logo.png", Span("schools/hilltop.yaml", 1, 1), "", diagnostics) is None
    assert [(one.code, one.message) for one in diagnostics] == [
        ("PG207", "schools/logo.png cannot be read: Is a directory")
    ]


def test_a_picture_that_was_cut_off_is_refused_whatever_another_library_asked_of_pillow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint does when it is imported
    data = BytesIO()
    Image.effect_noise((64, 64), 80).save(data, "PNG")
    world, diagnostics = MemoryWorld(files={"schools/logo": data.getvalue()[:2000]}), Diagnostics()
    assert read_picture(world, "schools/logo", Span("schools/hilltop.yaml", 1, 1), "", diagnostics) is None
    assert [one.code for one in diagnostics] == ["PG345"]


def prepared(picture: Image.Image, kind: str, **options: Any) -> Image.Image:
    """Return a bitmap as it is stored in a policy."""
    data = BytesIO()
    picture.save(data, kind, **options)
    world, diagnostics = MemoryWorld(files={"schools/logo": data.getvalue()}), Diagnostics()
    found = read_picture(world, "schools/logo", Span("schools/hilltop.yaml", 1, 1), "A badge", diagnostics)
    assert found is not None, [one.message for one in diagnostics]
    result = Image.open(BytesIO(b64decode(found.data)))
    assert result.size == (found.width, found.height)
    return result


@pytest.mark.parametrize(
    ("orientation", "size", "corner"), [(1, (60, 20), "left"), (3, (60, 20), "right"), (6, (20, 60), "top")]
)
def test_a_photograph_is_turned_upright(orientation: int, size: tuple[int, int], corner: str) -> None:
    picture = Image.new("RGB", (60, 20), "white")
    picture.paste((200, 0, 0), (0, 0, 30, 20))
    exif = Image.Exif()
    exif[0x0112] = orientation
    found = prepared(picture, "JPEG", exif=exif)
    assert found.size == size
    place = {"left": (5, 5), "right": (55, 5), "top": (5, 5)}[corner]
    red, green, _ = found.convert("RGB").getpixel(place)  # type: ignore[misc]
    assert red > 150 > green
    assert not found.getexif()


def test_16_bit_grey_keeps_its_levels_and_its_transparent_one() -> None:
    picture = Image.frombytes("I;16", (2, 1), (20000).to_bytes(2, "little") + (65535).to_bytes(2, "little"))
    assert prepared(picture, "PNG").tobytes() == bytes([78, 255])
    see_through = prepared(picture, "PNG", transparency=20000)
    assert see_through.convert("RGBA").getchannel("A").tobytes() == b"\x00\xff"


def test_a_transparent_picture_of_1_bit_is_taken() -> None:
    found = prepared(Image.frombytes("1", (8, 1), b"\x0f"), "PNG", transparency=255).convert("RGBA")
    assert found.getchannel("A").tobytes() == b"\xff" * 4 + b"\x00" * 4


def test_cmyk_becomes_rgb() -> None:
    found = prepared(Image.new("CMYK", (9, 9), (0, 255, 255, 0)), "JPEG")
    assert found.mode == "RGB"
    red, green, blue = found.getpixel((4, 4))  # type: ignore[misc]
    assert (red > 240, green < 15, blue < 15) == (True, True, True)


def test_colours_follow_the_profile_of_the_file() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    unfit = prepared(Image.new("RGB", (9, 9), "red"), "PNG", icc_profile=lab)
    assert unfit.getpixel((4, 4)) == (255, 0, 0), "a profile that does not fit is passed over"
    same = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    found = prepared(Image.new("RGBA", (9, 9), (255, 0, 0, 128)), "PNG", icc_profile=same)
    assert found.getpixel((4, 4)) == (255, 0, 0, 128)
    assert "icc_profile" not in found.info


def test_a_comment_in_a_jpeg_does_not_go_out_with_the_policy() -> None:
    assert "comment" not in prepared(Image.new("RGB", (9, 9)), "JPEG", comment=b"taken by A. Reed").info


@pytest.mark.parametrize(("pixels", "codes"), [(300, ["PG349"]), (400, [])])
def test_a_logo_of_few_pixels_is_a_warning(pixels: int, codes: list[str]) -> None:
    picture, diagnostics = Picture("image/png", "", pixels, pixels // 2, "A badge"), Diagnostics()
    span = Span("schools/hilltop.yaml", 1, 1)
    report_coarse(picture, "schools/logo.png", logo_width(picture.width, picture.height), span, diagnostics)
    assert [one.code for one in diagnostics] == codes
    assert all("709 pixels" in one.hint for one in diagnostics)


def test_a_picture_with_an_empty_colour_profile_is_refused(tmp_path: Path) -> None:
    made = BytesIO()
    Image.new("RGB", (4, 3)).save(made, "PNG")
    empty = struct.pack(">L", 0) + b"iCCP" + struct.pack(">L", zlib.crc32(b"iCCP"))
    data = made.getvalue()[:-12] + empty + made.getvalue()[-12:]
    world, diagnostics = lay_out(tmp_path, {"schools/logo.png": data}), Diagnostics()
    assert read_picture(world, "schools/logo.png", Span("schools/hilltop.yaml", 1, 1), "A", diagnostics) is None
    assert [one.code for one in diagnostics] == ["PG345"]
