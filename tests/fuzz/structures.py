"""Changes to what a file means, where spoiled bytes would end at the reader's first look: trees, XML, PDF, pictures.

Each takes a Random, so that one seed gives one input.
"""

from __future__ import annotations

import copy
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from random import Random
from typing import Any

import pikepdf
import yaml
from hypothesis import strategies as st
from lxml import etree

ODD: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    2**70,
    1.5,
    "",
    " ",
    "none",
    "\x07",
    "\u202e\u200b",
    "\ue0005\ue001",
    "a" * 3000,
    "2026-02-30",
    "9999-12-31",
    "../../x",
    "{{ school.name }}",
    [],
    {},
    [[]],
    {"": ""},
    {"a b": [1, {"c": None}]},
)


# What the writers of YAML, JSON, XML, ZIP and PDF raise for what their format cannot say.
_UNWRITABLE = (ValueError, LookupError, SyntaxError, RuntimeError, TypeError, struct.error, pikepdf.PdfError)


def from_seed(make: Callable[[Random], bytes]) -> st.SearchStrategy[bytes]:
    """Return a strategy for what `make` makes of a seed; what its writer refuses to write is made anew."""

    def made(seed: bytes) -> bytes:
        random = Random(seed)  # noqa: S311
        for _ in range(20):
            with suppress(*_UNWRITABLE):
                return make(random)
        return b""

    return st.binary(min_size=12, max_size=12).map(made)


def changed_tree(tree: Any, random: Random) -> Any:
    """Return a tree of dicts and lists with up to four nodes replaced, removed, doubled, nested, swapped or renamed."""
    tree = copy.deepcopy(tree)
    for _ in range(random.randint(1, 4)):
        places = [*_places(tree)]
        if not places:
            return random.choice(ODD)
        holder, key = random.choice(places)
        other, other_key = random.choice(places)
        match random.randrange(8):
            case 0 | 1:
                holder[key] = random.choice(ODD)
            case 2:
                del holder[key]
            case 3:
                value = holder[key]
                for _ in range(random.choice((1, 2, 30, 90))):
                    value = [value] if random.random() < 0.5 else {"a": value}
                holder[key] = value
            case 4:
                # One object in two places: YAML writes it as an alias.
                holder[key] = copy.copy(other[other_key])
            case 5:
                holder[key], other[other_key] = other[other_key], holder[key]
            case 6 if isinstance(holder, dict):
                holder[random.choice((f"{key}x", f" {key}", "", "a.b", str(other_key), "é"))] = holder.pop(key)
            case _ if isinstance(holder, list):
                holder += [holder[key]] * random.choice((1, 3, 60))
            case _:
                holder[key] = [holder[key]] if not isinstance(holder[key], list) else dict(enumerate(holder[key]))
    return tree


def _places(tree: Any) -> list[tuple[Any, Any]]:
    found, waiting = [], [tree]
    while waiting and len(found) < 3000:
        node = waiting.pop()
        keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
        for key in keys:
            found.append((node, key))
            waiting.append(node[key])
    return found


def changed_yaml(data: bytes) -> Callable[[Random], bytes]:
    """Return how a YAML file is changed by its nodes, and written in one of YAML's styles."""
    tree = yaml.load(data, Loader=yaml.CBaseLoader)  # noqa: S506

    def make(random: Random) -> bytes:
        flow, style, width = random.choice((False, True, None)), random.choice((None, "'", '"', "|", ">")), 4000
        text = yaml.dump(
            changed_tree(tree, random), default_flow_style=flow, default_style=style, width=width, allow_unicode=True
        )
        return text.encode("utf-8", "surrogatepass")

    return make


def changed_json(data: bytes) -> Callable[[Random], bytes]:
    """Return how a JSON file is changed by its values."""
    tree = json.loads(data)
    return lambda random: json.dumps(changed_tree(tree, random), ensure_ascii=random.random() < 0.5).encode(
        "utf-8", "surrogatepass"
    )


