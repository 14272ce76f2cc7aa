"""The signature: good offline, broken by a single byte, and read without opening the file."""

from io import BytesIO

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from hypothesis import strategies as st
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from config.services.keys import ensure_keys
from marketplace.certificates import signature
from marketplace.certificates.signing import SigningKeyMissing, sign
from marketplace.certificates.typeset import typeset
from tests.certificates.papers import paper


@pytest.fixture(scope="module")
def unsigned() -> bytes:
    return typeset(paper(), [])


@pytest.fixture(scope="module")
def signed(unsigned) -> bytes:
    return sign(unsigned, reason="Certificate of retirement ZH-7K4M-Q2XD-93FB-T5")


def test_the_signature_is_good_without_a_network(signed):
    trust = ValidationContext(
        trust_roots=[load_cert_from_pemder(settings.PDF_SIGNING_CERT_FILE)], allow_fetching=False
    )
    [embedded] = PdfFileReader(BytesIO(signed)).embedded_signatures
    status = validate_pdf_signature(embedded, trust)
    assert status.bottom_line
    assert status.coverage.name == "ENTIRE_FILE"
    assert str(embedded.sig_object["/SubFilter"]) == "/ETSI.CAdES.detached"
    assert status.md_algorithm == "sha256"


def test_we_find_our_signature_without_opening_the_file(signed):
    assert signature.find(signed) == signature.SignatureFinding(ours=True, reaches=len(signed))


def test_a_file_without_a_signature_has_none(unsigned):
    assert signature.find(unsigned) is None


def test_a_changed_byte_under_the_signature_breaks_it(signed):
    changed = bytearray(signed)
    changed[len(signed) // 3] ^= 1
    assert not signature.find(bytes(changed)).ours


def test_bytes_after_the_signature_are_seen_as_beyond_its_reach(signed):
    found = signature.find(signed + b"%%EOF trailing")
    assert found.ours and found.reaches == len(signed)


def test_the_signature_of_somebody_elses_key_is_not_ours(unsigned, tmp_path, settings):
    own = settings.PDF_SIGNING_CERT_FILE
    foreign = ensure_keys(tmp_path)
    settings.PDF_SIGNING_KEY_FILE = foreign["PDF_SIGNING_KEY_FILE"]
    settings.PDF_SIGNING_CERT_FILE = foreign["PDF_SIGNING_CERT_FILE"]
    imitation = sign(unsigned, reason="an imitation")
    settings.PDF_SIGNING_CERT_FILE = own
    assert not signature.find(imitation).ours


def test_a_missing_key_is_said_by_name(unsigned, settings):
    settings.PDF_SIGNING_KEY_FILE = "/nonexistent/pdf.pem"
    with pytest.raises(SigningKeyMissing, match=r"/nonexistent/pdf\.pem"):
        sign(unsigned, reason="x")


@rules(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    ranges=st.lists(st.integers(0, 10**9 - 1), min_size=4, max_size=4),
    container=st.binary(max_size=400),
    around=st.binary(max_size=60),
)
def test_no_bytes_whatever_crash_the_reader(ranges, container, around):
    numbers = " ".join(map(str, ranges)).encode()
    raw = around + b"/ByteRange [" + numbers + b"]<" + container.hex().encode() + b">" + around
    found = signature.find(raw)
    assert found is None or not found.ours


@rules(max_examples=100, deadline=None)
@given(garbage=st.binary(min_size=1, max_size=300))
def test_garbage_in_a_well_placed_container_is_not_our_signature(garbage):
    head = b"%PDF-1.7 /ByteRange [0000000000 0000000000 0000000000 0000000000]".replace(
        b"0000000000 0000000000 0000000000 0000000000", b"%s"
    )
    text = b"<" + garbage.hex().encode() + b">"
    start = len(head) - 2 + 27
    numbers = b"0 %09d %09d %03d" % (start, start + len(text), 4)
    raw = head.replace(b"%s", numbers.ljust(27)) + text + b"tail"
    found = signature.find(raw)
    assert found is not None and not found.ours
