"""Messages: waiting for the seal is no failure, a failing renderer is tried again, nothing is made twice."""

from datetime import timedelta

import pytest

from marketplace import clock, outbox
from marketplace.certificates.models import CertificateFile
from marketplace.models import OutboxMessage
from marketplace.registry import log
from tests.certificates import retired

pytestmark = pytest.mark.django_db
WAITING = {"kind": "render_certificate", "done_at": None}


def make_due() -> None:
    OutboxMessage.objects.filter(done_at=None).update(due_at=clock.now())


def test_before_the_seal_the_message_waits_and_asks_for_the_seal():
    row = retired.retirement()
    retired.drain()
    waiting = OutboxMessage.objects.get(**WAITING)
    assert waiting.payload == {"statement_id": retired.statement_of(row).pk, "waited": 1}
    assert waiting.attempts == 0
    assert OutboxMessage.objects.filter(kind="seal_log", key__startswith="certificate:").exists()


def test_waiting_long_uses_up_no_attempts_and_slows_down():
    retired.retirement()
    for _time in range(30):
        make_due()
        retired.drain()
    waiting = OutboxMessage.objects.get(**WAITING)
    assert (waiting.payload["waited"], waiting.dead_at) == (30, None)
    assert waiting.due_at - clock.now() <= timedelta(minutes=5)


def test_after_the_seal_one_paper_is_made():
    row = retired.retirement()
    retired.drain()
    log.seal()
    make_due()
    retired.drain()
    assert CertificateFile.objects.filter(statement=retired.statement_of(row)).count() == 1
    assert not OutboxMessage.objects.filter(**WAITING).exists()


def test_the_same_message_fifty_times_makes_one_paper():
    row = retired.retirement()
    log.seal()
    statement = retired.statement_of(row).pk
    for number in range(50):
        outbox.put("render_certificate", f"again:{number}", {"statement_id": statement})
    retired.drain()
    assert CertificateFile.objects.filter(statement=statement).count() == 1


def test_a_failing_renderer_leaves_the_message_and_succeeds_later(settings):
    key = settings.PDF_SIGNING_KEY_FILE
    row = retired.retirement()
    log.seal()
    settings.PDF_SIGNING_KEY_FILE = "/nonexistent/key.pem"
    assert retired.drain() == 0
    failed = OutboxMessage.objects.get(**WAITING)
    assert "SigningKeyMissing" in failed.last_error and failed.due_at > clock.now()
    assert not CertificateFile.objects.exists()
    settings.PDF_SIGNING_KEY_FILE = key
    make_due()
    retired.drain()
    assert CertificateFile.objects.filter(statement=retired.statement_of(row)).count() == 1
