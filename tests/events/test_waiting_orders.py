"""What waits in an order for an event is not offered to be bought again."""

import pytest
from django.urls import reverse
from django.utils import translation

from events import queries
from events.rules import Coverage
from marketplace.market import buyers, intents, orders, quotes, waiting_orders
from marketplace.market.planning import PlanLine, price
from marketplace.market.terms import in_fen, terms
from tests.cast import sign_in
from tests.events import subjects
from tests.market import stall


@pytest.fixture
def year(district_office, clerk):
    made = subjects.office_year(district_office, clerk)
    subjects.footprint(made, kwh=10_000)
    return made


@pytest.fixture
def ordered(year, seller_organization, district_office, clerk):
    listing = stall.listing(seller_organization.party, kg=50_000, price_fen=3_620)
    line = PlanLine(listing.pk, 1_000, in_fen(listing.price_per_tonne))
    buyer = buyers.of_user(clerk, district_office)
    quote = quotes.make(price([line], terms()), buyer, claim_for=year.ref)
    party = district_office.party
    return orders.place(
        quote,
        payer=party,
        owner=party,
        retire=stall.intent(party),
        organization=district_office,
        actor=clerk,
    )


def test_an_order_on_its_way_lowers_what_is_still_to_buy(year, ordered, clerk):
    found = queries.coverage(year)
    assert (found.ordered_kg, found.to_buy_kg) == (1_000, found.measured_kg - 1_000)
    (waits,) = waiting_orders.of(year.ref, year.organization)
    assert (waits.number, waits.kg) == (ordered.number, 1_000)
    orders.cancel(ordered, actor=clerk)
    assert queries.coverage(year).ordered_kg == 0


def test_the_page_names_the_order_and_offers_the_rest(client, year, ordered, clerk):
    with translation.override("en"):
        page = reverse("events:office", args=[year.public_id])
    shown = sign_in(client, clerk).get(page).content.decode()
    assert ordered.number in shown
    assert f"kg={queries.coverage(year).to_buy_kg}&" in shown.replace("&amp;", "&")


def test_what_is_ordered_beyond_need_is_not_shown_as_on_its_way():
    assert Coverage(100, 40, held_kg=50, ordered_kg=30).on_its_way_kg == 10
    assert Coverage(100, 40, held_kg=50, ordered_kg=30).to_buy_kg == 0


def plan_page(client, year, kg):
    return client.get(reverse("market:plan"), {"kg": kg, "claim": year.ref}).content.decode()


def test_whoever_asks_for_more_than_it_needs_is_warned(client, year, ordered, clerk):
    sign_in(client, clerk)
    still = queries.coverage(year).to_buy_kg
    with translation.override("en"):
        enough, more = (plan_page(client, year, kg) for kg in (still, still + 100))
    assert "more than it needs" not in enough
    assert "100 kg more than it needs" in more


def test_an_order_beyond_need_says_so_as_long_as_it_can_be_cancelled(
    client, year, ordered, district_office, clerk
):
    measured = queries.coverage(year).measured_kg
    need = intents.need(year.ref)
    assert need.beyond_kg(measured) == 1_000
    assert need.beyond_kg(1_000, ordered=True) == 0
    sign_in(client, clerk)
    with translation.override("en"):
        page = reverse("market:order", args=[ordered.public_id])
    assert "more than it needs" not in client.get(page).content.decode()
    subjects.footprint(year, kwh=100)
    assert "more than it needs" in client.get(page).content.decode()


@pytest.mark.parametrize(("retired", "ordered", "beyond"), [(40, 30, 0), (90, 30, 20), (105, 0, 5)])
def test_what_is_retired_or_ordered_beyond_what_was_measured(retired, ordered, beyond):
    assert Coverage(100, retired, ordered_kg=ordered).beyond_kg == beyond


def test_what_belongs_to_an_organization_is_bought_for_that_organization_only(
    client, year, seller_organization, clerk
):
    stall.listing(seller_organization.party, kg=50_000, price_fen=3_620)
    reserve = (
        sign_in(client, clerk)
        .get(reverse("market:plan"), {"kg": 1_000, "claim": year.ref})
        .context["reserve"]
    )
    own = str(year.organization.party.public_id)
    assert [value for value, _label in reserve.fields["organization"].choices] == [own]
    free = client.get(reverse("market:plan"), {"kg": 1_000}).context["reserve"]
    assert "" in dict(free.fields["organization"].choices)
