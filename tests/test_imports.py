"""Imports stand at the top of a module. The exception is what a command may never need and takes long to load."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.support.sources import nodes_of

PACKAGE = Path(__file__).parent.parent / "policygen"
# Libraries that cost a command that does not use them more than a few milliseconds.
HEAVY = frozenset(
    {
        "PIL",
        "cryptography",
        "dask",
        "distributed",
        "docx",
        "fontTools",
        "lxml",
        "pikepdf",
        "pydantic",
        "pyhanko",
        "pypdfium2",
        "typst",
        "watchfiles",
        "weasyprint",
    }
)
# Modules imported within a function, by their file and what they import, with the reason.
LATE = {
    ("api/checking.py", "policygen"): "whoever finds the findings in the store does not wait for what makes them",
    ("api/comparing.py", "policygen"): "a comparison is shown without the writers",
    ("api/estate.py", "policygen"): "a status is made without what reads Word files and published copies",
    ("api/keeping.py", "policygen.api.browsing"): "it imports Pillow, which only web pages need",
    ("api/library.py", "policygen"): "whoever only checks does not wait for the writers and the reports",
    ("api/session.py", "policygen"): "whoever only checks does not wait for the writers and the reports",
    ("api/signing.py", "policygen"): "it imports pikepdf and pyhanko, an extra",
    ("build/journal.py", "fcntl"): "Windows does not have it",
    ("build/parallel.py", "policygen.build.cluster"): "it imports Dask, an extra",
    ("build/parallel.py", "policygen.build.on_worker"): "it imports Dask, an extra",
    ("build/rendering.py", "policygen.render.docx"): "it imports python-docx, which only Word files need",
    ("build/rendering.py", "policygen.render.html.web_page"): "it imports Pillow and Jinja, which only web pages need",
    ("build/rendering.py", "policygen.render.pdf"): "it imports pikepdf, which only PDFs need",
    ("cli/completion.py", "policygen.cli"): "the module of all commands is being imported when this one is",
    ("check/markdown/found.py", "markdown_it"): "a library without mistakes is checked without a Markdown parser",
    ("check/markdown/found.py", "mdit_py_plugins"): "a library without mistakes is checked without a Markdown parser",
    (
        "check/markdown/report.py",
        "policygen.check.markdown",
    ): "a text without suspicious signs is not read",
    ("check/requiring.py", "packaging"): "few libraries require another, and a range of versions takes long to import",
    ("compile/compiler.py", "policygen.adoption"): "most schools have adopted nothing yet",
    ("compile/compiler.py", "policygen.compile.common_words"): "most groups have adopted nothing yet",
    ("compile/compiler.py", "policygen.world.memory"): "only pickling needs it",
    ("diagnostics/codes.py", "yaml"): "a command without findings reads no YAML of messages",
    ("doctor/machine.py", "policygen"): "the doctor runs where packages are missing",
    ("doctor/project.py", "policygen"): "the doctor runs where packages are missing",
    ("inspect/adoptable.py", "policygen.inspect"): "each kind of file is read without the readers of the others",
    ("inspect/documents.py", "policygen.inspect.docx"): "a PDF or JSON is read without python-docx",
    ("inspect/documents.py", "policygen.inspect.docx_parts"): "a PDF or JSON is read without what reads Word files",
    ("inspect/signed.py", "policygen.inspect.signatures"): "it imports pyhanko, an extra",
    ("inspect/verify.py", "policygen"): "a DOCX is verified without pikepdf and WeasyPrint, a PDF without python-docx",
    ("lint/model.py", "yaml"): "rules are listed without reading the lists of words",
    ("render/pdf_typst/engine.py", "policygen.render.pdf_typst"): "these import Typst, an extra",
    ("render/pdf_weasyprint/engine.py", "policygen.render.pdf_weasyprint.writer"): "it imports WeasyPrint",
    ("render/pdf_weasyprint/engine.py", "policygen.render.pdf.seal"): "it imports pikepdf, which only PDFs need",
    ("render/pdf_weasyprint/native_libraries.py", "policygen.render.pdf_weasyprint.internals"): "it imports WeasyPrint",
    ("render/pdf_weasyprint/rasterise.py", "policygen.render.pdf_weasyprint"): "these import WeasyPrint",
    ("render/pdf_weasyprint/small_page.py", "policygen.render.pdf_weasyprint"): "these import WeasyPrint",
    ("serve/hosting.py", "policygen.serve.app"): "it imports Starlette, an extra",
    ("serve/hosting.py", "policygen.serve.connection"): "it imports uvicorn, an extra",
    ("serve/hosting.py", "policygen.serve.desks"): "it imports Starlette, an extra",
    ("serve/hosting.py", "policygen.serve.server"): "it imports Starlette, an extra",
    ("serve/hosting.py", "uvicorn"): "an extra",
    ("serve/working.py", "resource"): "Windows does not have it",
    ("look/coverage.py", "policygen.look.fonts"): "it imports fontTools, which the packaged fonts do not need",
    ("resolve/printable.py", "policygen.look"): "it reads the look's tokens, and most schools have no rare character",
    ("world/disk.py", "policygen.world.python_packages"): "a project with a vocabulary uses no installed libraries",
    ("store/place.py", "platformdirs"): "a store whose folder is named does not need it",
    ("source/reading.py", "policygen.source.syntax_errors"): "its patterns take longer to compile than a file to read",
}
# Folders whose imports are still to be moved up. Take one out once it is done; put none in.
TO_DO = frozenset({"cli"})


def _late_imports(file: Path) -> Iterator[tuple[int, str]]:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = nodes_of(file.read_text(encoding="utf-8"))
    for function in (node for node in nodes if isinstance(node, functions)):
        for node in ast.walk(function):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield node.lineno, node.module or "."


def _has_a_reason(file: str, module: str) -> bool:
    if module.split(".")[0] in HEAVY:
        return True
    return any(file == late and f"{module}.".startswith(f"{name}.") for late, name in LATE)


def test_imports_stand_at_the_top_unless_there_is_a_reason() -> None:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        file = path.relative_to(PACKAGE).as_posix()
        if file.split("/")[0] not in TO_DO:
            found += [
                f"policygen/{file}:{line} imports {module} in a function"
                for line, module in _late_imports(path)
                if not _has_a_reason(file, module)
            ]
    assert not found, "\n".join(found)


def test_each_reason_is_still_needed() -> None:
    used = {
        (file, name)
        for file, name in LATE
        for _, module in _late_imports(PACKAGE / file)
        if f"{module}.".startswith(f"{name}.")
    }
    assert not LATE.keys() - used
