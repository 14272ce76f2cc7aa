"""Verification never lies: a changed file is never good, an unknown code is never valid, no bytes crash it."""

import random

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Party
from marketplace.certificates import answers, files, verify
from marketplace.certificates.models import CertificateFile
from marketplace.certificates.signing import sign
from marketplace.certificates.typeset import typeset
from marketplace.certificates.verify import Verdict
from marketplace.registry import log, statements
from tests.certificates import papers, retired
from tests.registry import supply

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued() -> CertificateFile:
    return retired.certified()


@pytest.fixture
def raw(issued) -> bytes:
    return bytes(issued.content)


def changed(raw: bytes, position: int, mask: int = 1) -> bytes:
    return raw[:position] + bytes([raw[position] ^ mask]) + raw[position + 1 :]


def test_the_file_we_issued_is_genuine(issued, raw):
    found = verify.check_pdf(raw)
    assert found.verdict is Verdict.GENUINE
    assert found.certificate.code == issued.statement.code
    assert found.log.continues


def test_a_byte_changed_anywhere_is_found(issued, raw):
    """Every position of the signature's surroundings, and a sample of five hundred over the whole file."""
    spread = range(0, len(raw), max(1, len(raw) // 400))
    drawn = random.Random(2026).sample(range(len(raw)), 100)
    for position in sorted({0, len(raw) - 1, *spread, *drawn}):
        found = verify.check_pdf(changed(raw, position))
        assert found.verdict is Verdict.ALTERED, position
        assert found.difference.position == position
        assert found.certificate.code == issued.statement.code


@pytest.mark.parametrize("addition", [b"\n", b" ", b"\x00", b"%%EOF", b"x" * 5000])
def test_a_lengthened_file_is_found(issued, raw, addition):
    found = verify.check_pdf(raw + addition)
    assert (found.verdict, found.difference.count) == (Verdict.LENGTHENED, len(addition))
    assert found.certificate.code == issued.statement.code


@pytest.mark.parametrize("missing", [1, 2, 100, 4000])
def test_a_file_cut_off_is_found(raw, missing):
    found = verify.check_pdf(raw[:-missing])
    assert not found.verdict.good
    assert found.verdict in (Verdict.SHORTENED, Verdict.UNKNOWN)


def test_an_incremental_update_after_the_signature_is_found(raw):
    update = b"\n1 0 obj\n<< /Forged true >>\nendobj\nxref\n0 1\ntrailer << /Prev 0 >>\n%%EOF\n"
    assert verify.check_pdf(raw + update).verdict is Verdict.LENGTHENED


def test_a_file_without_its_signature_is_not_good(raw):
    assert not verify.check_pdf(raw[: raw.rindex(b"/ByteRange") - 400]).verdict.good


def test_our_signature_on_another_document_is_not_good(raw):
    other = typeset(papers.paper(beneficiary_zh="冒名者"), [])
    at = raw.rindex(b"/ByteRange")
    assert not verify.check_pdf(other + raw[at:]).verdict.good


def test_a_file_we_signed_but_did_not_record_is_not_good():
    stray = sign(typeset(papers.paper(), []), reason="stray")
    assert verify.check_pdf(stray).verdict is Verdict.SIGNED_BUT_NOT_RECORDED


def test_another_pdf_that_names_a_code_of_ours_is_not_good(issued):
    forged = b"%PDF-1.7\n% certificate " + issued.statement.code.encode() + b"\n" + b"x" * 9000
    found = verify.check_pdf(forged)
    assert found.verdict is Verdict.NOT_THE_PAPER
    assert found.certificate.code == issued.statement.code


def test_an_older_revision_says_which_is_the_latest(registrar, nanshan_expo):
    first = retired.certified(owner=nanshan_expo.party)
    revised = statements.revise(
        statement=first.statement, reason="typo", actor=registrar, beneficiary_zh="南山会展集团"
    )
    log.seal()
    files.make(revised.pk)
    found = verify.check_pdf(bytes(first.content))
    assert (found.verdict, found.revision) == (Verdict.OLDER_REVISION, 1)
    assert found.certificate.latest_revision == 2
    assert verify.check_pdf(bytes(revised.file.content)).verdict is Verdict.GENUINE


def test_a_changed_older_revision_is_compared_with_the_revision_it_claims_to_be(
    registrar, nanshan_expo
):
    first = retired.certified(owner=nanshan_expo.party)
    revised = statements.revise(
        statement=first.statement, reason="typo", actor=registrar, beneficiary_zh="南山会展集团"
    )
    log.seal()
    files.make(revised.pk)
    for paper, number in ((first, 1), (CertificateFile.objects.get(statement=revised), 2)):
        found = verify.check_pdf(changed(bytes(paper.content), 5000))
        assert (found.verdict, found.revision) == (Verdict.ALTERED, number)
        assert found.issued_sha256 == paper.sha256
        assert found.certificate.latest_revision == 2
        with translation.override("en"):
            facts = {fact.label: fact for fact in answers.file_answer(found).facts}
        compared = facts["SHA-256 of the file we issued"]
        assert compared.value == paper.sha256
        assert f"Compared with revision {number}" in compared.note


def test_a_copy_of_an_erased_paper_is_still_genuine():
    citizen: Party = supply.person("forgetful")
    raw = bytes(retired.certified(owner=citizen).content)
    files.erase_for([citizen])
    assert verify.check_pdf(raw).verdict is Verdict.GENUINE
    assert not verify.check_pdf(changed(raw, 5000)).verdict.good


@pytest.mark.parametrize(
    ("raw", "verdict"),
    [
        (b"", Verdict.EMPTY),
        (b"x" * (verify.LARGEST_FILE + 1), Verdict.TOO_LARGE),
        (b"GIF89a", Verdict.NOT_A_PDF),
        (b"%PDF-1.7\nstream of something else", Verdict.UNKNOWN),
        (b"%PDF-1.7 /ByteRange [0 10 20 9999999]", Verdict.UNKNOWN),
        (b"ZH-0000-0000-0000-00 " * 5000, Verdict.NOT_A_PDF),
    ],
)
def test_what_is_no_certificate_is_called_by_its_name(raw, verdict):
    assert verify.check_pdf(raw).verdict is verdict


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=2000))
def test_no_bytes_whatever_are_good_or_crash_it(db, content):
    assert not verify.check_pdf(content).verdict.good
    assert not verify.check_pdf(b"%PDF-1.7\n/ByteRange [0 5 9 1]" + content).verdict.good


