"""Every paper is a witness against a log that was rewritten after it was made."""

from marketplace.certificates import answers, verify, witness
from marketplace.certificates.verify import Verdict
from marketplace.registry import log
from marketplace.registry.models import LogLeaf
from tests.certificates import retired


def test_a_log_that_only_grew_continues_from_every_paper(fresh_db):
    papers = []
    for _round in range(4):
        papers.append(retired.certified(kg=1_000))
    for row in papers:
        found = witness.compare_with_log(bytes(row.content))
        assert found.continues and found.size == row.checkpoint_size
        assert found.size_today == papers[-1].checkpoint_size


def test_a_log_rewritten_and_signed_anew_is_given_away_by_an_old_paper(
    fresh_db, superuser_connection
):
    raw = bytes(retired.certified().content)
    retired.certified()
    _rewrite(superuser_connection)
    found = verify.check_pdf(raw)
    assert found.verdict is Verdict.GENUINE
    assert not found.log.continues
    said = answers.file_answer(found)
    assert said.kind == "final" and "篡改" in said.text


def test_a_log_cut_short_is_given_away_too(fresh_db, superuser_connection):
    retired.certified()
    raw = bytes(retired.certified().content)
    size = witness.compare_with_log(raw).size
    superuser_connection.execute("SET session_replication_role = replica")
    superuser_connection.execute("DELETE FROM registry_checkpoint WHERE size >= %s", [size])
    assert not witness.compare_with_log(raw).continues


def test_a_missing_node_is_no_crash_but_a_finding(fresh_db, superuser_connection):
    raw = bytes(retired.certified().content)
    retired.certified()
    superuser_connection.execute("SET session_replication_role = replica")
    superuser_connection.execute("DELETE FROM registry_lognode")
    assert not witness.compare_with_log(raw).continues


def test_a_strangers_pdf_is_never_opened(fresh_db):
    assert witness.compare_with_log(b"%PDF-1.7 anything") is None


def _rewrite(connection) -> None:
    """What an operator with every key and every right could do: leave out the first entry, seal all again."""
    connection.execute("SET session_replication_role = replica")
    for table in ("logentry", "lognode", "checkpoint"):
        connection.execute(f"DELETE FROM registry_{table}")
    first = LogLeaf.objects.order_by("id").values_list("id", flat=True)[0]
    connection.execute(
        "INSERT INTO registry_logpending SELECT id FROM registry_logleaf WHERE id > %s", [first]
    )
    connection.execute("SET session_replication_role = origin")
    log.seal()
    retired.certified()  # life goes on, and the rewritten log outgrows the old one
