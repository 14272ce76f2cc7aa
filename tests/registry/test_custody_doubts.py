"""Serials that are in already, however they are written, and what a registrar is told to compare."""

from datetime import date

import psycopg
import pytest
from django.test import Client

from marketplace.registry import desk, doubts, ledger
from marketplace.registry.errors import LedgerError
from marketplace.registry.models import Scheme
from tests.cast import sign_in
from tests.registry import lists, supply


@pytest.fixture
def project(db):
    return supply.project(supply.person("seller"))


def ask(project, serial, *, block=None, number=1, **changes):
    facts = {
        "project": project,
        "methodology_version": project.methodology_version,
        "monitoring_start": date(2024, 1, 1),
        "monitoring_end": date(2024, 12, 31),
        "quantity_kg": 100_000,
        "upstream_serial": serial,
        "custody_account": "C-1",
        "trade_reference": f"T-{number}",
        "block": block,
        "evidence": f"confirmation {number} {serial}".encode(),
        "actor": supply.user("registrar"),
    }
    return ledger.request_issuance(**(facts | changes))


@pytest.mark.parametrize("again", ["FOO/BAR 77", "ｆｏｏ／ｂａｒ  77", "foo/bar77"])
def test_a_serial_written_otherwise_is_the_same_serial(project, again):
    ask(project, "foo/bar 77")
    with pytest.raises(LedgerError) as refusal:
        ask(project, again, number=2)
    assert refusal.value.code == "block_in_custody"
    assert "foo/bar 77" in refusal.value.message


def test_the_twin_without_the_index_takes_the_serial_twice(fresh_db, superuser_connection):
    project = supply.project(supply.person("seller"))
    ask(project, "foo/bar 77")
    superuser_connection.execute("DROP INDEX issuance_upstream_serial_form_once")
    ask(project, "FOO/BAR 77", number=2)
    with pytest.raises(psycopg.errors.UniqueViolation):
        superuser_connection.execute(
            "CREATE UNIQUE INDEX again ON registry_issuancerequest (registry_foreign_form(upstream_serial))"
        )


def test_a_block_stated_beside_a_serial_that_names_one_is_a_lie(project):
    with pytest.raises(LedgerError) as refusal:
        ask(project, "SZ-PHCER-0013-2024-021001-021100", block=(50_001, 50_100))
    assert refusal.value.code == "serial_lies"
    ask(project, "SZ-PHCER-0013-2024-021001-021100", block=(21_001, 21_100))
    with pytest.raises(LedgerError) as refusal:
        half = {"quantity_kg": 50_000, "number": 2}
        ask(project, "SZ-PHCER-0013-2024-021001-021050", **half)
    assert refusal.value.code == "block_in_custody"


def test_a_list_tells_them_too(project):
    registrar = supply.user("registrar")
    odd = [lists.row(project, n, upstream_serial=text) for n, text in ((1, "odd 1"), (2, "ODD  1"))]
    made = lists.upload(*odd, actor=registrar)
    assert lists.problems(made)[3] == [("upstream_serial", "double_serial")]
    lying = lists.row(project, 3, block_first="70001", block_last="70100")
    made = lists.upload(lying, actor=registrar)
    assert ("upstream_serial", "block_differs") in lists.problems(made)[2]


def test_registrars_read_where_a_serial_does_not_go_with_the_request(project, second_registrar):
    Scheme.objects.create(code="gd-phcer", name_zh="广东", name_en="Guangdong", kind="upstream")
    made = ask(project, "GD-PHCER-0013-2019-000001-000100")
    years, scheme = doubts.of(made, doubts.scheme_codes())
    assert "2019" in years and "GD-PHCER" in scheme
    address = f"/en/staff/registrar/issuances/{made.public_id}/"
    page = sign_in(Client(), second_registrar).get(address).content.decode()
    assert "Compare the serial with the evidence" in page
    fits = ask(project, "SZ-PHCER-0013-2024-000001-000100", number=2)
    assert doubts.of(fits, doubts.scheme_codes()) == []


def test_a_stated_block_is_not_called_read(project, second_registrar):
    made = ask(project, "foo/bar 77", block=(1, 100))
    address = f"/en/staff/registrar/issuances/{made.public_id}/"
    page = sign_in(Client(), second_registrar).get(address).content.decode()
    assert "it names no block, the registrar stated" in page and "not machine-read" in page


def test_the_registrars_read_how_long_ago_a_period_ended(project, second_registrar):
    period = {"monitoring_start": date(2020, 1, 1), "monitoring_end": date(2020, 12, 31)}
    made = ask(project, "SZ-PHCER-0013-2020-000001-000100", **period)
    address = f"/en/staff/registrar/issuances/{made.public_id}/"
    page = sign_in(Client(), second_registrar).get(address).content.decode()
    assert f"ended {desk.years_before(made)} years before this was handed in" in page
    assert desk.years_before(made) >= 5


def test_what_is_to_be_looked_at_is_not_approved_in_passing(project, second_registrar):
    doubtful = ask(project, "SZ-PHCER-0013-2019-000001-000100")
    plain = ask(project, "SZ-PHCER-0013-2024-000001-000100", number=2)
    desk_page = sign_in(Client(), second_registrar)
    listed = desk_page.get("/en/staff/registrar/").content.decode()
    assert f'value="{plain.public_id}"' in listed and f'value="{doubtful.public_id}"' not in listed
    chosen = {"request": [str(doubtful.public_id), str(plain.public_id)]}
    answer = desk_page.post("/en/staff/registrar/issuances/approve/", chosen, follow=True)
    assert "Open it and decide there." in answer.content.decode()
    doubtful.refresh_from_db()
    plain.refresh_from_db()
    assert (doubtful.status, plain.status) == ("pending", "approved")
