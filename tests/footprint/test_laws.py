"""What must hold for any input."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from footprint.inputs import ActivityInput, from_data
from tests.footprint.entered import compute

AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=6)
SIMPLE = st.sampled_from(
    [
        ("electricity", "kWh", {}),
        ("natural_gas", "m3", {}),
        ("metro", "passenger-km", {}),
        ("meal", "meal", {"diet": "vegan"}),
        ("flight", "passenger-km", {"route": "international", "cabin": "business", "rf": "yes"}),
        ("hotel", "person-night", {"occupants_per_room": "1.5"}),
        ("waste", "kg", {"treatment": "landfill"}),
        ("item", "bottle", {"item": "bottled_water"}),
    ]
)
HALF_NANOGRAM = Decimal("0.0000000005")


def entered(kind: tuple[str, str, dict[str, str]], amount: Decimal) -> ActivityInput:
    activity, unit, options = kind
    return ActivityInput(activity, amount, unit, options=options)


@given(SIMPLE, AMOUNTS, AMOUNTS)
def test_more_activity_is_never_less_emission(kind, one, other):
    less, more = sorted((one, other))
    assert compute(entered(kind, less)).total_exact <= compute(entered(kind, more)).total_exact


@given(SIMPLE)
def test_nothing_emits_nothing(kind):
    result = compute(entered(kind, Decimal(0)))
    assert (result.total_exact, result.total_kg) == (0, 0)


@given(st.lists(st.tuples(SIMPLE, AMOUNTS), max_size=12))
def test_the_parts_sum_to_the_total_exactly(items):
    result = compute(*(entered(*item) for item in items))
    assert sum((line.kg for line in result.lines), Decimal(0)) == result.total_exact
    assert sum(result.by_class().values(), Decimal(0)) == result.total_exact
    assert 0 <= result.total_kg - result.total_exact < 1


@given(SIMPLE, AMOUNTS, AMOUNTS)
def test_two_halves_are_the_whole_to_the_last_kept_digit(kind, one, other):
    whole = compute(entered(kind, one + other)).total_exact
    parts = compute(entered(kind, one), entered(kind, other)).total_exact
    assert abs(whole - parts) <= 3 * HALF_NANOGRAM


@given(SIMPLE, AMOUNTS)
def test_an_activity_survives_being_written_down(kind, amount):
    item = entered(kind, amount)
    assert from_data(item.as_data()) == item


@given(AMOUNTS)
def test_the_same_electricity_in_any_unit_emits_the_same(amount):
    kilowatt_hours = compute(ActivityInput("electricity", amount, "kWh")).total_exact
    for unit, size in (("MWh", 1000), ("10^4kWh", 10_000)):
        assert (
            compute(ActivityInput("electricity", amount / size, unit)).total_exact == kilowatt_hours
        )
