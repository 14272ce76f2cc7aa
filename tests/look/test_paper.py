"""Setting papers: what is shared in a process, and that nothing of one paper gets into another."""

import re
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from weasyprint import CSS
from weasyprint.urls import FatalURLFetchingError

from look.paper import engraving
from look.paper.closed import ClosedFetcher
from look.paper.typefaces import Typefaces
from look.paper.typesetting import Stationery

SQUARE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40px" height="20px" viewBox="0 0 4 2">'
    '<rect width="4" height="2" fill="#0d5b48"/>{}</svg>'
)
SHEET = (
    '@font-face { font-family: "Paper Sans"; src: url(paper:sans.otf) }'
    "@page { size: 90mm 60mm; background: url(paper:square.svg) no-repeat }"
    'html { font: 9pt "Paper Sans" } .next { break-before: page }'
)


class Plain(Stationery):
    """A stylesheet without a file."""

    def css(self) -> str:
        return SHEET


@pytest.fixture(scope="module")
def stationery() -> Stationery:
    return Plain("", {"paper:square.svg": lambda: SQUARE.format("")})


def html(text: str, *, pages: int = 1) -> str:
    more = '<p class="next">下一页</p>' * (pages - 1)
    return f'<html lang="zh-Hans"><title>纸</title><p>{text}</p>{more}</html>'


def forms(raw: bytes) -> set[int]:
    """The numbers of the drawn objects that the pages' grounds show."""
    found = set()
    for page in PdfFileReader(BytesIO(raw)).root["/Pages"]["/Kids"]:
        for group in page.get_object()["/Resources"]["/XObject"].values():
            inner = group.get_object()["/Resources"].get("/XObject", {})
            found |= {inner.raw_get(name).idnum for name in inner}
    return found


def test_an_engraving_is_in_the_file_once_however_many_pages_show_it(stationery):
    raw = stationery.pdf(html("一", pages=4))
    assert len(PdfFileReader(BytesIO(raw)).root["/Pages"]["/Kids"]) == 4
    assert len(forms(raw)) == 1


def test_a_paper_is_the_same_after_other_papers(stationery):
    first = stationery.pdf(html("湾区论坛"))
    stationery.pdf(html("另一张纸，𠮷", pages=3))
    assert stationery.pdf(html("湾区论坛")) == first


def test_papers_set_from_several_threads_are_the_same(stationery):
    texts = [f"第 {number} 张" for number in range(8)]
    alone = [stationery.pdf(html(text)) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda text: stationery.pdf(html(text)), texts)) == alone


def test_two_papers_are_never_set_at_once(stationery):
    """Pango's font map, which they share, is one thread's at a time."""
    inside: list[int] = []
    together: list[int] = []

    class Slow(engraving.Engraving):
        def draw(self, *place):
            inside.append(1)
            time.sleep(0.02)
            together.append(len(inside))
            super().draw(*place)
            inside.pop()

    code = engraving.from_squares("code", [[1]], (0, 0, 0))
    slow = Slow(code.id, code.width, code.height, code.operators)
    page = html('<img src="paper:code" alt="码">')
    with ThreadPoolExecutor(4) as pool:
        made = [
            pool.submit(stationery.pdf, page, pictures={"paper:code": slow}) for _number in range(4)
        ]
    assert len({one.result() for one in made}) == 1
    assert together == [1, 1, 1, 1]


def test_a_picture_that_is_not_there_ends_the_setting(stationery):
    with pytest.raises(FatalURLFetchingError):
        stationery.pdf(html('<img src="file:///etc/passwd">'))


def test_a_papers_own_picture_stays_its_own(stationery):
    code = engraving.from_squares("code", [[1, 0, 1]], (0, 0, 0))
    page = html('<img src="paper:code" alt="码">')
    assert stationery.pdf(page, pictures={"paper:code": code}).startswith(b"%PDF-")
    with pytest.raises(FatalURLFetchingError):
        stationery.pdf(page)


def test_squares_are_drawn_in_runs():
    drawn = engraving.from_squares("code", [[1, 1, 0, 1], [0, 0, 0, 0]], (0, 0, 0))
    said = zlib.decompress(drawn.operators)
    assert re.findall(rb"(\d+ \d+ \d+ \d+) re", said) == [b"0 0 2 1", b"3 0 1 1"]
    assert (drawn.width, drawn.height) == (4, 2)


@pytest.mark.parametrize(
    "part",
    [
        '<text y="1">演</text>',
        '<g opacity="0.5"><rect width="1" height="1"/></g>',
        '<rect width="1" height="1" fill="url(#g)"/>',
    ],
    ids=["text", "opacity", "gradient"],
)
def test_a_drawing_that_needs_more_than_lines_and_areas_is_refused(part):
    with pytest.raises(ValueError, match="plain colours"):
        engraving.from_svg("drawing", SQUARE.format(part))


@pytest.mark.parametrize("address", ["file:///etc/fonts.otf", "paper:mono.otf", "local(Arial)"])
def test_no_other_typeface_can_be_named(address):
    source = address if address.startswith("local") else f"url({address})"
    sheet = f'@font-face {{ font-family: "Other"; src: {source} }}'
    with pytest.raises(FatalURLFetchingError):
        CSS(string=sheet, url_fetcher=ClosedFetcher(), font_config=Typefaces())


def test_a_typeface_is_read_from_the_wheel_and_not_copied(stationery):
    faces = Typefaces()
    CSS(string=SHEET, base_url="paper:", url_fetcher=ClosedFetcher(), font_config=faces)
    assert faces._folder is None
