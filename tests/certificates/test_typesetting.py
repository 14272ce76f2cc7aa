"""The PDF: complete, closed, the same every time, and with a glyph for everything it says."""

import time
from io import BytesIO

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from weasyprint.urls import FatalURLFetchingError

from look.paper.closed import ClosedFetcher
from marketplace.certificates.typeset import Enclosure, markup, typeset
from tests.certificates import pdf_reading
from tests.certificates.papers import paper


@pytest.fixture(scope="module")
def printed_pdf() -> bytes:
    return typeset(
        paper(), [Enclosure("statement.json", "What is certified", '{"甲":"乙"}'.encode())]
    )


def test_the_paper_says_all_the_facts_in_both_languages(printed_pdf):
    said = pdf_reading.squeezed(pdf_reading.text_of(printed_pdf))
    for fact in (
        "减排量注销证书",
        "CERTIFICATE OF RETIREMENT",
        "ZH-7K4M-Q2XD-93FB-T5",
        "南山会展集团有限公司",
        "Nanshan Expo Group Co., Ltd.",
        "湾区低碳城市论坛",
        "2026-09-18 – 2026-09-19",
        "20.000",
        "20,000 千克",
        "福田地铁绿色出行",
        "深圳市低碳公共出行碳普惠方法学（试行）",
        "2024-01-01",
        "SZ-PHCER-0001-2024-01",
        "4,812,001 – 4,832,000",
        "2026-11-02 14:06:31 +08:00",
        "第 88,197 条",
        "7f3ac0e1 7f3ac0e1",
        "不是统一平台出具的碳中和证明",
        "演示证书",
    ):
        assert pdf_reading.squeezed(fact) in said, fact


def test_every_typeface_is_inside_the_file(printed_pdf):
    embedded = pdf_reading.fonts(printed_pdf)
    assert {name.split("+")[1] for name in embedded} == {"Paper-Serif", "Paper-Sans"}
    assert all(embedded.values())


def test_no_character_is_an_empty_box(printed_pdf):
    hard = typeset(paper(beneficiary_zh="𠮷₂𬭚靐\u202e，CO₂", title_zh="℃㐂"), [])
    for raw in (printed_pdf, hard):
        for page in pdf_reading.pages(raw):
            assert 0 not in page.glyphs
            assert "\ufffd" not in page.text


def test_the_same_paper_gives_the_same_bytes(printed_pdf):
    again = typeset(
        paper(), [Enclosure("statement.json", "What is certified", '{"甲":"乙"}'.encode())]
    )
    assert again == printed_pdf


def test_what_is_enclosed_comes_out_byte_for_byte(printed_pdf):
    assert pdf_reading.attachments(printed_pdf) == {"statement.json": '{"甲":"乙"}'.encode()}


def test_it_declares_itself_as_pdf_a(printed_pdf):
    metadata = pdf_reading.metadata(printed_pdf)
    assert 'pdfaid:part="3"' in metadata or "<pdfaid:part>3<" in metadata
    assert PdfFileReader(BytesIO(printed_pdf)).root["/MarkInfo"]["/Marked"]


def test_a_real_certificate_carries_no_word_of_demonstration():
    assert "演示" not in pdf_reading.text_of(typeset(paper(demo=False), []))


def test_many_batches_go_to_a_schedule_and_a_limit_ends_it():
    pages = pdf_reading.pages(typeset(paper(batches=320), []))
    assert "SZ-PHCER-0001-2024-01" not in pages[0].text
    listed = "".join(page.text for page in pages[1:])
    assert "SZ-PHCER-0300-2024-01" in listed and "SZ-PHCER-0301-2024-01" not in listed
    assert "20 more batches" in listed
    assert len(pages) < 60


@pytest.mark.parametrize(
    "name",
    ["长" * 100_000, "a\u2011b" * 2000, "a\u00a0" * 3000, "Donaudampfschifffahrt" * 400],
    ids=["endless", "non-breaking hyphens", "non-breaking spaces", "one long word"],
)
def test_a_hostile_name_costs_no_more_than_seconds(name):
    began = time.monotonic()
    assert len(pdf_reading.pages(typeset(paper(beneficiary_zh=name, title_zh=name), []))) <= 2
    assert time.monotonic() - began < 30  # five seconds on a quiet machine


@pytest.mark.parametrize(
    "text",
    [
        "<img src=file:///etc/passwd>",
        '"><link rel=attachment href=file:///etc/passwd>',
        "<style>@import url(http://169.254.169.254/)</style>",
        "{{ paper.code }}{% include 'secret' %}",
    ],
)
def test_markup_in_a_name_is_printed_as_text(text):
    raw = typeset(paper(beneficiary_zh=text), [])
    assert pdf_reading.squeezed(text) in pdf_reading.squeezed(pdf_reading.text_of(raw))
    assert b"root:x" not in raw


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://169.254.169.254/latest/meta-data",
        "https://zhonghe.example/",
        "data:text/css,",
        "paper:../settings.py",
        "paper:",
    ],
)
def test_nothing_but_the_papers_own_parts_is_ever_fetched(address):
    with pytest.raises(FatalURLFetchingError):
        ClosedFetcher().fetch(address)


def test_the_markup_is_escaped():
    assert "<script>" not in markup(paper(beneficiary_en="<script>alert(1)</script>"))


def test_the_qr_code_has_a_text_for_those_who_do_not_see_it():
    assert f'alt="二维码 QR code: {paper().address}"' in markup(paper())