def changed_xml(data: bytes, random: Random) -> bytes:
    """Return XML with elements removed, doubled, moved, nested or renamed, and attributes that are huge or swapped."""
    root = etree.fromstring(data, etree.XMLParser(huge_tree=True, resolve_entities=False))
    for _ in range(random.randint(1, 5)):
        elements = [one for one in root.iter() if isinstance(one.tag, str)]
        one, other = random.choice(elements), random.choice(elements)
        above = one.getparent()
        match random.randrange(9):
            case 0 if above is not None:
                above.remove(one)
            case 1 if above is not None and len(elements) < 5_000:
                for _ in range(random.choice((1, 2, 200)) if len(one) < 20 else 1):
                    above.append(copy.deepcopy(one))
            case 2 if above is not None and one not in other.iterancestors() and one is not other:
                other.append(one)
            case 3 if above is not None:
                for _ in range(random.choice((1, 5, 60, 300))):
                    above = etree.SubElement(above, one.tag)
                above.append(one)
            case 4:
                one.set(
                    random.choice(("id", "x", *one.keys())), random.choice(("", "-1", "9" * 400, "a" * 70_000, "#a"))
                )
            case 5:
                one.tag = other.tag
            case 6:
                one.text, other.text = other.text, one.text or random.choice(("\u202e", "a" * 5000, "5\ue000"))
            case 7:
                for name in one.keys():  # noqa: SIM118
                    del one.attrib[name]
            case _:
                if one.keys() and other.keys():
                    one.set(random.choice(one.keys()), other.get(random.choice(other.keys())) or "")
    return etree.tostring(root, xml_declaration=random.random() < 0.8, encoding="UTF-8")


def changed_package(parts: Mapping[str, bytes]) -> Callable[[Random], bytes]:
    """Return how an Office file is changed: the XML in a part, or which parts there are."""

    def make(random: Random) -> bytes:
        now = dict(parts)
        inside = [name for name in now if name.endswith((".xml", ".rels"))]
        for _ in range(random.randint(1, 3)):
            name, other = random.choice(inside), random.choice(inside)
            match random.randrange(6):
                case 0:
                    now[name], now[other] = now[other], now[name]
                case 1:
                    now.pop(name, None)
                    inside = [one for one in inside if one in now]
                case 2:
                    now[f"{name[:-4]}2.xml"] = now[other]
                case _:
                    now[name] = changed_xml(now[name], random)
        return zipped(now, doubled=random.choice(list(now)) if random.random() < 0.05 else "")

    return make


