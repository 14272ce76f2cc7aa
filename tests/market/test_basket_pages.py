"""The basket's pages: guests and accounts, problems with their ways out, one quote over all of it."""

import pytest
from django.urls import reverse
from django.utils import translation

from marketplace.market import listings, plan_pages
from marketplace.market.models import KeptBasket, Quote
from marketplace.market.models import Listing as Row
from tests.cast import sign_in
from tests.market import stall

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def token(*wanted):
    return ",".join(
        f"{listing.public_id}:{kg}:{line.price_fen}"
        for (listing, kg), line in zip(wanted, stall.plan(*wanted).lines, strict=True)
    )


def put(client, *wanted, **more):
    return client.post(reverse("market:basket_put"), {"plan": token(*wanted)} | more, follow=True)


def page(client):
    return client.get(reverse("market:basket"))


def change(client, **fields):
    return client.post(reverse("market:basket_change"), fields, follow=True)


def field(listing):
    return f"kg_{listing.public_id.hex}"


def test_three_listings_become_one_quote(client, metro, roofs, seller_party, seller):
    third = stall.listing(seller_party, kg=9_000, price_fen=5_000, actor=seller)
    for listing, kg in ((metro, 500), (roofs, 300), (third, 200)):
        put(client, (listing, kg))
    shown = page(client).context["basket"]
    assert [line.kg for line in shown.lines] == [500, 300, 200]
    answer = client.post(
        reverse("market:basket_reserve"), {"plan": shown.token, "email": "g@people.example"}
    )
    quote = Quote.objects.get()
    assert answer.url == reverse("market:quote", args=[quote.public_id])
    assert quote.lines.count() == 3
    assert quote.total == shown.total
    assert not page(client).context["basket"].lines


def test_a_guests_basket_survives_signing_in_and_merges(client, citizen, metro, roofs):
    KeptBasket.objects.create(
        user=citizen,
        content={"claim_for": "", "lines": [[str(roofs.public_id), 70, 4_100]]},
        changed_at=stall.later(),
    )
    put(client, (metro, 500))
    client.post(
        reverse("account_login"),
        {"login": citizen.email, "password": "a long and boring passphrase"},
    )
    shown = page(client).context["basket"]
    assert {line.listing.id: line.kg for line in shown.lines} == {metro.pk: 500, roofs.pk: 70}
    assert len(KeptBasket.objects.get().content["lines"]) == 2


def test_a_changed_price_shows_old_and_new_until_the_basket_is_updated(client, metro, seller):
    put(client, (metro, 100))
    listings.change_price(metro, price_fen=4_000, actor=seller)
    (line,) = page(client).context["basket"].lines
    assert (str(line.seen_price.amount), str(line.price.amount)) == ("36.20", "40.00")
    assert "¥36.20" in page(client).content.decode()
    change(client, **{field(metro): "100"})
    assert page(client).context["basket"].lines[0].seen_price is None


@pytest.mark.parametrize(
    ("kg", "kind", "ways_out"),
    [(150, "step", (100, 200)), (40, "step", (200,)), (100, "least", (200,))],
)
def test_a_lines_problem_stands_at_it_with_the_way_out(
    client, seller_party, seller, organizer, nanshan_expo, kg, kind, ways_out
):
    coarse = stall.listing(
        seller_party, kg=5_000, price_fen=3_000, actor=seller, minimum_kg=200, increment_kg=100
    )
    sign_in(client, organizer)
    put(client, (coarse, kg))
    shown = page(client).context["basket"]
    problem = shown.lines[0].problem
    assert problem.kind == kind
    assert problem.ways_out[-1] == ways_out[-1]
    assert shown.token == ""
    change(client, take=f"{coarse.public_id}:{ways_out[-1]}")
    assert page(client).context["basket"].token


def test_stock_that_has_gone_shows_priced_plans_instead(
    client, metro, roofs, organizer, nanshan_expo, expo
):
    sign_in(client, organizer)
    put(client, (metro, 12_400))
    stall.quote(expo, (metro, 2_400))
    shown = page(client).context["basket"]
    assert shown.lines[0].problem.kind == "short"
    assert shown.missing_kg == 2_400
    mix = shown.plans[0]
    assert {line.listing.id: line.kg for line in mix.lines} == {metro.pk: 10_000, roofs.pk: 2_400}
    client.post(reverse("market:basket_put"), {"plan": mix.token, "instead": "1"})
    assert page(client).context["basket"].token == mix.token


