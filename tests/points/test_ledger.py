"""Points from consent to redemption: who may, what counts, and that kilograms never move."""

import uuid
from datetime import timedelta

import pytest

from accounts import privacy
from accounts.parties import party_for_user
from marketplace import clock
from marketplace.errors import MarketError
from marketplace.points import consents, imports, ledger, linking, queries, reports, rules
from marketplace.points.models import Entry, ImportRow, Redemption
from marketplace.registry import auditing, log
from marketplace.registry.models import Holding, LogLeaf, Movement
from tests.points import stage
from tests.registry import supply

pytestmark = pytest.mark.django_db


def refused(code):
    return pytest.raises(MarketError, match=f"^{code}:")


def test_a_record_earns_by_its_rule_rounded_down_with_the_rest_kept(account, rule):
    entry = Entry.objects.get()
    assert (entry.points, entry.remainder_grams, entry.grams) == (12, 34, 1234)
    assert entry.rule == rule and entry.expires_on == entry.earned_on + timedelta(days=365)
    balance = queries.balance(account)
    assert (balance.points, balance.remainder_grams, balance.next_points) == (12, 34, 12)
    (line,) = queries.lines(account)
    assert (line.app_en, line.behaviour, line.file, line.row_id) == (
        "Pengcheng Go",
        "metro",
        "r-1.csv",
        "r-1",
    )


def test_less_than_a_point_is_kept_as_a_line_of_none(
    account, citizen, operator, registrar, second_registrar
):
    stage.earned(citizen, operator, registrar, second_registrar, grams=99, row_id="r-2")
    assert queries.balance(account).remainder_grams == 34 + 99
    assert queries.balance(account).points == 12


def test_rows_are_refused_one_by_one_with_their_reason(
    citizen, stranger, operator, rule, registrar, second_registrar
):
    stage.consent(citizen, operator)
    ended = stage.consent(stranger, operator, "M0002")
    consents.withdraw(ended, account=ended.account)
    day = stage.today() - timedelta(days=1)
    content = stage.file(
        ("a", "M0001", "metro", day, 500),
        ("a", "M0001", "metro", day, 500),
        ("b", "M0002", "metro", day, 500),
        ("c", "M0003", "metro", day, 500),
        ("d", "M0001", "flying", day, 500),
        ("e", "M0001", "bus", day, 500),
        ("f", "M0001", "metro", day + timedelta(days=5), 500),
        ("g", "M0001", "metro", day - timedelta(days=60), 500),
        ("h", "M0001", "metro", day, "many"),
    )
    file = imports.bring_in(operator, name="x.csv", content=content, actor=registrar)
    assert list(file.rows.values_list("problem", flat=True)) == [
        "", "twice", "no_consent", "no_consent", "behaviour", "no_rule", "future", "before_consent", "cells",
    ]  # fmt: skip
    assert imports.release(file, actor=second_registrar) == 1


def test_a_file_and_a_row_come_once(account, operator, registrar, second_registrar):
    row = ImportRow.objects.get()
    content = stage.file((row.row_id, "M0001", "metro", row.day, 1234))
    with refused("invalid_state"):
        imports.bring_in(operator, name="again.csv", content=content, actor=registrar)
    other = stage.file((row.row_id, "M0001", "metro", row.day, 9999))
    file = imports.bring_in(operator, name="other.csv", content=other, actor=registrar)
    assert file.rows.get().problem == "twice"


def test_a_refused_files_rows_may_come_again(citizen, operator, rule, registrar, second_registrar):
    stage.consent(citizen, operator)
    day = stage.today()
    first = imports.bring_in(
        operator, name="1.csv", content=stage.file(("a", "M0001", "metro", day, 1)), actor=registrar
    )
    imports.refuse(first, actor=second_registrar)
    again = imports.bring_in(
        operator,
        name="2.csv",
        content=stage.file(("a", "M0001", "metro", day, 500)),
        actor=registrar,
    )
    assert imports.release(again, actor=second_registrar) == 1
    with refused("invalid_state"):
        imports.release(first, actor=second_registrar)


def test_a_second_person_releases(citizen, operator, rule, registrar, finance):
    stage.consent(citizen, operator)
    content = stage.file(("a", "M0001", "metro", stage.today(), 500))
    file = imports.bring_in(operator, name="1.csv", content=content, actor=registrar)
    with refused("same_person"):
        imports.release(file, actor=registrar)
    with refused("not_allowed"):
        imports.release(file, actor=finance)
    assert not Entry.objects.exists()


def test_who_withdraws_before_the_release_is_not_credited(
    citizen, operator, rule, registrar, second_registrar
):
    given = stage.consent(citizen, operator)
    content = stage.file(("a", "M0001", "metro", stage.today(), 500))
    file = imports.bring_in(operator, name="1.csv", content=content, actor=registrar)
    consents.withdraw(given, account=given.account)
    assert imports.release(file, actor=second_registrar) == 0
    assert file.rows.get().problem == "no_consent"


def test_consent_needs_the_apps_code_and_links_one_account(citizen, stranger, operator):
    party = party_for_user(citizen)
    with refused("invalid_request"):
        consents.give(party, operator, member_number="M0001", code="WRONG")
    given = stage.consent(citizen, operator)
    assert "Pengcheng Go" in given.wording or "鹏城出行" in given.wording
    with refused("invalid_state"):
        stage.consent(citizen, operator, "M0009")
    with refused("invalid_request"):
        stage.consent(stranger, operator)
    with refused("not_found"):
        consents.withdraw(given, account=party_for_user(stranger))
    consents.withdraw(given, account=party)
    with refused("invalid_state"):
        consents.withdraw(given, account=party)
    assert stage.consent(stranger, operator)


