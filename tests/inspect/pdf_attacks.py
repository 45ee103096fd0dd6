"""Ways to make a PDF show something other than the words it was built with, each a change of an open file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator, String

from tests.inspect.files import with_text

PAGE = 2  # the page that is attacked, from 0: the first clauses
Change = Callable[[pikepdf.Pdf], None]
BLACK_BOX = b"0 0 0 rg 100 600 300 120 re f"


def annotated(pdf: pikepdf.Pdf, **entries: Any) -> Any:
    annotation = pdf.make_indirect(Dictionary(Type=Name.Annot, Rect=[100, 600, 400, 720], F=4, **entries))
    pdf.pages[PAGE].Annots = Array([*pdf.pages[PAGE].obj.get("/Annots", []), annotation])
    return annotation


def form(pdf: pikepdf.Pdf, content: bytes, box: tuple[int, ...] = (0, 0, 600, 850), **entries: Any) -> pikepdf.Stream:
    made = pdf.make_stream(content)
    for name, value in {"Type": Name.XObject, "Subtype": Name.Form, "BBox": list(box), **entries}.items():
        made[f"/{name}"] = value
    return made


def content(pdf: pikepdf.Pdf, change: Callable[[bytes], bytes], page: int = PAGE) -> None:
    here = pdf.pages[page]
    here.Contents = pdf.make_stream(change(b"\n".join(part.read_bytes() for part in contents(here))))


def contents(page: pikepdf.Page) -> list[Any]:
    held = page.obj.Contents
    return list(held) if isinstance(held, Array) else [held]


def edited(pdf: pikepdf.Pdf, edit: Callable[[list[Any]], list[Any]]) -> None:
    with_text(pdf, PAGE, edit)


def instruction(operator: str, *operands: Any) -> Any:
    return pikepdf.ContentStreamInstruction(list(operands), Operator(operator))


def before_text(pdf: pikepdf.Pdf, *more: Any, every: bool = True) -> None:
    """Put instructions before each word of the text, or before the first."""

    def edit(instructions: list[Any]) -> list[Any]:
        found: list[Any] = []
        done = False
        marked = False
        for each in instructions:
            marked |= str(each.operator) == "BDC"
            if str(each.operator) == "TJ" and marked and (every or not done):
                found += more
                done = True
            found.append(each)
        return found

    edited(pdf, edit)


# --- found -----------------------------------------------------------------------------------------------------------


def stray_signature_widget(pdf: pikepdf.Pdf) -> None:
    annotated(pdf, Subtype=Name.Widget, FT=Name.Sig, T=String("x"), AP=Dictionary(N=form(pdf, BLACK_BOX)))


def link_with_a_face(pdf: pikepdf.Pdf) -> None:
    annotated(pdf, Subtype=Name.Link, Dest=String("x"), BS=Dictionary(W=0), AP=Dictionary(N=form(pdf, BLACK_BOX)))


def form_in_an_artifact(pdf: pikepdf.Pdf) -> None:
    pdf.pages[PAGE].Resources.XObject["/Over"] = form(pdf, BLACK_BOX)
    content(pdf, lambda data: data + b"\n/Artifact BMC q /Over Do Q EMC")


def white_rectangle(pdf: pikepdf.Pdf) -> None:
    content(pdf, lambda data: b"q\n" + data + b"\nQ /Artifact BMC q 1 1 1 rg 100 600 300 120 re f Q EMC")


def invisible_page(pdf: pikepdf.Pdf) -> None:
    before_text(pdf, instruction("Tr", 3))


def hidden_layer(pdf: pikepdf.Pdf) -> None:
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("x")))
    pdf.Root.OCProperties = Dictionary(OCGs=[layer], D=Dictionary(OFF=[layer], Order=[layer]))
    pdf.pages[PAGE].Resources.Properties = Dictionary(Layer=layer)
    content(pdf, lambda data: b"/OC /Layer BDC\n" + data + b"\nEMC")


SCRIPT = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def script_of_a_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[PAGE].obj.AA = Dictionary(O=SCRIPT)


def script_of_a_bookmark(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Outlines.First.A = SCRIPT


def launch_of_a_link(pdf: pikepdf.Pdf) -> None:
    annotated(pdf, Subtype=Name.Link, BS=Dictionary(W=0), A=Dictionary(S=Name.Launch, F=String("calc.exe")))


def form_in_xfa(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.XFA = pdf.make_stream(b"<xdp/>")


# --- more ------------------------------------------------------------------------------------------------------------


def script_at_opening(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = SCRIPT


def script_among_the_names(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Names.JavaScript = Dictionary(Names=[String("x"), SCRIPT])


def script_after_a_link(pdf: pikepdf.Pdf) -> None:
    link = next(a for page in pdf.pages for a in page.get("/Annots", []) if "/URI" in a.get("/A", {}))
    link.A.Next = SCRIPT


def link_with_a_thick_frame(pdf: pikepdf.Pdf) -> None:
    annotated(pdf, Subtype=Name.Link, Dest=String("x"), C=[1, 1, 1], Border=[0, 0, 300])


def white_text(pdf: pikepdf.Pdf) -> None:
    before_text(pdf, instruction("rg", 1, 1, 1))


def nearly_white_text(pdf: pikepdf.Pdf) -> None:
    before_text(pdf, instruction("rg", 0.93, 0.93, 0.93))


def text_of_no_substance(pdf: pikepdf.Pdf) -> None:
    pdf.pages[PAGE].Resources.ExtGState["/None"] = Dictionary(ca=0, CA=0)
    before_text(pdf, instruction("gs", Name("/None")))


def blended_text(pdf: pikepdf.Pdf) -> None:
    pdf.pages[PAGE].Resources.ExtGState["/Blend"] = Dictionary(BM=Name.Screen)
    before_text(pdf, instruction("gs", Name("/Blend")))


def tiny_text(pdf: pikepdf.Pdf) -> None:
    def edit(instructions: list[Any]) -> list[Any]:
        return [instruction("Tf", each.operands[0], 1) if str(each.operator) == "Tf" else each for each in instructions]

    edited(pdf, edit)


def text_off_the_page(pdf: pikepdf.Pdf) -> None:
    def edit(instructions: list[Any]) -> list[Any]:
        return [moved(each, 0, 2000) if str(each.operator) == "Tm" else each for each in instructions]

    edited(pdf, edit)


def moved(each: Any, right: float, down: float) -> Any:
    a, b, c, d, e, f = (float(one) for one in each.operands)
    return instruction("Tm", a, b, c, d, e + right, f + down)


def squeezed_text(pdf: pikepdf.Pdf) -> None:
    def edit(instructions: list[Any]) -> list[Any]:
        return [
            instruction("Tm", 0.1, *each.operands[1:]) if str(each.operator) == "Tm" else each for each in instructions
        ]

    edited(pdf, edit)


def clipped_text(pdf: pikepdf.Pdf) -> None:
    content(pdf, lambda data: b"0 0 50 50 re W n\n" + data)


def half_covered_text(pdf: pikepdf.Pdf) -> None:
    """Cover the lower half of one line: letters are there and can be other ones."""

    def edit(instructions: list[Any]) -> list[Any]:
        place = next(n for n, each in enumerate(instructions) if str(each.operator) == "TJ")
        end = next(n for n in range(place, len(instructions)) if str(instructions[n].operator) == "EMC")
        where = [each for each in instructions[:place] if str(each.operator) == "Tm"][-1].operands
        cover = [
            instruction("BMC", Name("/Artifact")), instruction("q"), instruction("rg", 1, 1, 1),
            instruction("re", where[4], float(where[5]) - 4, 300, 4), instruction("f"),
            instruction("Q"), instruction("EMC"),
        ]  # fmt: skip
        return [*instructions[: end + 1], *cover, *instructions[end + 1 :]]

    edited(pdf, edit)


def words_changed_places(pdf: pikepdf.Pdf) -> None:
    """Have two paragraphs change places on the page; the structure stays."""

    def edit(instructions: list[Any]) -> list[Any]:
        places = [n for n, each in enumerate(instructions) if str(each.operator) == "Tm"]
        first, second = places[-8], places[-6]
        instructions[first], instructions[second] = instructions[second], instructions[first]
        return instructions

    edited(pdf, edit)


def letters_changed_places(pdf: pikepdf.Pdf) -> None:
    """Have a letter move back over three others."""

    def edit(instructions: list[Any]) -> list[Any]:
        place = next(n for n, each in enumerate(instructions) if str(each.operator) == "TJ")
        letters = b"".join(bytes(part) for part in instructions[place].operands[0] if isinstance(part, String))
        moving = Array([String(letters[:8]), 2500, String(letters[8:])])
        return [*instructions[:place], instruction("TJ", moving), *instructions[place + 1 :]]

    edited(pdf, edit)


def letters_drawn_as_curves(pdf: pikepdf.Pdf) -> None:
    content(pdf, lambda data: data + b"\n/Artifact BMC q 0 0 0 rg 50 50 m 60 90 70 90 80 50 c f Q EMC")


def picture_without_a_structure(pdf: pikepdf.Pdf) -> None:
    content(pdf, lambda data: data + b"\n/Figure BMC q 0 0 0 rg 50 50 m 60 90 70 90 80 50 c f Q EMC")


def picture_added(pdf: pikepdf.Pdf) -> None:
    tree = pdf.Root.StructTreeRoot
    top = tree.K[0] if isinstance(tree.K, Array) else tree.K
    figure = pdf.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name.Figure, P=top, Alt=String(" "), Pg=pdf.pages[2].obj)
    )
    figure.K = 9999
    top.K.append(figure)
    content(pdf, lambda data: data + b"\n/Figure <</MCID 9999>> BDC q 0 0 0 rg 50 50 m 60 90 70 90 80 50 c f Q EMC")


def shading_over_the_page(pdf: pikepdf.Pdf) -> None:
    function = Dictionary(FunctionType=2, Domain=[0, 1], C0=[1, 1, 1], C1=[1, 1, 1], N=1)
    shading = Dictionary(
        ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=[0, 0, 600, 0], Function=function, Extend=[True, True]
    )
    pdf.pages[PAGE].Resources.Shading["/Over"] = pdf.make_indirect(shading)
    content(pdf, lambda data: b"q\n" + data + b"\nQ /Artifact BMC /Over sh EMC")


def thumbnail(pdf: pikepdf.Pdf) -> None:
    pdf.pages[PAGE].obj.Thumb = pdf.make_stream(
        b"\0", Width=1, Height=1, ColorSpace=Name.DeviceGray, BitsPerComponent=8
    )


def turned_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[PAGE].obj.Rotate = 180


def cropped_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[PAGE].obj.CropBox = Array([0, 700, 595, 842])


def turned_by_its_parent(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Pages.Rotate = 180


def bookmark_of_other_words(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Outlines.First.Title = String("Phones are allowed")


def window_of_another_title(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Title"] = String("Adopted by the governors on 1 May 2026")


def circular_bookmarks(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Outlines.First.Next = pdf.Root.Outlines.First


def attachment_of_another_name(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["document.json"].obj.UF = String("invoice.exe")


def attachment_beside_the_list(pdf: pikepdf.Pdf) -> None:
    stream = pdf.make_stream(b"MZ")
    pdf.Root.AF.append(
        pdf.make_indirect(
            Dictionary(Type=Name.Filespec, F=String("a.exe"), UF=String("a.exe"), EF=Dictionary(F=stream))
        )
    )


def field_that_grew(pdf: pikepdf.Pdf) -> None:
    left, bottom, right, _ = pdf.Root.AcroForm.Fields[0].Rect
    pdf.Root.AcroForm.Fields[0].Rect = Array([left, bottom, right, float(bottom) + 300])


def field_with_a_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.Fields[0].AA = Dictionary(E=SCRIPT)


def field_that_changes_under_the_mouse(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.Fields[0].AP.R = form(pdf, BLACK_BOX)


def field_to_fill_in(pdf: pikepdf.Pdf) -> None:
    field = annotated(pdf, Subtype=Name.Widget, FT=Name.Tx, T=String("amount"), V=String("not adopted"))
    pdf.Root.AcroForm.Fields.append(field)


def film(pdf: pikepdf.Pdf) -> None:
    annotated(pdf, Subtype=Name.RichMedia, RichMediaContent=Dictionary())


def in_a_picture(pdf: pikepdf.Pdf, drawing: bytes) -> None:
    content(pdf, lambda data: data + b"\n/Figure <</MCID 9999>> BDC " + drawing + b" EMC")


def picture_of_a_drawing_without_end(pdf: pikepdf.Pdf) -> None:
    tile = form(pdf, b"0 0 1 1 re f", (0, 0, 1, 1), Type=Name.Pattern, PatternType=1, PaintType=1, TilingType=1)
    tile.XStep = tile.YStep = 0.001
    pdf.pages[PAGE].Resources.Pattern["/Tile"] = pdf.make_indirect(tile)
    in_a_picture(pdf, b"/Pattern cs /Tile scn 0 0 600 800 re f")


def picture_of_many_pixels(pdf: pikepdf.Pdf) -> None:
    image = form(pdf, b"\0", Subtype=Name.Image, Width=100_000, Height=100_000, BitsPerComponent=1)
    image.ColorSpace = Name.DeviceGray
    pdf.pages[PAGE].Resources.XObject["/Image"] = image
    in_a_picture(pdf, b"q 500 0 0 500 0 0 cm /Image Do Q")


def line_of_endless_dashes(pdf: pikepdf.Pdf) -> None:
    in_a_picture(pdf, b"[0.000001] 0 d 0 0 m 600 800 l S")


def field_over_words(pdf: pikepdf.Pdf) -> None:
    """Move a field from its line to a paragraph: what a signature shows there would hide it."""
    field = pdf.Root.AcroForm.Fields[0]
    page = pdf.pages[PAGE]
    for each in pdf.pages:
        if "/Annots" in each.obj:
            each.obj.Annots = Array([one for one in each.obj.Annots if one.objgen != field.objgen])
    field.Rect = Array([80, 650, 500, 680])
    field.P = page.obj
    page.obj.Annots = Array([*page.obj.get("/Annots", []), field])


def numbers_too_many(pdf: pikepdf.Pdf) -> None:
    content(pdf, lambda data: data + b"\n/Artifact BMC q 1 2 3 4 5 6 7 rg 0 0 9 9 re f Q EMC")


def paint_outside_of_marks(pdf: pikepdf.Pdf) -> None:
    content(pdf, lambda data: data + b"\nq 0 0 0 rg 0 0 9 9 re f Q")


# Each with what verify says of it.
ATTACKS: dict[Change, str] = {
    stray_signature_widget: "page 3: a signature field that is not on the form’s list",
    link_with_a_face: "page 3: a link that shows something",
    form_in_an_artifact: "page 3: a picture or form that is not one of the document's own",
    white_rectangle: "page 3: these words are covered",
    invisible_page: "in letters that are not drawn (text rendering mode 3)",
    hidden_layer: "layers that a reader can switch on and off",
    script_of_a_page: "page 3: something that runs automatically (AA)",
    script_of_a_bookmark: "does something other than lead to a page (A)",
    launch_of_a_link: "a link that does something other than open an address (Launch)",
    form_in_xfa: "a second form (XFA)",
    picture_of_a_drawing_without_end: "a picture with a repeated drawing",
    picture_of_many_pixels: "a picture that is too large",
    line_of_endless_dashes: "in a way that policygen never uses (d)",
    field_over_words: "page 3: the signature field chair is over the words",
    numbers_too_many: "in a way that policygen never uses (rg)",
    paint_outside_of_marks: "a drawing outside a picture",
    script_at_opening: "something that runs automatically (OpenAction)",
    script_among_the_names: "something that runs automatically (JavaScript)",
    script_after_a_link: "a link that does something other than open an address (Next)",
    link_with_a_thick_frame: "a link that shows something",
    white_text: "these words are covered, are the same colour as the page",
    nearly_white_text: "these words are covered, are the same colour as the page",
    text_of_no_substance: "these words are covered",
    blended_text: "something transparent or blended",
    tiny_text: "in letters of 0.8 points",
    text_off_the_page: "outside the page",
    squeezed_text: "turned, stretched or squeezed",
    clipped_text: "cut off",
    half_covered_text: "these words are covered",
    words_changed_places: "but is somewhere else",
    letters_changed_places: "with letters moved on top of one another",
    letters_drawn_as_curves: "a drawing outside a picture",
    picture_without_a_structure: "page 3: a picture that is not in the document data",
    picture_added: "1 picture, where the document data has 0",
    shading_over_the_page: "a drawing outside a picture",
    thumbnail: "page 3: something that policygen does not write (Thumb)",
    turned_page: "page 3: it has been rotated",
    cropped_page: "page 3: it has been rotated, or only part of it is shown",
    turned_by_its_parent: "page 5: it has been rotated",
    bookmark_of_other_words: "the bookmark “Phones are allowed” is not a heading",
    window_of_another_title: "the title that programs show is “Adopted by",
    circular_bookmarks: "its structure is broken",
    attachment_of_another_name: "a second attachment, invoice.exe",
    attachment_beside_the_list: "a second attachment, a.exe",
    field_that_grew: "the signature field chair is higher than a line",
    field_with_a_script: "page 5: something that runs automatically (AA)",
    field_that_changes_under_the_mouse: "the signature field chair looks different when somebody points at it",
    field_to_fill_in: "a field to fill in, amount",
    film: "something placed over the page (RichMedia)",
}

# Those that a hostile reader of the product found; the others were thought of since.
FOUND: tuple[Change, ...] = (
    stray_signature_widget,
    link_with_a_face,
    form_in_an_artifact,
    white_rectangle,
    invisible_page,
    hidden_layer,
    script_of_a_page,
    script_of_a_bookmark,
    launch_of_a_link,
    form_in_xfa,
)
