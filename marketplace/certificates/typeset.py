"""Setting the paper: HTML and CSS to PDF/A-3u by WeasyPrint, with nothing fetched from anywhere.

The same paper and attachments give the same bytes. The fetcher knows six names below ``paper:`` and refuses
every other address, files and the network included.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe
from weasyprint import HTML, Attachment
from weasyprint.text.fonts import FontConfiguration

from look.paper import typesetting as paper_fetching
from look.paper.typesetting import Part, stylesheet
from marketplace.certificates import art
from marketplace.certificates.paper import Paper, printed

STYLESHEET = "certificates/pdf/certificate.css"


@dataclass(frozen=True)
class Enclosure:
    """A file that travels inside the PDF."""

    name: str
    description: str
    content: bytes


class ClosedFetcher(paper_fetching.ClosedFetcher):
    """Serve the parts of a certificate from memory and refuse everything else."""

    def __init__(self, *, demo: bool) -> None:
        super().__init__(
            {
                "paper:certificate.css": stylesheet(STYLESHEET),
                "paper:ground.svg": _picture(lambda: art.ground(first=True, demo=demo)),
                "paper:ground-next.svg": _picture(lambda: art.ground(first=False, demo=demo)),
                "paper:divider.svg": _picture(art.divider),
                "paper:seal.svg": _picture(art.seal),
            }
        )


def _picture(draw: Callable[[], str]) -> Part:
    return "image/svg+xml", lambda: draw().encode()


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
