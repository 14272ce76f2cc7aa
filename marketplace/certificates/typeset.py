"""Setting the paper: HTML and CSS to PDF/A-3u by WeasyPrint, with nothing fetched from anywhere.

The same paper and attachments give the same bytes. The fetcher knows six names below ``paper:`` and refuses
every other address, files and the network included.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.template.loader import get_template, render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe
from weasyprint import HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from marketplace.certificates import art, fonts
from marketplace.certificates.paper import Paper, printed

STYLESHEET = "certificates/pdf/certificate.css"


@dataclass(frozen=True)
class Enclosure:
    """A file that travels inside the PDF."""

    name: str
    description: str
    content: bytes


class ClosedFetcher(URLFetcher):
    """Serve the parts of the paper from memory and refuse everything else.

    The parent's constructor is not called on purpose: it builds openers for HTTP, FTP and files, and a
    TLS context (40 ms), none of which may exist here.
    """

    def __init__(self, *, demo: bool) -> None:
        self._demo = demo
        self._request = None

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return one of our own parts; raises FatalURLFetchingError, which ends the rendering, for all else."""
        parts = {
            "paper:certificate.css": ("text/css", self._stylesheet),
            "paper:serif.otf": ("font/otf", lambda: _read(fonts.SERIF)),
            "paper:sans.otf": ("font/otf", lambda: _read(fonts.SANS)),
            "paper:ground.svg": (
                "image/svg+xml",
                lambda: art.ground(first=True, demo=self._demo).encode(),
            ),
            "paper:ground-next.svg": (
                "image/svg+xml",
                lambda: art.ground(first=False, demo=self._demo).encode(),
            ),
            "paper:divider.svg": ("image/svg+xml", lambda: art.divider().encode()),
            "paper:seal.svg": ("image/svg+xml", lambda: art.seal().encode()),
        }
        if url not in parts:
            raise FatalURLFetchingError(f"The paper has no part {url[:80]!r}.")
        media_type, content = parts[url]
        return URLFetcherResponse(url, content(), {"Content-Type": media_type})

    @staticmethod
    def _stylesheet() -> bytes:
        return Path(get_template(STYLESHEET).origin.name).read_bytes()  # type: ignore[attr-defined]


def _read(path: Path) -> bytes:
    return path.read_bytes()


def markup(paper: Paper) -> str:
    """Return the paper's HTML: Chinese and English together, whatever the language of whoever asks."""
    context: dict[str, Any] = {"paper": printed(paper), "qr": mark_safe(art.qr(paper.address))}
    with translation.override("zh-hans"):
        return render_to_string("certificates/pdf/certificate.html", context)


def typeset(paper: Paper, enclosures: Iterable[Enclosure]) -> bytes:
    """Return the unsigned PDF/A-3u with its attachments."""
    fetcher = ClosedFetcher(demo=paper.demo)
    document = HTML(string=markup(paper), url_fetcher=fetcher, base_url="paper:")
    return document.write_pdf(
        font_config=FontConfiguration(),
        pdf_variant="pdf/a-3u",
        pdf_tags=True,
        attachments=[_attach(enclosure, at=paper.retired_at) for enclosure in enclosures],
    )


def _attach(enclosure: Enclosure, *, at: datetime) -> Attachment:
    return Attachment(
        string=enclosure.content.decode(),
        name=enclosure.name,
        description=enclosure.description,
        created=at,
        modified=at,
        relationship="Data",
        url_fetcher=ClosedFetcher(demo=False),
    )
