"""A foreign serial that no machine reads is typed by two people from the evidence, and both entries agree."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation

from marketplace.registry import auditing, custody, ledger
from marketplace.registry.errors import LedgerError
from marketplace.registry.models import CreditBatch, IssuanceRequest
from tests.cast import sign_in
from tests.registry import supply

pytestmark = pytest.mark.django_db
UNREAD = "粤碳 2024 第七号 甲"
DESK = "/en/staff/registrar/"


def asked(registrar, serial=UNREAD, block=None):
    project = supply.project(supply.person("seller"))
    return ledger.request_issuance(
        project=project,
        methodology_version=project.methodology_version,
        monitoring_start=date(2024, 1, 1),
        monitoring_end=date(2024, 12, 31),
        quantity_kg=7_000,
        upstream_serial=serial,
        custody_account="C",
        trade_reference="T",
        block=block,
        evidence=b"%PDF-1.7 confirmation",
        actor=registrar,
    )


@pytest.mark.parametrize("again", ["", "粤碳 2024 第七号 乙", "粤碳 2024 第七号"])
def test_what_the_second_person_reads_must_be_the_same(registrar, second_registrar, again):
    request = asked(registrar)
    with pytest.raises(LedgerError) as refused:
        ledger.issue(request=request, actor=second_registrar, serial_again=again)
    assert refused.value.code == "serial_not_repeated"
    request.refresh_from_db()
    assert request.status == "pending" and not CreditBatch.objects.exists()


def test_capital_and_small_letters_are_not_the_same(registrar, second_registrar):
    request = asked(registrar, "abc 第七号")
    with pytest.raises(LedgerError, match="serial_not_repeated"):
        ledger.issue(request=request, actor=second_registrar, serial_again="ABC 第七号")
    ledger.issue(request=request, actor=second_registrar, serial_again="abc第七号")


def test_spaces_and_widths_do_not_matter_and_what_was_typed_is_kept(registrar, second_registrar):
    request = asked(registrar)
    ledger.issue(request=request, actor=second_registrar, serial_again="粤碳２０２４第七号甲 ")
    request.refresh_from_db()
    assert (request.status, request.serial_again) == ("approved", "粤碳２０２４第七号甲")
    assert auditing.run().findings == []


@pytest.mark.parametrize(("serial", "block"), [("SZ-2024-000001-000007", None), (UNREAD, (1, 7))])
def test_a_block_that_was_read_or_stated_needs_no_second_entry(
    registrar, second_registrar, serial, block
):
    request = asked(registrar, serial, block)
    assert not custody.unread(request)
    ledger.issue(request=request, actor=second_registrar)
    request.refresh_from_db()
    assert (request.status, request.serial_again) == ("approved", "")


def test_the_database_wants_both_entries_too(registrar, second_registrar, monkeypatch):
    monkeypatch.setattr(custody, "agree", lambda request, again: again)
    request = asked(registrar)
    for again in ("", "something else"):
        with pytest.raises(IntegrityError, match="not typed again"), transaction.atomic():
            ledger.issue(request=request, actor=second_registrar, serial_again=again)
    with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
        IssuanceRequest.objects.filter(pk=request.pk).update(
            status="refused",
            approved_by=second_registrar,
            decided_at=request.requested_at,
            serial_again="something else",
        )


def test_the_second_registrar_is_shown_it_and_types_it_again(registrar, second_registrar):
    request = asked(registrar)
    second, path = sign_in(Client(), second_registrar), f"{DESK}issuances/{request.public_id}/"
    shown = second.get(path).content.decode()
    assert "No machine could check this serial number" in shown
    queue = second.get(DESK).content.decode()
    assert request.upstream_serial not in shown + queue  # nothing to copy from
    assert "not machine-read" in queue and f'value="{request.public_id}"' not in queue
    wrong = second.post(f"{path}approve/", {"serial_again": "粤碳 2023"})
    assert wrong.status_code == 422 and "粤碳 2023" in wrong.content.decode()
    many = second.post(f"{DESK}issuances/approve/", {"request": [request.public_id]}, follow=True)
    assert "type it again from the evidence" in many.content.decode()
    second.post(f"{path}approve/", {"serial_again": UNREAD})
    batch = CreditBatch.objects.get()
    page = Client().get(f"/en/registry/batches/{batch.code}/").content.decode()
    assert "Not machine-read" in page


def test_a_serial_that_was_read_is_not_said_to_be_unread(registrar, second_registrar):
    request = asked(registrar, "SZ-2024-000001-000007")
    second = sign_in(Client(), second_registrar)
    page = second.get(f"{DESK}issuances/{request.public_id}/").content.decode()
    assert "serial_again" not in page and f'value="{request.public_id}"' in (
        second.get(DESK).content.decode()
    )
    batch = supply.issue(request)
    with translation.override("en"):
        page = Client().get(f"/en/registry/batches/{batch.code}/").content.decode()
    assert "Not machine-read" not in page
