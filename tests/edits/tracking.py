"""Tracked changes and comments as a word processor writes them (ECMA-376 17.13.4 and 17.13.5)."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from .docx import EditedFile, W, new_run, set_text

_COMMENTS = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"


def _change(kind: str, author: str, date: str, number: int = 9001) -> etree._Element:
    made = etree.Element(f"{W}{kind}")
    for name, text in (("id", str(number)), ("author", author), ("date", date)):
        made.set(f"{W}{name}", text)
    return made


def insert_tracked(run: etree._Element, at: int, words: str, author: str, date: str) -> None:
    """Insert words at a place in a run."""
    text = _text(run)
    after = new_run(text[at:], run)
    made = _change("ins", author, date)
    made.append(new_run(words, run))
    run.addnext(after)
    run.addnext(made)
    set_text(run, text[:at])


def delete_tracked(run: etree._Element, span: tuple[int, int], words: str, author: str, date: str) -> None:
    """Delete the words of a run from one place to another, and insert `words` for them."""
    text = _text(run)
    start, end = span
    run.addnext(new_run(text[end:], run))
    if words:
        made = _change("ins", author, date, 9002)
        made.append(new_run(words, run))
        run.addnext(made)
    gone = _change("del", author, date)
    gone.append(new_run(text[start:end], run, "delText"))
    run.addnext(gone)
    set_text(run, text[:start])


def mark_tracked(paragraph: etree._Element, kind: str, author: str, date: str) -> None:
    """Mark a whole paragraph as inserted or deleted, its mark too."""
    looks = paragraph.find(f"{W}pPr")
    if looks is None:
        looks = etree.Element(f"{W}pPr")
        paragraph.insert(0, looks)
    marks = looks.find(f"{W}rPr")
    if marks is None:
        marks = etree.SubElement(looks, f"{W}rPr")
    marks.insert(0, _change(kind, author, date))
    for number, run in enumerate(list(paragraph.iter(f"{W}r"))):
        holder = _change(kind, author, date, 9100 + number)
        run.addprevious(holder)
        holder.append(run)
        for word in run.findall(f"{W}t") if kind == "del" else ():
            word.tag = f"{W}delText"


def copy_of_move(paragraph: etree._Element, author: str, date: str, *, marks_too: bool) -> etree._Element:
    """Mark a paragraph as moved from its place, and return the one that it is moved to (17.13.5.21 to 17.13.5.28).

    The bookmarks go along if `marks_too`, else they stay; a name stands once in a file.
    """
    made = deepcopy(paragraph)
    for one in (made, paragraph):
        if (one is made) != marks_too:
            for mark in list(one.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd")):
                mark.getparent().remove(mark)
    for number, (kind, one) in enumerate((("moveFrom", paragraph), ("moveTo", made)), 9300):
        mark_tracked(one, kind, author, date)
        start = _change(f"{kind}RangeStart", author, date, number)
        start.set(f"{W}name", "move9300")
        looks = one.find(f"{W}pPr")
        looks.addnext(start)
        one.append(etree.Element(f"{W}{kind}RangeEnd", {f"{W}id": str(number)}))
    return made


def comment_on(file: EditedFile, run: etree._Element, span: tuple[int, int], text: str, author: str, date: str) -> None:
    """Put a comment on the words of a run from one place to another."""
    words, (start, end) = _text(run), span
    about, after = new_run(words[start:end], run), new_run(words[end:], run)
    opened, closed = (
        etree.Element(f"{W}{name}", {f"{W}id": "70"}) for name in ("commentRangeStart", "commentRangeEnd")
    )
    mark = etree.Element(f"{W}r")
    etree.SubElement(mark, f"{W}commentReference", {f"{W}id": "70"})
    set_text(run, words[:start])
    at = run
    for one in (opened, about, closed, mark, after):
        at.addnext(one)
        at = one
    made = etree.Element(f"{W}comments", nsmap={"w": W.strip("{}")})
    one = _change("comment", author, date, 70)
    one.set(f"{W}initials", author[:1])
    etree.SubElement(one, f"{W}p").append(new_run(text))
    made.append(one)
    file.parts["word/comments.xml"] = etree.tostring(made, xml_declaration=True, encoding="UTF-8", standalone=True)
    _add(file, "[Content_Types].xml", "Override", {"PartName": "/word/comments.xml", "ContentType": _COMMENTS})
    relation = {"Id": "rIdOfficeComments", "Type": _RELATION, "Target": "comments.xml"}
    _add(file, "word/_rels/document.xml.rels", "Relationship", relation)


def _add(file: EditedFile, part: str, name: str, attributes: dict[str, str]) -> None:
    root = etree.fromstring(file.parts[part])
    namespace = root.tag.partition("}")[0]
    etree.SubElement(root, f"{namespace}}}{name}", attributes)
    file.parts[part] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _text(run: etree._Element) -> str:
    return "".join(one.text or "" for one in run.iter(f"{W}t"))