def test_a_withdrawn_listing_is_said_and_can_be_taken_out(client, metro, seller):
    put(client, (metro, 100))
    listings.withdraw(metro, actor=seller)
    assert page(client).context["basket"].lines[0].problem.kind == "gone"
    change(client, remove=str(metro.public_id))
    assert not page(client).context["basket"].lines


def test_money_is_spread_over_everything_in_the_basket(client, metro, roofs):
    put(client, (metro, 1), (roofs, 1))
    change(client, **{"spread": "1", "over-quantity": "100", "over-unit": "cny"})
    shown = page(client).context["basket"]
    assert 99 < shown.total.amount <= 100
    assert all(line.kg > 1_000 for line in shown.lines)


def test_wrong_amounts_are_said_at_the_line_and_nothing_is_lost(client, metro, roofs):
    put(client, (metro, 100), (roofs, 50))
    answer = client.post(
        reverse("market:basket_change"), {field(metro): "a lot", field(roofs): "60"}
    )
    assert answer.status_code == 422
    assert field(metro) in answer.context["amounts"].errors
    assert 'value="60"' in answer.content.decode()
    assert [line.kg for line in page(client).context["basket"].lines] == [100, 50]


def test_nought_takes_a_line_out(client, metro, roofs):
    put(client, (metro, 100), (roofs, 50))
    change(client, **{field(metro): "0", field(roofs): "60"})
    assert [line.kg for line in page(client).context["basket"].lines] == [60]


def test_a_guest_is_held_to_a_share_of_each_listing_and_to_a_sum_of_all(client, settings, metro):
    put(client, (metro, 12_000))
    assert page(client).context["basket"].lines[0].problem.kind == "share"
    change(client, **{field(metro): "2000"})
    assert page(client).context["basket"].token
    settings.ZHONGHE = settings.ZHONGHE | {"GUEST_QUOTE_MOST_KG": 1_000}
    shown = page(client).context["basket"]
    assert shown.over_limit_kg == 1_000
    assert shown.token == ""


def test_what_piles_up_is_shown_with_the_way_to_give_it_back(client, citizen, metro, monkeypatch):
    sign_in(client, citizen)
    for number in range(5):
        put(client, (metro, 10 + number))
        shown = page(client).context["basket"]
        client.post(reverse("market:basket_reserve"), {"plan": shown.token})
    put(client, (metro, 20))
    refused = client.post(
        reverse("market:basket_reserve"), {"plan": page(client).context["basket"].token}
    )
    assert refused.status_code == 429
    assert "You have 5 open reservations" in refused.content.decode()
    assert len(refused.context["open_quotes"]) == 5
    first = refused.context["open_quotes"][0]
    back = client.post(
        reverse("market:quote_release", args=[first.public_id]), {"next": "reservations"}
    )
    assert back.url == reverse("market:reservations")
    assert len(client.get(back.url).context["open_quotes"]) == 4


def test_nobody_sees_anothers_reservations(client, citizen, organizer, expo, metro):
    stall.quote(expo, (metro, 100))
    sign_in(client, citizen)
    assert client.get(reverse("market:reservations")).context["open_quotes"] == ()
    sign_in(client, organizer)
    assert len(client.get(reverse("market:reservations")).context["open_quotes"]) == 1


def test_a_plan_for_an_event_keeps_what_it_covers(client, metro):
    put(client, (metro, 100), claim_for="event:2f1de6c0")
    assert page(client).context["claim_for"] == "event:2f1de6c0"
    change(client, uncover="1")
    assert page(client).context["claim_for"] == ""


def test_nonsense_changes_nothing(client, metro):
    put(client, (metro, 100))
    for fields in ({"remove": "x"}, {"take": "x:1"}, {"take": f"{metro.public_id}:-5"}):
        change(client, **fields | {field(metro): "100"})
    assert client.post(reverse("market:basket_put"), {"plan": "x"}).status_code == 302
    assert [line.kg for line in page(client).context["basket"].lines] == [100]


def test_a_long_basket_asks_few_questions(
    client, seller_party, seller, organizer, nanshan_expo, django_assert_max_num_queries
):
    many = [stall.listing(seller_party, kg=1_000, price_fen=3_000, actor=seller) for _ in range(8)]
    sign_in(client, organizer)
    put(client, *((each, 10) for each in many))
    with django_assert_max_num_queries(24):
        assert len(page(client).context["basket"].lines) == 8


def test_the_token_of_a_page_is_what_reserving_reads(metro):
    assert plan_pages.plan_of(token((metro, 5))).kg == 5
    assert Row.objects.get(pk=metro.pk).held_kg == 0
