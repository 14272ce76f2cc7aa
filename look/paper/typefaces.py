"""The two typefaces as WeasyPrint's engine knows them: once in a process, from the wheel's own files."""

import os
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from weasyprint.text.ffi import ffi, fontconfig, pangoft2
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from look.paper import fonts

FACES = {"paper:serif.otf": fonts.SERIF, "paper:sans.otf": fonts.SANS}
# The family's name goes before the file's own: Pango needs the latter too.
_NAMED = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><match target="scan">
<test name="file" compare="eq"><string>{file}</string></test>
<edit name="family" mode="prepend"><string>{family}</string></edit>
</match></fontconfig>"""


class Typefaces(FontConfiguration):
    """What ``@font-face`` may name: ``paper:serif.otf`` and ``paper:sans.otf``, under any family.

    WeasyPrint's own way copies a face of 17 MB into a folder for each document and reads it there. Here the wheel's
    file itself is registered, so that one configuration serves a process for as long as it lives.
    """

    def __init__(self) -> None:
        super().__init__()
        self._named: set[tuple[str, Path]] = set()

    def add_font_face(self, rule_descriptors: dict[str, Any], url_fetcher: URLFetcher) -> None:
        """Register a rule's face under its family, once; raises FatalURLFetchingError for another address."""
        family, (_kind, address) = rule_descriptors["font_family"], rule_descriptors["src"][0]
        if address not in FACES:
            raise FatalURLFetchingError(f"The paper has no typeface {str(address)[:80]!r}.")
        face = FACES[address]
        if (family, face) in self._named:
            return
        self._named.add((family, face))
        named = _NAMED.format(file=escape(face.as_posix()), family=escape(family))
        fontconfig.FcConfigParseAndLoadFromMemory(self._config, named.encode(), True)
        if not fontconfig.FcConfigAppFontAddFile(self._config, os.fsencode(face)):
            raise FatalURLFetchingError(f"{face} can't be read as a typeface.")
        pangoft2.pango_fc_font_map_config_changed(ffi.cast("PangoFcFontMap *", self.font_map))


@cache
def typefaces() -> Typefaces:
    """Return the process's typefaces. They are not safe to use from two threads at once."""
    return Typefaces()