def zipped(parts: Mapping[str, bytes], doubled: str = "") -> bytes:
    """Return a ZIP file of parts, one of them twice if wanted."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data)
        if doubled:
            info = zipfile.ZipInfo("#" * len(doubled.encode()))
            archive.writestr(info, parts[doubled])
    return made.getvalue().replace(b"#" * len(doubled.encode()), doubled.encode()) if doubled else made.getvalue()


_NAMES = ("/P", "/S", "/K", "/Kids", "/Parent", "/Link", "/Page", "/Form", "/Widget", "/MCR", "/OBJR", "/XObject")
_KEYS = (
    *_NAMES, "/Type", "/Subtype", "/Length", "/Filter", "/Contents", "/Annots", "/AA", "/OpenAction", "/Pg", "/MCID",
    "/ActualText", "/RoleMap", "/ParentTree", "/Nums", "/Resources", "/Font", "/ToUnicode", "/FT", "/Fields", "/OCGs",
    "/Names", "/EmbeddedFiles", "/EF", "/F", "/UF", "/Rect", "/AP", "/N",
)  # fmt: skip
_MARKS = (
    b"BT", b"ET", b"Tj", b"TJ", b"BDC", b"EMC", b"BMC", b"/P <</MCID 0>> BDC", b"/Artifact BMC", b"/X Do", b"q", b"Q",
    b"3 Tr", b"/F 9 Tf", b"<01>", b"(", b"[", b"<<", b"9999999999 0 Td", b"0 0 0 0 0 0 cm", b"BI ID EI",
    b"1 beginbfrange <00> <ffffffff> <0041> endbfrange", b"999 beginbfchar",
)  # fmt: skip


def changed_pdf(data: bytes) -> Callable[[Random], bytes]:
    """Return how a PDF is changed by its objects: keys, values, streams, and references that lead in a circle."""

    def make(random: Random) -> bytes:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for _ in range(random.randint(1, 5)):
                _change_object(pdf, random)
            out = io.BytesIO()
            pdf.save(out, compress_streams=False, static_id=True)
            return out.getvalue()

    return make


def _change_object(pdf: pikepdf.Pdf, random: Random) -> None:
    numbers = range(1, len(pdf.objects))
    target = pdf.get_object(random.choice(numbers), 0)
    if isinstance(target, pikepdf.Stream) and random.random() < 0.4:
        words = bytes(target.read_bytes()).split(b" ")
        at = random.randrange(len(words) + 1)
        words[at : at + random.randrange(3)] = [random.choice(_MARKS)] * random.choice((1, 1, 2, 300))
        target.write(b" ".join(words))
        return
    # Into what is inside the object.
    for _ in range(3):
        inner = [one for one in _values(target) if isinstance(one, pikepdf.Dictionary | pikepdf.Array)]
        if inner and random.random() < 0.4:
            target = random.choice(inner)
    value = _odd_object(pdf, random, numbers)
    if isinstance(target, pikepdf.Array):
        match random.randrange(4):
            case 0 if len(target):
                target[random.randrange(len(target))] = value
            case 1 if len(target):
                del target[random.randrange(len(target))]
            case _:
                for _ in range(random.choice((1, 1, 200))):
                    target.append(value)
    elif isinstance(target, pikepdf.Dictionary | pikepdf.Stream):
        keys = list(target.keys())
        match random.randrange(4):
            case 0 if keys:
                del target[random.choice(keys)]
            case 1 if keys:
                target[random.choice(keys)] = value
            case _:
                target[random.choice(_KEYS)] = value


def _values(target: Any) -> list[Any]:
    if isinstance(target, pikepdf.Array):
        return [*target]
    if isinstance(target, pikepdf.Dictionary | pikepdf.Stream):
        return [target[key] for key in target.keys()]  # noqa: SIM118
    return []


def _odd_object(pdf: pikepdf.Pdf, random: Random, numbers: range) -> Any:
    match random.randrange(8):
        case 0 | 1 | 2:
            return pdf.get_object(random.choice(numbers), 0)
        case 3:
            return pikepdf.Name(random.choice(_NAMES))
        case 4:
            return random.choice((0, -1, 2**31, 2**62, True, 1))
        case 5:
            return pikepdf.String(random.choice(("", "a" * 3000, "\u202e", "\x00", "D:20269999")))
        case 6:
            value: Any = pikepdf.Array([])
            for _ in range(random.choice((0, 1, 60, 300))):
                value = pikepdf.Array([value])
            return value
        case _:
            return pikepdf.Dictionary({random.choice(_KEYS): pdf.get_object(random.choice(numbers), 0)})


def changed_png(data: bytes, random: Random) -> bytes:
    """Return a PNG with its chunks (ISO 15948, 5.3) removed, doubled, moved, renamed or given other content."""
    head, at = data[:8], 8
    chunks: list[tuple[bytes, bytes, int]] = []
    while at < len(data):
        (size,) = struct.unpack(">L", data[at : at + 4])
        chunks.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + size], size))
        at += 12 + size
    for _ in range(random.randint(1, 3)):
        one = random.randrange(len(chunks))
        kind, content, size = chunks[one]
        match random.randrange(6):
            case 0 if len(chunks) > 1:
                del chunks[one]
            case 1:
                chunks += [chunks[one]] * random.choice((1, 500))
            case 2:
                random.shuffle(chunks)
            case 3:
                new = random.choice((b"IDAT", b"IHDR", b"PLTE", b"tRNS", b"iCCP", b"zTXt", b"eXIf", b"acTL", b"gAMA"))
                chunks[one] = (new, content, size)
            case 4:
                chunks[one] = (kind, content, random.choice((0, 2**31, 2**32 - 1, size + 9)))
            case _:
                spoiled = bytearray(content or b"\0")
                for _ in range(random.randint(1, 4)):
                    spoiled[random.randrange(len(spoiled))] = random.choice((0, 1, 255, random.randrange(256)))
                bomb = zlib.compress(b"\0" * 3_000_000) if random.random() < 0.1 else bytes(spoiled)
                chunks[one] = (kind, bomb, len(bomb))
    return head + b"".join(
        struct.pack(">L", size) + kind + content + struct.pack(">L", zlib.crc32(kind + content))
        for kind, content, size in chunks
    )


def changed_jpeg(data: bytes, random: Random) -> bytes:
    """Return a JPEG with its segments (ITU-T T.81, B.1.1) removed, doubled, moved or given other content."""
    at, segments = 2, []
    while data[at + 1] != 0xDA:
        (size,) = struct.unpack(">H", data[at + 2 : at + 4])
        segments.append((data[at + 1], data[at + 4 : at + 2 + size]))
        at += 2 + size
    rest = data[at:]
    for _ in range(random.randint(1, 3)):
        one = random.randrange(len(segments))
        match random.randrange(5):
            case 0 if len(segments) > 1:
                del segments[one]
            case 1:
                segments += [segments[one]] * random.choice((1, 300))
            case 2:
                random.shuffle(segments)
            case 3:
                segments[one] = (
                    random.choice((0xC0, 0xC2, 0xC4, 0xDB, 0xDD, 0xE1, 0xE2, 0xEE, 0xFE)),
                    segments[one][1],
                )
            case _:
                spoiled = bytearray(segments[one][1] or b"\0")
                for _ in range(random.randint(1, 4)):
                    spoiled[random.randrange(len(spoiled))] = random.choice((0, 1, 255, random.randrange(256)))
                segments[one] = (segments[one][0], bytes(spoiled))
    made = b"".join(
        b"\xff" + bytes((kind,)) + struct.pack(">H", len(content) + 2) + content for kind, content in segments
    )
    return data[:2] + made + (rest if random.random() < 0.8 else rest[: random.randrange(len(rest))])


def csv_table(random: Random) -> bytes:
    """Return a staff list with odd quotation marks, separators and line ends."""
    separator, end = random.choice((",", ";", "\t", "|")), random.choice(("\r\n", "\n", "\r"))
    heads = ["Name", "Surname", "First name", "Role", "E-mail", "Post", "", "Name", "Telephone", "x" * 200]
    columns = random.sample(heads, random.randint(1, 6))
    cells = (
        "Ann Reed",
        "Jo",
        "",
        "=1+1",
        '"',
        '""',
        "a\nb",
        "O'Neil",
        "\u200b",
        "\u202e",
        "Zoë",
        "Zoe\u0308",
        "\x00",
        "9" * 300,
    )
    lines = [separator.join(columns)]
    for _ in range(random.choice((0, 1, 3, 20))):
        row = [random.choice(cells) for _ in range(max(0, len(columns) + random.choice((-1, 0, 0, 0, 1, 40))))]
        lines.append(separator.join(_quoted(cell, random) for cell in row))
    text = random.choice(("", "sep=;\n", "\ufeff", "\n\n")) + end.join(lines)
    return text.encode(random.choice(("utf-8", "utf-8", "utf-16", "cp1252")), "replace")


def _quoted(cell: str, random: Random) -> str:
    match random.randrange(6):
        case 0:
            return f'"{cell}"'
        case 1:
            return '"{}"'.format(cell.replace('"', '""'))
        case 2:
            return f'"{cell}'
        case 3:
            return f' "{cell}" '
        case _:
            return cell


def expression(random: Random, names: Sequence[str], depth: int = 3) -> str:
    """Return an expression of Jinja's grammar."""
    if depth <= 0 or random.random() < 0.2:
        return random.choice(names)
    inner = lambda: expression(random, names, depth - 1)  # noqa: E731
    match random.randrange(12):
        case 0:
            return f"{inner()} {random.choice(('==', '!=', '<', '>', '<=', 'in', 'not in'))} {inner()}"
        case 1:
            return f"{inner()} {random.choice(('and', 'or'))} {inner()}"
        case 2:
            return f"not {inner()}"
        case 3:
            return f"({inner()})"
        case 4:
            return f"{inner()} | {random.choice(('sentence', 'all_of', 'any_of', 'upper', 'sentence(1)'))}"
        case 5:
            return f"{inner()} is {random.choice(('answered', 'not answered', 'defined', 'answered(1)'))}"
        case 6:
            return f"{inner()} if {inner()} else {inner()}"
        case 7:
            return f"[{', '.join(inner() for _ in range(random.randint(0, 4)))}]"
        case 8:
            return f"{inner()} {random.choice('+-*/%~')} {inner()}"
        case 9:
            return f"{inner()}[{inner()}]"
        case 10:
            return f"{inner()}.{random.choice(('name', 'title', 'web', 'x', '__class__'))}"
        case _:
            return random.choice(
                (f"{inner()} if {inner()}", f"({inner()},)", f"{{{inner()}: {inner()}}}", f"-{inner()}")
            )


