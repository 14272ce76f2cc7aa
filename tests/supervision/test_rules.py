"""Each rule fires at its threshold and not just below it; pure, without a database."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from marketplace.supervision import rules, thresholds, words
from marketplace.supervision.rules import Counted, Issued, Offered, Passed, Retired, Since

NOW = datetime(2026, 11, 1, 4, tzinfo=UTC)


def ago(**delta):
    return NOW - timedelta(**delta)


def fired(findings):
    return [finding.key for finding in findings]


def issued(batch, kg, *, days=365, project="metro", participants=None, order=0):
    return Issued(batch, project, "metro", kg, days, participants, order)


def jump(rows):
    return fired(rules.quantity_jump(rows, times_former=3, times_median=5, least_peers=3))


@pytest.mark.parametrize(("kg", "fires"), [(3_000, False), (3_001, True)])
def test_more_than_three_times_the_former_periods_is_a_jump(kg, fires):
    rows = [issued("A", 1_000), issued("B", 500, order=1), issued("C", kg, order=2)]
    assert jump(rows) == (["C"] if fires else [])


def test_a_longer_period_may_have_more():
    assert jump([issued("A", 1_000, days=90), issued("B", 12_000, days=360, order=1)]) == []
    assert jump([issued("A", 1_000, days=90), issued("B", 12_001, days=360, order=1)]) == ["B"]


@pytest.mark.parametrize(("kg", "fires"), [(5_000, False), (5_001, True)])
def test_far_more_per_participant_than_its_kind_is_a_jump(kg, fires):
    peers = [issued(f"P{n}", 1_000, project=f"p{n}", participants=10) for n in range(3)]
    assert jump([*peers, issued("X", kg, project="x", participants=10)]) == (["X"] if fires else [])


def test_two_peers_are_too_few_to_compare_with():
    peers = [issued(f"P{n}", 1_000, project=f"p{n}", participants=10) for n in range(2)]
    assert jump([*peers, issued("X", 90_000, project="x", participants=10)]) == []


def passed(giver, taker, kg=100, shared=0, **delta):
    return Passed("B-1", giver, taker, kg, ago(**delta), shared)


def test_kilograms_that_come_back_within_the_days_made_a_round_trip():
    there = passed("a", "b", days=30)
    for back, fires in (
        (passed("b", "a", days=0), True),
        (passed("b", "a", kg=99, days=0), False),
        (Passed("B-2", "b", "a", 100, NOW), False),
    ):
        assert bool(fired(rules.round_trip([there, back], days=30, least_kg=100))) == fires
    late = passed("a", "b", days=30, seconds=1)
    assert not fired(rules.round_trip([late, passed("b", "a", days=0)], days=30, least_kg=100))


def test_trade_with_oneself_in_another_name():
    rows = [passed("a", "b", kg=600, shared=1, days=2), passed("a", "b", kg=400, shared=1, days=1)]
    assert fired(rules.related_parties(rows, least_kg=1_000)) == ["a b"]
    assert fired(rules.related_parties(rows, least_kg=1_001)) == []
    assert fired(rules.related_parties([passed("a", "b", kg=9_000)], least_kg=1_000)) == []


def offered(listing, price=40, last=NOW):
    return Offered(listing, "metro", Decimal(price), last)


def test_a_listing_is_stale_after_its_days():
    rows = [offered("old", last=ago(days=180)), offered("new", last=ago(days=179, hours=23))]
    assert fired(rules.stale_listing(rows, NOW, days=180)) == ["old"]


@pytest.mark.parametrize(
    ("price", "fires"), [("120", False), ("120.01", True), ("13.34", False), ("13.33", True)]
)
def test_a_price_is_far_off_beyond_three_times_the_median(price, fires):
    rows = [offered("a"), offered("b"), offered("c"), offered("x", price)]
    assert fired(rules.price_outlier(rows, times=3, least_listings=4)) == (["x"] if fires else [])
    assert fired(rules.price_outlier(rows[1:], times=3, least_listings=4)) == []


def test_what_is_counted_fires_from_its_number_on():
    rows = [Counted(("account", "a"), "a", 4, "m"), Counted(("account", "b"), "b", 5, "m")]
    assert fired(rules.repeated("holds_expire", rows, least_times=5)) == ["b"]


def retired(number, hours):
    return Retired(f"r{number}", "owner", number, ago(hours=hours))


def test_many_names_within_a_day():
    close = [retired(n, 24 - 6 * n) for n in range(5)]
    assert fired(rules.many_names(close, hours=24, least_names=5)) == ["owner"]
    assert fired(rules.many_names(close[1:], hours=24, least_names=5)) == []
    apart = [retired(0, 25), *close[1:]]
    assert fired(rules.many_names(apart, hours=24, least_names=5)) == []
    same = [Retired("r", "owner", 7, ago(hours=n)) for n in range(9)]
    assert fired(rules.many_names(same, hours=24, least_names=5)) == []


def test_a_tenth_of_a_batch_cancelled_is_unusual():
    assert fired(rules.cancellations([("B", 100, 1_000)], percent=10)) == ["B"]
    assert fired(rules.cancellations([("B", 99, 1_000)], percent=10)) == []


def test_what_waits_too_long_is_overdue():
    rows = [
        Since(("order", "a"), "a", ago(hours=1)),
        Since(("order", "b"), "b", ago(minutes=59)),
    ]
    late = rules.overdue("paid_not_delivered", rows, NOW, after=timedelta(hours=1))
    assert fired(late) == ["a"]


def test_every_rule_has_its_words_in_both_languages_and_whole_thresholds():
    for rule in thresholds.rules().values():
        assert all([rule.title_zh, rule.title_en, rule.meaning_zh, rule.meaning_en])
        assert all(type(value) is int and value > 0 for value in rule.limits.values())
        for value in rule.limits.values():
            assert str(value) in rule.meaning_en or value == 1000, (rule.code, value)


def test_settings_may_set_a_threshold(settings):
    settings.SUPERVISION_LIMITS = {"round_trip.days": 7}
    assert thresholds.limit("round_trip", "days") == 7
    assert thresholds.limit("round_trip", "least_kg") == 100


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_meaning_names_the_thresholds_in_force(settings, language):
    settings.SUPERVISION_LIMITS = {"stale_listing.days": 91}
    for code, rule in thresholds.rules().items():
        meaning = getattr(rule, f"meaning_{language}")
        assert "{" not in meaning, code
        assert all(str(value) in meaning for value in rule.limits.values()), code
    assert "91" in getattr(thresholds.rules()["stale_listing"], f"meaning_{language}")


def test_every_threshold_and_every_figure_has_a_name():
    named = {name for rule in thresholds.rules().values() for name in rule.limits}
    assert named <= set(words.LIMITS)
    assert len(thresholds.rules()) == 15


def test_findings_show_both_sides_of_what_they_compare():
    there, back = passed("a", "b"), passed("b", "a", days=3)
    (found,) = rules.round_trip([there, back], days=30, least_kg=100)
    assert set(found.figures) == {"there_kg", "back_kg", "days"}
