"""Setting the paper: HTML and CSS to PDF/A-3u by WeasyPrint, with nothing fetched from anywhere.

The same paper and attachments give the same bytes. The stylesheet and the engravings are the process's own; every
address is refused, files and the network included.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import Attachment

from look.paper.closed import ClosedFetcher
from look.paper.typesetting import Stationery
from marketplace.certificates import art
from marketplace.certificates.paper import Paper, printed

STYLESHEET = "certificates/pdf/certificate.css"


@dataclass(frozen=True)
class Enclosure:
    """A file that travels inside the PDF."""

    name: str
    description: str
    content: bytes


@cache
def stationery(*, demo: bool) -> Stationery:
    """Return the certificate's stylesheet and engravings; a demonstration's ground says that it is one."""
    return Stationery(
        STYLESHEET,
        {
            "paper:ground.svg": lambda: art.ground(first=True, demo=demo),
            "paper:ground-next.svg": lambda: art.ground(first=False, demo=demo),
            "paper:divider.svg": art.divider,
            "paper:seal.svg": art.seal,
        },
    )


def markup(paper: Paper) -> str:
    """Return the paper's HTML: Chinese and English together, whatever the language of whoever asks."""
    with translation.override("zh-hans"):
        return render_to_string("certificates/pdf/certificate.html", {"paper": printed(paper)})


def typeset(paper: Paper, enclosures: Iterable[Enclosure]) -> bytes:
    """Return the unsigned PDF/A-3u with its attachments."""
    attachments = [_attach(enclosure, at=paper.retired_at) for enclosure in enclosures]
    return stationery(demo=paper.demo).pdf(
        markup(paper),
        pictures={"paper:qr.svg": art.qr(paper.address)},
        pdf_variant="pdf/a-3u",
        attachments=attachments,
    )


def _attach(enclosure: Enclosure, *, at: datetime) -> Attachment:
    return Attachment(
        string=enclosure.content.decode(),
        name=enclosure.name,
        description=enclosure.description,
        created=at,
        modified=at,
        relationship="Data",
        url_fetcher=ClosedFetcher(),
    )
