"""A LibreOffice with a macro of ours, in a profile that nothing else uses: what people do in it, done through UNO."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="{name}"/></library:library>
"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="{name}"
 script:language="StarBasic">{code}</script:module>
"""


def office_with(profile: Path, name: str, code: str) -> list[str]:
    """Return the command that starts LibreOffice with a module `name` of Basic, for `macro:///Standard.NAME.SUB(…)`.

    Raises FileNotFoundError without LibreOffice.
    """
    found = shutil.which("soffice")
    if found is None:
        raise FileNotFoundError("soffice")
    command = [found, f"-env:UserInstallation=file://{profile}", "--headless", "--norestore"]
    subprocess.run([*command, "--terminate_after_init"], check=True, capture_output=True)
    basic = profile / "user/basic/Standard"
    basic.mkdir(parents=True, exist_ok=True)
    (basic / "script.xlb").write_text(_LIBRARY.format(name=name))
    (basic / f"{name}.xba").write_text(_MODULE.format(name=name, code=escape(code)))
    return command
