"""Setting HTML and CSS as PDF by WeasyPrint, from parts in memory; every address is refused.

What papers of a kind have in common is read once in a process: the typefaces, the parsed stylesheet, the drawings.
"""

import zlib
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import pydyf
from django.template.loader import get_template
from weasyprint import CSS, HTML
from weasyprint.document import Document

from look.paper.closed import ClosedFetcher
from look.paper.engraving import Engraving, from_svg, joined
from look.paper.typefaces import typefaces

# Pango's font map serves one thread at a time, and two settings at once would share one interpreter anyway.
_ONE_AT_A_TIME = Lock()


class Stationery:
    """What all papers of a kind share: a stylesheet (a template's name) and drawings by address, each giving SVG.

    Nothing is read before the first paper, and nothing is kept of a paper afterwards.
    """

    def __init__(
        self, stylesheet: str, drawings: Mapping[str, Callable[[], str]] | None = None
    ) -> None:
        self.stylesheet = stylesheet
        self.drawings = drawings or {}

    def css(self) -> str:
        """Return the stylesheet's text."""
        return Path(get_template(self.stylesheet).origin.name).read_text(encoding="utf-8")  # type: ignore[attr-defined]

    def pdf(
        self, markup: str, *, pictures: Mapping[str, Engraving] | None = None, **options: Any
    ) -> bytes:
        """Return a page of HTML, which names no stylesheet, as PDF; ``options`` are WeasyPrint's.

        ``pictures`` by address are this paper's own. The same markup and options give the same bytes. Raises
        FatalURLFetchingError for a part that isn't there.
        """
        with _ONE_AT_A_TIME:
            document = HTML(string=markup, url_fetcher=ClosedFetcher(), base_url="paper:")
            return document.write_pdf(
                font_config=typefaces(),
                stylesheets=[self._sheet],
                cache={**self._engravings, **(pictures or {})},
                pdf_tags=True,
                finisher=_packed,
                **options,
            )

    @cached_property
    def _sheet(self) -> CSS:
        return CSS(
            string=self.css(),
            base_url="paper:",
            url_fetcher=ClosedFetcher(),
            font_config=typefaces(),
        )

    @cached_property
    def _engravings(self) -> dict[str, Engraving]:
        return {
            address: from_svg(str(number), draw())
            for number, (address, draw) in enumerate(self.drawings.items())
        }


def _packed(_document: Document, pdf: pydyf.PDF) -> None:
    """Compress every stream of a finished PDF once; left to itself the writer does so twice, for the file's id too.

    Cut typefaces are most of it, long runs of glyphs that aren't there: level 1 makes them smaller than level 9 does,
    in a fifth of the time.
    """
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and item.compress:
            item.stream = [zlib.compress(joined(item), 1)]
            item.extra = pydyf.Dictionary({**item.extra, "Filter": "/FlateDecode"})
            item.compress = False