def template(random: Random, names: Sequence[str], depth: int = 3) -> str:
    """Return a text with values, conditions and loops in Jinja's grammar."""
    parts = []
    for _ in range(random.randint(1, 3)):
        match random.randrange(5) if depth else 0:
            case 0:
                parts.append(random.choice(("words ", "\n\n", "- item\n", "*a* ")))
            case 1 | 2:
                parts.append(f"{{{{ {expression(random, names)} }}}}")
            case 3:
                other = f"{{% else %}}{template(random, names, depth - 1)}" if random.random() < 0.5 else ""
                inner = template(random, names, depth - 1)
                parts.append(f"{{% if {expression(random, names)} %}}{inner}{other}{{% endif %}}")
            case _:
                inner = template(random, [*names, "x", "x.name"], depth - 1)
                parts.append(f"{{% for x in {expression(random, names, 1)} %}}{inner}{{% endfor %}}")
    return "".join(parts)


def markdown(random: Random, depth: int = 3) -> str:
    """Return blocks of Markdown inside one another."""
    return "\n\n".join(_block(random, depth) for _ in range(random.randint(1, 4)))


def _block(random: Random, depth: int) -> str:
    if not depth:
        return _line(random)
    inner = markdown(random, depth - 1) if random.random() < 0.4 else _block(random, depth - 1)
    match random.randrange(9):
        case 0:
            return _indented(inner, random.choice(("- ", "* ", "+ ", "-\t")))
        case 1:
            return _indented(inner, random.choice(("1. ", "3) ", "01. ", "999999999. ")))
        case 2:
            width = random.randint(1, 4)
            rows = [[_line(random) for _ in range(width + random.choice((0, 0, 0, 1, -1)))] for _ in range(3)]
            return "\n".join(f"| {' | '.join(row)} |" for row in (rows[0], ["---"] * width, *rows[1:]))
        case 3:
            return f"{_line(random)}\n{_indented(inner, random.choice((': ', '~ ', ':   ')))}"
        case 4:
            return _indented(inner, "> ").replace("\n  ", "\n> ")
        case 5:
            return f"{random.choice(('```', '~~~', '    ', '# ', '<div>'))}{_line(random)}"
        case _:
            return "\n".join(_line(random) for _ in range(random.randint(1, 3)))


def _indented(text: str, mark: str) -> str:
    return mark + text.replace("\n", "\n" + " " * len(mark))


def _line(random: Random, depth: int = 3) -> str:
    word = random.choice(
        ("word", "a|b", "\\*", "'90s", "5'10\"", "\u00ad", "&amp;", "{{ school.name }}", "http://a.org", "é")
    )
    if not depth or random.random() < 0.3:
        return word
    inner = _line(random, depth - 1)
    sign = random.choice(("*", "**", "_", "__", "`", "~~", "***"))
    return random.choice(
        (
            f"{sign}{inner}{sign}",
            f"{sign}{inner}",
            f"[{inner}](https://a.org/{word})",
            f"[{inner}](#basics.why)",
            f"[](#{word})",
            f"![{inner}](a.png)",
            f"{inner} {word}",
            f"<{word}>",
            f"{inner}\\",
            f"{inner}  ",
            f"[{inner}][{word}]",
        )
    )
