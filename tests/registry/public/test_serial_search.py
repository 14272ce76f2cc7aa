"""Where a serial number is: circulating, retired, cancelled or unknown, never guessed, always from an index."""

from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from marketplace.registry import ledger
from marketplace.registry.ledger import Line
from marketplace.registry.public import serial_search, serial_texts
from marketplace.registry.public.serial_search import Kind
from tests.registry import supply

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    """Numbers 1–400 retired, 401–500 cancelled, the rest circulating."""
    made = supply.batch(supply.person("seller"), 1_000)
    buyer = supply.person("buyer")
    supply.give(made, buyer, 600)
    supply.retire(made, buyer, 400)
    ledger.cancel(
        owner=buyer, lines=[Line(made.pk, buyer.pk, 100)], reason="withdrawn", subject="x:1"
    )
    return made


def states(finding):
    return [(part.first, part.last, part.state) for part in finding.parts]


def test_each_number_is_in_its_state(batch):
    for number, state in (
        (1, "retired"),
        (400, "retired"),
        (401, "cancelled"),
        (501, "circulating"),
    ):
        finding = serial_search.find(f"{batch.code} {number}")
        assert (finding.kind, states(finding)) == (Kind.NUMBERS, [(number, number, state)])
    assert serial_search.find(f"{batch.code} 17").parts[0].retirement


def test_a_range_is_answered_part_by_part_and_whole(batch):
    finding = serial_search.find(f"{batch.code} 301–700")
    assert states(finding) == [
        (301, 400, "retired"), (401, 500, "cancelled"), (501, 700, "circulating")
    ]  # fmt: skip
    assert sum(part.kg for part in finding.parts) == 400
    whole = serial_search.find(batch.code)
    assert whole.kind is Kind.BATCH and sum(part.kg for part in whole.parts) == 1_000


@pytest.mark.parametrize(
    "text", ["{} 1001", "{} 900-1001", "{}X 17", "17", "{}-17", "no such thing"]
)
def test_what_is_not_known_exactly_is_unknown(batch, text):
    assert serial_search.find(text.format(batch.code)).kind is Kind.UNKNOWN


def test_the_platforms_own_text_leads_to_our_batch(batch):
    text = batch.issuance.upstream_serial
    spaced = "　".join(text.lower())
    for asked in (
        text,
        spaced,
        text.translate(str.maketrans("0123456789-", "０１２３４５６７８９－")),
    ):
        finding = serial_search.find(asked)
        assert finding.kind is Kind.FOREIGN and finding.batch.code == batch.code, asked


def imported(serial):
    """A batch of a block that the platform wrote like this."""
    project = supply.project(supply.person("grid"))
    request = ledger.request_issuance(
        project=project, methodology_version=project.methodology_version,
        monitoring_start=date(2024, 1, 1), monitoring_end=date(2024, 12, 31), quantity_kg=100_000,
        upstream_serial=serial, custody_account="c", trade_reference="t",
        evidence=serial.encode(), actor=supply.user("registrar"),
    )  # fmt: skip
    request.refresh_from_db()
    return request


def test_one_serial_of_a_foreign_block_leads_to_the_block_and_claims_no_more():
    request = imported("GD-PHCER-0107-2024-000001-000100")
    assert serial_search.find("GD-PHCER-0107-2024-000057").kind is Kind.UNKNOWN  # not approved yet
    made = ledger.issue(request=request, actor=supply.user("second-registrar"))
    finding = serial_search.find("gd-phcer-0107-2024-000057")
    assert (finding.kind, finding.batch.code) == (Kind.FOREIGN_PART, made.code)
    for outside in (
        "GD-PHCER-0107-2024-000101",
        "GD-PHCER-0107-2024-57",
        "GD-PHCER-0107-2025-000057",
    ):
        assert serial_search.find(outside).kind is Kind.UNKNOWN


def test_a_block_whose_count_is_not_its_tonnes_claims_no_serial():
    """“GD-2024-2031” may be one serial or eight: only the quantity could tell."""
    supply.issue(imported("GD-2024-2031"))
    assert serial_search.find("GD-2025").kind is Kind.UNKNOWN
    assert serial_search.find("GD-2024-2031").kind is Kind.FOREIGN


def test_a_serial_with_wildcards_finds_nothing():
    ledger.issue(request=imported("GD-2024-000001-000100"), actor=supply.user("second-registrar"))
    for text in ("GD%000057", "GD_2024_000057", "%", "_", "\\"):
        assert serial_search.find(text).kind is Kind.UNKNOWN


def test_a_certificates_code_is_known_or_unknown(batch):
    from marketplace.registry.models import Statement

    code = Statement.objects.get().code
    assert serial_search.find(code.replace("-", " ").lower()).kind is Kind.CERTIFICATE
    assert serial_search.find("ZH-7K4M-Q2XD-93FB-T5").kind is Kind.UNKNOWN


@pytest.mark.parametrize(
    "text", ["SZ – 2025―000001～０００120", "演示-SZ 至 9", "a\u3000b\tc", "ﬁ①", "Ω−1", "  x  "]
)
def test_the_database_and_the_page_compare_in_the_same_form(text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_foreign_form(%s)", [text])
        assert cursor.fetchone()[0] == serial_texts.compact(text)


@pytest.mark.parametrize("wanted", [{"form": "X"}, {"form__startswith": "GD-"}])
def test_every_look_up_is_answered_from_an_index(owner_connection, wanted):
    """Among a handful of rows any index will do, so the table's other partial ones are taken away for a moment."""
    searched = serial_search._imported().filter(**wanted).order_by().select_related(None)
    sql, values = searched.values("pk").query.sql_with_params()
    with owner_connection.transaction(force_rollback=True):
        owner_connection.execute("SET LOCAL enable_seqscan = off")
        others = owner_connection.execute(
            "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = 'registry_issuancerequest'::regclass "
            "AND indpred IS NOT NULL AND indexrelid <> 'issuance_foreign_form'::regclass"
        ).fetchall()
        for (name,) in others:
            owner_connection.execute(
                f"ALTER TABLE registry_issuancerequest DROP CONSTRAINT IF EXISTS {name}"
            )
            owner_connection.execute(f"DROP INDEX IF EXISTS {name}")
        plan = owner_connection.execute(f"EXPLAIN {sql}", values).fetchall()
    assert "issuance_foreign_form" in str(plan)


def test_the_page_says_where_a_number_is(client, batch):
    address = reverse("registry:serials")
    for text, words in ((f"{batch.code} 17", "See the retirement"), (f"{batch.code} 999", "circulating"),
                        ("nothing of ours", "Our records have nothing under")):  # fmt: skip
        answer = client.get("/en/registry/serials/", {"q": text})
        assert answer.status_code == 200 and words in answer.content.decode(), text
    assert client.get(address).status_code == 200


def test_a_look_up_costs_the_same_few_queries(client, batch, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        client.get("/en/registry/serials/", {"q": f"{batch.code} 1-1000"})


def test_the_api_answers_and_says_404_for_what_is_unknown(client, batch):
    found = client.get("/api/v1/registry/serials", {"q": f"{batch.code} 390-410"}).json()
    assert [(part["first_serial"], part["state"]) for part in found["parts"]] == [
        (390, "retired"), (401, "cancelled")
    ]  # fmt: skip
    assert client.get("/api/v1/registry/serials", {"q": "nothing"}).json()["code"] == "not_found"
    assert client.get("/api/v1/registry/serials").status_code == 422
