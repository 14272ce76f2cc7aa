"""The registrars' desk: two people for every issue, every withdrawal followed to its end."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from marketplace.registry import queries
from marketplace.registry.models import CreditBatch, IssuanceRequest, RetirementUpstream
from tests.cast import sign_in
from tests.registry import supply

pytestmark = pytest.mark.django_db
DESK = "/en/staff/registrar/"


@pytest.fixture
def first(client, registrar):
    return sign_in(client, registrar)


@pytest.fixture
def second(client_class, second_registrar):
    return sign_in(client_class(), second_registrar)


@pytest.fixture
def client_class():
    from django.test import Client

    return Client


def block(**changes):
    return {
        "project": supply.project(supply.person("seller")).pk,
        "monitoring_start": "2025-01-01",
        "monitoring_end": "2025-12-31",
        "tonnes": "120",
        "upstream_serial": "SZ-2025-000001 – 000120",
        "custody_account": "C-01",
        "trade_reference": "T-77",
        "evidence": SimpleUploadedFile("report.pdf", b"%PDF-1.7 report"),
    } | changes


def test_one_registrar_asks_and_another_issues(first, second):
    answer = first.post(f"{DESK}issuances/new/", block())
    request = IssuanceRequest.objects.get()
    assert answer.status_code == 302 and answer.url.endswith(f"{request.public_id}/")
    assert "somebody else decides" in first.get(answer.url).content.decode()
    assert "Approve and issue" in second.get(answer.url).content.decode()
    second.post(f"{DESK}issuances/{request.public_id}/approve/")
    batch = CreditBatch.objects.get()
    assert (batch.quantity_kg, batch.increment_kg) == (120_000, 1000)
    assert queries.totals().owned == 120_000


def test_nobody_approves_their_own_request(first):
    first.post(f"{DESK}issuances/new/", block())
    request = IssuanceRequest.objects.get()
    answer = first.post(f"{DESK}issuances/{request.public_id}/approve/", follow=True)
    assert "same person" in answer.content.decode()
    assert not CreditBatch.objects.exists()


def test_a_refusal_needs_a_reason_and_is_final(first, second):
    first.post(f"{DESK}issuances/new/", block())
    path = f"{DESK}issuances/{IssuanceRequest.objects.get().public_id}/"
    assert second.post(f"{path}refuse/", {"note": " "}).status_code == 422
    second.post(f"{path}refuse/", {"note": "the serials are another's"})
    second.post(f"{path}approve/")
    assert IssuanceRequest.objects.get().status == "refused"
    assert not CreditBatch.objects.exists()


def test_the_same_evidence_serves_once(first):
    first.post(f"{DESK}issuances/new/", block())
    answer = first.post(f"{DESK}issuances/new/", block(upstream_serial="other"))
    assert answer.status_code == 422 and IssuanceRequest.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"upstream_serial": ""},
        {"custody_account": ""},
        {"tonnes": "0"},
        {"tonnes": "1.5"},
        {"monitoring_end": "2024-12-31"},
        {"evidence": ""},
        {"project": "999999"},
    ],
)
def test_a_block_without_what_it_needs_is_sent_back(first, change):
    answer = first.post(f"{DESK}issuances/new/", block(**change))
    assert answer.status_code == 422
    assert not IssuanceRequest.objects.exists()


def test_a_withdrawal_is_requested_by_one_and_proven_by_another(first, second):
    buyer = supply.person("buyer")
    batch = supply.batch(supply.person("seller"), 3_000, increment_kg=1000)
    supply.give(batch, buyer, 2_000)
    retirement = supply.retire(batch, buyer, 2_000)
    row = RetirementUpstream.objects.get()
    assert batch.code in first.get(f"{DESK}withdrawals/").content.decode()
    path = f"{DESK}withdrawals/{row.pk}/"
    first.post(f"{path}request/")
    proof = SimpleUploadedFile("proof.pdf", b"%PDF-1.7 proof")
    answer = {"proof_number": "W-9", "proof_date": supply.today().isoformat(), "proof": proof}
    assert first.post(path, answer).status_code == 422
    proof.seek(0)
    done = second.post(path, answer)
    assert done.status_code == 302, done.content.decode()
    (line,) = queries.retirement(retirement.public_id).lines
    assert (line.upstream_state, line.proof_number) == ("withdrawn", "W-9")
    second.post(f"{path}refused/", {"reason": "too late"})
    assert RetirementUpstream.objects.get().state == "withdrawn"


def test_the_desk_is_for_registrars_only(client, finance, citizen):
    assert client.get(DESK).status_code in (302, 404)
    for person in (finance, citizen):
        answer = sign_in(client, person).get(DESK)
        assert answer.status_code in (302, 403, 404)
        assert "Requests for issue" not in answer.content.decode()
