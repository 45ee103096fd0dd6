"""The package of a Word file: packed as the standard library packs it, with XML escaped as lxml escapes it."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from lxml import etree

from policygen.render.docx import KeptBlocks
from policygen.render.docx.repeatable import zipped
from policygen.render.docx.xml import TAG_END, attributes, bare, serialised, tag, with_inside

PARTS = {
    "word/styles.xml": b"<w:p/>" * 9_000,
    "word/media/a.png": bytes(range(256)),
    "docProps/app.xml": b"",
    "_rels/.rels": b"<r/>",
    "[Content_Types].xml": b"<t/>" * 50,
}


def test_the_zip_is_the_one_that_the_standard_library_writes() -> None:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name in (
            "[Content_Types].xml", "_rels/.rels", "docProps/app.xml", "word/media/a.png", "word/styles.xml",
        ):  # fmt: skip
            info = ZipInfo(name)
            info.create_system = 0
            info.compress_type = ZIP_STORED if name.endswith(".png") else ZIP_DEFLATED
            archive.writestr(info, PARTS[name])
    kept = KeptBlocks()
    for keep in (None, kept, kept):
        assert zipped(PARTS, keep) == buffer.getvalue()


def test_a_long_part_is_packed_in_stretches_that_any_program_unpacks() -> None:
    def part(school: str) -> bytes:
        blocks = (
            b'<w:bookmarkStart w:id="%d" w:name="_pg_%d"/><w:t>Words %d</w:t>' % (n * 5, n, n * n) for n in range(900)
        )
        return b"<w:body>%b</w:body>" % b"".join((*blocks, school.encode(), *blocks))

    kept = KeptBlocks()
    for school in ("a", "b", "a", "a longer name", "b"):
        alone = zipped({"word/document.xml": part(school)})
        assert zipped({"word/document.xml": part(school)}, kept) == alone
        with ZipFile(BytesIO(alone)) as archive:
            assert archive.testzip() is None
            assert archive.read("word/document.xml") == part(school)
    # What a single school has is not kept.
    assert 0 < sum(made is not None for _, made in kept._stretches.values()) < len(kept._stretches)


def test_elements_written_as_text_are_those_that_lxml_writes() -> None:
    odd = "a & b < c > \"d\" 'e' ŵ 😀\t\n\r é"
    made = bare("urn:x", "all")
    made.set("of", odd)
    written = with_inside(serialised(made), (tag("one", key=odd) + attributes(more=odd) + TAG_END).encode())
    empty = serialised(made)
    etree.SubElement(made, "{urn:x}one", {"key": odd, "more": odd})
    assert written == serialised(made)
    assert with_inside(empty, b"") == empty
    assert attributes(key="\x00") == ' key="\ufffd"'