def test_a_code_is_read_as_people_type_it(issued):
    code = issued.statement.code
    for typed in (code, code.lower(), f"  {code} ", code.replace("-", " "), code.replace("-", "—")):
        assert verify.check_code(typed).code == code
    confused = "ZH" + code[2:].replace("0", "O").replace("1", "l")
    assert verify.check_code(confused).code == code
    full_width = "".join(chr(ord(c) + 0xFEE0) if c != "-" else c for c in code)
    assert verify.check_code(full_width).code == code


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ZH",
        "ZH-0000-0000-0000-00",
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "ZH-\x00-",
        "Z" * 10_240,
        "ＺＨ",
        "ZH-АВСЕ-НКМО-РТХУ-22",
        "../../etc/passwd",
        "%00",
        "🌱",
    ],
)
def test_a_hostile_code_is_unknown(typed):
    assert verify.check_code(typed) is None


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=120))
def test_no_text_whatever_is_a_valid_code(db, typed):
    assert verify.check_code(typed) is None


def test_a_wrong_character_in_a_code_makes_it_unknown(issued):
    code = issued.statement.code
    for at, letter in enumerate(code):
        if at < 2 or letter == "-":
            continue
        other = "7" if letter != "7" else "8"
        assert verify.check_code(code[:at] + other + code[at + 1 :]) is None
