"""The pages: what a stranger who scans the code sees, and the verify page without JavaScript."""

import json

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts import parties, privacy
from marketplace import outbox
from marketplace.certificates import annotations, files, throttle
from marketplace.registry import log, statements, upstream
from marketplace.registry.models import CreditBatch
from tests.certificates import retired
from tests.registry import supply

pytestmark = pytest.mark.django_db
LANGUAGES = ("zh-hans", "zh-hant", "en")


@pytest.fixture
def issued(nanshan_expo):
    return retired.certified(owner=nanshan_expo.party)


def address(row, suffix: str = "", language: str = "zh-hans") -> str:
    return f"/{language}/certificates/{row.statement.code}{suffix}"


def shown(client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_address_in_the_qr_code_says_that_the_certificate_stands(client, issued, language):
    page = shown(client, address(issued, language=language))
    assert {"zh-hans": "本证书有效", "zh-hant": "本證書有效", "en": "This certificate stands"}[
        language
    ] in page
    assert issued.statement.code in page
    assert "2.000" in page and issued.sha256 in page


def test_the_qr_code_leads_to_the_page(issued):
    assert files.address(issued.statement.code) == f"http://testserver{address(issued)}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_address_to_show_to_others_is_of_the_page_that_is_read(client, issued, language):
    shared = f"http://testserver{address(issued, language=language)}"
    assert shared in shown(client, address(issued, language=language))


def test_the_way_of_the_kilograms_names_holders_in_the_readers_language(client, issued):
    steps = "Where these kilograms came from"
    page = shown(client, address(issued, language="en")).split(steps)[1].split("</table>")[0]
    assert "Nanshan Expo Group" in page and "南山会展" not in page


@pytest.mark.parametrize(("language", "name"), [("zh-hans", "广东省"), ("en", "Guangdong")])
def test_where_it_was_emitted_is_named_in_the_readers_language(client, issued, language, name):
    record = f"/{language}/registry/retirements/{issued.statement.retirement.public_id}/"
    for path in (address(issued, language=language), record):
        words = shown(client, path).split("<main")[1]
        assert f"· {name}</dd>" in words and "· CN-GD" not in words


def test_the_page_shows_its_proof(client, issued):
    page = shown(client, address(issued, language="en"))
    assert "Audit path" in page and "Root of the log" in page


def test_a_code_typed_loosely_leads_to_the_one_address(client, issued):
    loose = address(issued).replace(issued.statement.code, issued.statement.code.lower())
    response = client.get(loose)
    assert (response.status_code, response["Location"]) == (302, address(issued))


def test_nothing_may_be_cached(client, issued):
    for path in (address(issued), address(issued, "/pdf"), "/en/certificates/ZH-0", "/en/verify/"):
        assert "no-store" in client.get(path)["Cache-Control"]


def test_the_pdf_comes_byte_for_byte(client, issued):
    response = client.get(address(issued, "/pdf"))
    assert response.content == bytes(issued.content)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")


def test_the_proof_is_what_the_paper_carries(client, issued):
    bundle = json.loads(client.get(address(issued, "/proof")).content)
    assert bundle["statement"].encode() == bytes(issued.statement.body)


def test_while_sealing_the_page_says_so_and_offers_no_file(client):
    row = retired.retirement()
    code = retired.statement_of(row).code
    page = shown(client, f"/en/certificates/{code}")
    assert "Being sealed" in page and "being prepared" in page
    assert client.get(f"/en/certificates/{code}/pdf").status_code == 404


def test_while_the_renderer_fails_the_page_says_that_the_paper_is_being_prepared(client, settings):
    settings.PDF_SIGNING_KEY_FILE = "/nonexistent/key.pem"
    row = retired.retirement()
    log.seal()
    assert retired.drain() == 0
    page = shown(client, f"/en/certificates/{retired.statement_of(row).code}")
    assert "This certificate stands" in page and "being prepared" in page
    assert outbox.counts()["waiting"] >= 1


def test_a_pseudonymous_persons_page_is_not_indexed(client):
    citizen = supply.person("shy")
    row = retired.certified(owner=citizen)
    response = client.get(address(row))
    assert citizen.pseudonym in response.content.decode()
    assert "noindex" in response["X-Robots-Tag"]


def test_a_refusal_upstream_is_said_in_plain_words(client, registrar, nanshan_expo):
    row = retired.retirement(owner=nanshan_expo.party, whole_tonnes=True)
    log.seal()
    batch = CreditBatch.objects.get(blocks__retirement=row)
    upstream.request(retirement=row, batch=batch, actor=registrar)
    upstream.refused(retirement=row, batch=batch, actor=supply.user("answers"))
    page = shown(client, f"/en/certificates/{retired.statement_of(row).code}")
    assert "refused to withdraw" in page and "must not be counted" in page


def test_money_that_went_back_is_noted_on_the_page(client, issued):
    outbox.put(
        "annotate_certificate",
        "refund:1",
        {
            "retirement": str(issued.statement.retirement.public_id),
            "kind": "money_returned",
            "reference": "refund:1",
            "at": "2026-11-20T02:00:00+00:00",
        },
    )
    retired.drain()
    page = shown(client, address(issued, language="en"))
    assert "stands, with a note" in page and "oney returned after the retirement" in page


def test_a_note_is_made_once(issued):
    for _time in range(2):
        annotations.annotate(
            retirement=issued.statement.retirement.public_id,
            kind="money_returned",
            reference="refund:1",
            at=issued.created_at,
        )
    assert issued.statement.retirement.annotations.count() == 1


def test_an_older_revision_points_to_the_latest(client, registrar, issued):
    revised = statements.revise(
        statement=issued.statement, reason="typo", actor=registrar, beneficiary_en="Nanshan Expo"
    )
    log.seal()
    files.make(revised.pk)
    older = shown(client, address(issued, "?revision=1", language="en"))
    assert "A later revision replaces this one" in older
    assert client.get(address(issued, "/pdf?revision=1")).content == bytes(issued.content)
    assert "This certificate stands" in shown(client, address(issued, language="en"))


@pytest.mark.parametrize("query", ["?revision=99", "?revision=x", "?revision=-1", "?revision=²"])
def test_a_senseless_revision_never_breaks_the_page(client, issued, query):
    assert client.get(address(issued, query)).status_code in (200, 404)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_code_is_unknown(client, language):
    response = client.get(f"/{language}/certificates/ZH-0000-0000-0000-00")
    assert response.status_code == 404
    page = response.content.decode()
    assert {"zh-hans": "未知编号", "zh-hant": "未知編號", "en": "Unknown code"}[language] in page
    assert "本证书有效" not in page and "This certificate stands" not in page


@pytest.mark.parametrize(
    "code", ["%00", "%3Cscript%3Ealert(1)%3C%2Fscript%3E", "' OR 1=1", "Z" * 3000]
)
def test_a_hostile_address_is_unknown_and_inert(client, code):
    response = client.get(f"/en/certificates/{code}")
    assert response.status_code == 404
    assert b"<script>alert" not in response.content


def test_guessing_codes_ends_in_please_wait(client, own_cache):
    answers = [client.get(f"/en/certificates/ZH-{n}").status_code for n in range(62)]
    assert answers[:60] == [404] * 60
    assert answers[60:] == [429, 429]


def test_somebody_elses_guessing_stops_nobody_with_a_certificate(client, issued, own_cache):
    for number in range(62):
        client.get(f"/en/certificates/ZH-{number}")
    assert client.get(address(issued)).status_code == 200


def test_forwarded_headers_from_strangers_do_not_reset_the_limit(client, own_cache):
    answers = [
        client.get(
            f"/en/certificates/ZH-{n}", headers={"x-forwarded-for": f"10.0.0.{n}"}
        ).status_code
        for n in range(62)
    ]
    assert answers[-1] == 429


def test_a_code_is_verified_by_form(client, issued):
    page = shown(client, f"/en/verify/?code={issued.statement.code.lower()}")
    assert "This certificate stands" in page and address(issued, language="en") in page


def test_a_wrong_code_is_answered_in_plain_words(client):
    page = shown(client, "/en/verify/?code=<b>ZH")
    assert "Unknown code" in page and "&lt;b&gt;ZH" in page


def upload(client, content: bytes, name: str = "certificate.pdf"):
    return client.post("/en/verify/", {"file": SimpleUploadedFile(name, content)})


def test_the_genuine_file_is_called_genuine(client, issued):
    page = upload(client, bytes(issued.content)).content.decode()
    assert "byte for byte" in page and "answer success" in page
    assert "continues the one that this paper saw" in page


def test_a_changed_file_is_called_changed_and_our_record_is_shown(client, issued):
    raw = bytearray(issued.content)
    raw[2000] ^= 1
    page = upload(client, bytes(raw)).content.decode()
    assert "Changed: this is not what we issued" in page and "byte 2,001" in page
    assert "answer success" not in page
    assert issued.sha256 in page


def test_a_file_name_is_never_shown(client, issued):
    page = upload(client, b"%PDF-1.7 x", name="<script>alert(1)</script>.pdf").content.decode()
    assert "alert(1)" not in page


def test_a_file_above_the_limit_is_refused_without_being_kept(client):
    page = upload(client, b"%PDF" + b"x" * (6 * 1024 * 1024)).content.decode()
    assert "too large" in page


@pytest.mark.parametrize("content", [b"", b"\x00" * 50, b"%PDF-1.7"])
def test_no_file_is_ever_good_by_accident(client, content):
    assert "answer success" not in upload(client, content).content.decode()


def test_no_file_chosen_is_said_at_the_field(client):
    response = client.post("/en/verify/", {})
    assert response.status_code == 422


def test_a_post_from_elsewhere_is_refused():
    strict = Client(enforce_csrf_checks=True)
    assert upload(strict, b"%PDF").status_code == 403


def test_too_many_files_end_in_please_wait(client, own_cache):
    answers = [upload(client, b"x").status_code for _n in range(62)]
    assert answers[59] == 200 and answers[60] == 429


def test_pages_need_nothing_inline(client, issued):
    for path in (address(issued), "/zh-hans/verify/"):
        page = shown(client, path)
        assert " style=" not in page and "<script>" not in page and " onclick" not in page


def test_a_forgotten_persons_page_keeps_the_facts_and_loses_the_name(client, citizen):
    person = parties.party_for_user(citizen)
    parties.set_public_name(person, name_zh="金丝雀", name_en="", shows_name=True)
    person.refresh_from_db()
    row = retired.certified(owner=person)
    assert "金丝雀" in shown(client, address(row))
    privacy.erase(citizen)
    page = shown(client, address(row, language="en"))
    assert "金丝雀" not in page and person.pseudonym in page
    assert "erased at the beneficiary" in page and "2.000" in page
    assert client.get(address(row, "/pdf")).status_code == 404
    assert "金丝雀" not in client.get(address(row, "/proof")).content.decode()


def test_all_web_processes_count_together(rf):
    """The limit stands in the shared cache, under one key per address."""
    request = rf.get("/")
    key = f"certificates:shared:{request.META['REMOTE_ADDR']}"
    cache.set(key, 5, 60)
    assert not throttle.allowed(request, what="shared", limit=5, seconds=60)
