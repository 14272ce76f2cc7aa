"""Certificates a second in one process, by the site's own road and by WeasyPrint as it comes, the same page.

The peer gets the page, its pictures and the typefaces as files, WeasyPrint's own fetcher, and no option.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import segno

from benchmarks import site
from benchmarks.rounds import Spread, interleaved, ratios
from benchmarks.tables import Figure

if TYPE_CHECKING:
    from marketplace.certificates.paper import Paper

ROUNDS = 7
EACH = 5


def run(*, quick: bool) -> Iterator[Figure]:
    """Unsigned against the peer in turns; then signed."""
    with site.database("benchmarks_papers") as name:
        site.start(name)
        from marketplace.certificates import signing
        from marketplace.certificates.typeset import Enclosure, typeset
        from tests.certificates.papers import paper

        page, each = paper(batches=2), 1 if quick else EACH
        enclosures = [Enclosure("statement.json", "What is certified", b"{}" * 700)]

        def ours() -> bytes:
            return typeset(page, enclosures)

        with tempfile.TemporaryDirectory() as folder:
            peer = _peer(page, Path(folder))
            ours(), peer()
            rounds = interleaved(
                3 if quick else ROUNDS, lambda: _speed(ours, each), lambda: _speed(peer, each)
            )
        yield Figure.spread("certificates, unsigned", Spread.of([m for m, _p in rounds]), "/s")
        yield Figure.spread(
            "the same page by WeasyPrint's defaults", Spread.of([p for _m, p in rounds]), "/s"
        )
        yield Figure.spread("ours ÷ WeasyPrint's defaults", ratios(rounds), "×", at_least=3)
        unsigned = ours()
        signed = [_speed(lambda: signing.sign(ours(), reason="benchmark"), each) for _r in range(3)]
        yield Figure.spread("certificates, signed (PAdES)", Spread.of(signed), "/s")
        yield Figure("size of one, unsigned", len(unsigned) / 1024, "KiB")


def _speed(act: Callable[[], object], times: int) -> float:
    begun = time.perf_counter()
    for _number in range(times):
        act()
    return times / (time.perf_counter() - begun)


def _peer(page: Paper, folder: Path) -> Callable[[], bytes]:
    """The same HTML and CSS with every part as a file, the typefaces whole, as one writes it at first."""
    from weasyprint import HTML

    from look.paper.typefaces import FACES
    from marketplace.certificates.typeset import markup, stationery

    shared = stationery(demo=True)
    base = folder.as_uri() + "/"
    parts = {address: draw().encode() for address, draw in shared.drawings.items()}
    parts |= {address: face.read_bytes() for address, face in FACES.items()}
    parts["paper:certificate.css"] = shared.css().replace("paper:", base).encode()
    for address, content in parts.items():
        (folder / address.removeprefix("paper:")).write_bytes(content)
    code = segno.make_qr(page.address, error="m")
    code.save(str(folder / "qr.svg"), border=2, dark="#17211d", omitsize=True)
    link = '<link rel="stylesheet" href="paper:certificate.css"></head>'
    html = markup(page).replace("</head>", link).replace("paper:", base)
    return lambda: HTML(string=html, base_url=base).write_pdf()
