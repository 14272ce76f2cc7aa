"""Setting HTML and CSS as PDF by WeasyPrint, from parts in memory; every other address is refused."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.template.loader import get_template
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from look.paper import fonts

Part = tuple[str, Callable[[], bytes]]
"""A media type, and what gives the content."""


class ClosedFetcher(URLFetcher):
    """Serve the parts of a paper from memory and refuse everything else.

    The two typefaces are always there as ``paper:serif.otf`` and ``paper:sans.otf``. The parent's constructor
    is not called on purpose: it builds openers for HTTP, FTP and files, and a TLS context (40 ms), none of which
    may exist here.
    """

    def __init__(self, parts: Mapping[str, Part]) -> None:
        self._parts: dict[str, Part] = {
            "paper:serif.otf": ("font/otf", fonts.SERIF.read_bytes),
            "paper:sans.otf": ("font/otf", fonts.SANS.read_bytes),
            **parts,
        }
        self._request = None

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return one of the parts; raises FatalURLFetchingError, which ends the rendering, for all else."""
        if url not in self._parts:
            raise FatalURLFetchingError(f"The paper has no part {url[:80]!r}.")
        media_type, content = self._parts[url]
        return URLFetcherResponse(url, content(), {"Content-Type": media_type})


def stylesheet(template: str) -> Part:
    """A stylesheet from the templates' folders, as a part."""
    return "text/css", lambda: Path(get_template(template).origin.name).read_bytes()  # type: ignore[attr-defined]


def set_pdf(markup: str, parts: Mapping[str, Part], **options: Any) -> bytes:
    """The PDF of a page of HTML whose stylesheet and pictures are ``parts``; ``options`` are WeasyPrint's."""
    document = HTML(string=markup, url_fetcher=ClosedFetcher(parts), base_url="paper:")
    return document.write_pdf(font_config=FontConfiguration(), pdf_tags=True, **options)