def test_redeeming_uses_what_runs_out_first_and_is_one_act_per_key(
    account, citizen, operator, registrar, second_registrar
):
    stage.earned(citizen, operator, registrar, second_registrar, grams=1000, row_id="r-2")
    key = uuid.uuid4()
    made = stage.redeem(account, operator, 15, key=key)
    assert stage.redeem(account, operator, 15, key=key) == made
    assert queries.balance(account).points == 7
    assert sorted(Entry.objects.filter(kind="redeem").values_list("points", flat=True)) == [-12, -3]
    with refused("quantity_exceeds_available"):
        stage.redeem(account, operator, 8)
    with refused("below_minimum"):
        stage.redeem(account, operator, 0)
    with refused("not_found"):
        ledger.redeem(account, operator_code="NONE", points=1, key=uuid.uuid4())


def test_points_run_out(account, operator):
    later = clock.now() + timedelta(days=366)
    stage.redeem(account, operator, 2)
    with refused("quantity_exceeds_available"):
        stage.redeem(account, operator, 1, now=later)
    assert ledger.expire_due(now=later) == 10
    assert ledger.expire_due(now=later) == 0
    assert queries.balance(account, now=later).points == 0


def test_a_correction_needs_a_second_person_and_takes_no_used_points(
    account, operator, registrar, second_registrar
):
    lot = Entry.objects.get()
    asked = ledger.ask_correction(lot, points=5, reason="counted twice", actor=registrar)
    with refused("same_person"):
        ledger.decide_correction(asked, agreed=True, actor=registrar)
    stage.redeem(account, operator, 8)
    with refused("quantity_exceeds_available"):
        ledger.decide_correction(asked, agreed=True, actor=second_registrar)
    less = ledger.ask_correction(lot, points=3, reason="counted twice", actor=registrar)
    ledger.decide_correction(less, agreed=True, actor=second_registrar)
    ledger.decide_correction(asked, agreed=False, actor=second_registrar)
    assert queries.balance(account).points == 1


def test_redemptions_are_reported_once(account, operator, registrar):
    yesterday = clock.now() - timedelta(days=1)
    day = yesterday.astimezone(clock.SHENZHEN).date()
    with refused("not_found"):
        reports.make(first_day=day, last_day=day, actor=registrar)
    made = stage.redeem(account, operator, 2, now=yesterday)
    with refused("invalid_request"):
        reports.make(first_day=day, last_day=stage.today(), actor=registrar)
    report = reports.make(first_day=day, last_day=day, actor=registrar)
    text = reports.as_csv(report).decode()
    assert str(made.public_id) in text and "SZ-APP-1" in text and "林市民" not in text
    assert reports.as_csv(report) == reports.as_csv(report)
    with refused("not_found"):
        reports.make(first_day=day, last_day=day, actor=registrar)


def test_rules_are_published_by_a_second_person_and_never_overlap(
    rule, registrar, second_registrar
):
    other = rules.write(
        stage.draft(valid_from=rule.valid_to, valid_to=rule.valid_to), actor=registrar
    )
    with refused("same_person"):
        rules.publish(other, actor=registrar)
    with refused("invalid_state"):
        rules.publish(other, actor=second_registrar)
    rules.refuse(other, actor=second_registrar)
    with refused("invalid_state"):
        rules.publish(other, actor=second_registrar)
    day = rule.valid_to + timedelta(days=1)
    assert stage.rule(registrar, second_registrar, valid_from=day, valid_to=day)
    assert stage.rule(registrar, second_registrar, behaviour="bus")


def test_kilograms_never_move(citizen, seller, operator, rule, registrar, second_registrar):
    batch = supply.batch(supply.person("owner"), 5_000)

    def kilograms():
        return (
            list(Holding.objects.values_list()),
            list(Movement.objects.values_list("pk", "kg")),
            LogLeaf.objects.count(),
        )

    before = kilograms()
    stage.consent(citizen, operator)
    account = stage.earned(citizen, operator, registrar, second_registrar, grams=1_000_000)
    stage.redeem(account, operator, 100)
    lot = Entry.objects.get(kind="earn")
    asked = ledger.ask_correction(lot, points=5, reason="x", actor=registrar)
    ledger.decide_correction(asked, agreed=True, actor=second_registrar)
    ledger.expire_due(now=clock.now() + timedelta(days=4000))
    assert kilograms() == before and batch.pk
    log.seal()
    assert auditing.run().findings == []


def test_erasing_a_person_forgets_the_member_number_and_ends_the_points(account, citizen, operator):
    stage.redeem(account, operator, 2)
    assert privacy.export(citizen)["points"]["consents"][0]["member_number"] == "M0001"
    privacy.erase(citizen)
    assert queries.balance(account).points == 0
    assert ImportRow.objects.get().member_number == ""
    consent = queries.consents_of(account).get()
    assert consent.withdrawn_at and consent.member_number == ""
    assert Redemption.objects.get().points == 2
    assert auditing.run().findings == []


def test_the_key_of_an_operator_is_in_no_table(operator):
    assert linking.key(operator.registration_number) not in str(vars(operator))
