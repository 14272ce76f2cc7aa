"""The pages of the market, as visitors, guests and members see them."""

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from marketplace import clock
from marketplace.market import orders
from marketplace.market.access import order_key
from marketplace.market.buyers import Buyer, of_user
from marketplace.market.models import Order, Quote
from tests.cast import sign_in
from tests.events import subjects
from tests.market import stall

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def tokens(response):
    return re.findall(r'name="plan"[^>]*value="([^"]+)"', response.content.decode())


def reserve(client, listing, kg, **more):
    page = client.get(
        reverse("market:listing", args=[listing.public_id]), {"quantity": kg, "unit": "kg"}
    )
    return client.post(reverse("market:reserve"), {"plan": tokens(page)[0], **more})


# --- looking ------------------------------------------------------------------------------------


def test_the_catalogue_shows_what_is_for_sale(client, metro, roofs):
    page = client.get(reverse("market:listings")).content.decode()
    assert "2 listings" in page
    assert "¥36.20" in page
    assert "12.400 t" in page


@pytest.mark.parametrize(
    ("query", "found"), [("地铁", 2), ("metro travel", 2), ("地铁 鲸鱼", 0), ("   ", 2)]
)
def test_the_catalogue_is_searched_in_chinese_and_english(client, metro, roofs, query, found):
    page = client.get(reverse("market:listings"), {"q": query})
    assert page.context["page"].paginator.count == found


def test_nonsense_in_the_filters_is_ignored(client, metro):
    page = client.get(
        reverse("market:listings"), {"most": "NaN", "kind": "whale", "sort": "x", "page": "-3"}
    )
    assert page.status_code == 200


def test_a_listing_shows_the_whole_price_before_anybody_signs_in(client, metro):
    page = client.get(
        reverse("market:listing", args=[metro.public_id]), {"quantity": "1.5", "unit": "t"}
    )
    text = page.content.decode()
    assert "¥54.30" in text
    assert "¥2.72" in text
    assert "¥57.02" in text


def test_an_amount_in_full_width_digits_is_understood(client, metro):
    page = client.get(
        reverse("market:listing", args=[metro.public_id]), {"quantity": "１，５００", "unit": "kg"}
    )
    assert "¥57.02" in page.content.decode()


@pytest.mark.parametrize("quantity", ["-1", "0", "NaN", "1e9", "0.5", "abc", "", "1" * 39])
def test_a_bad_amount_gets_a_message(client, metro, quantity):
    page = client.get(reverse("market:plan"), {"quantity": quantity, "unit": "kg"})
    assert page.status_code == 200
    assert "quantity" in page.context["form"].errors


def test_more_than_one_listing_has_is_answered_with_plans(client, metro, roofs):
    page = client.get(reverse("market:listing", args=[metro.public_id]), {"kg": "16000"})
    kinds = [(plan.kind, plan.kg, plan.reservable) for plan in page.context["plans"]]
    assert ("mix", 16_000, False) in kinds
    assert any(reservable for _kind, _kg, reservable in kinds)


def test_a_drafts_page_does_not_exist(client, seller_party):
    from marketplace.market import listings
    from tests.registry import supply

    offer = listings.Offer(quantity_kg=10, price_fen=100)
    draft = listings.draft(supply.batch(seller_party), seller_party, offer)
    assert client.get(reverse("market:listing", args=[draft.public_id])).status_code == 404


def test_a_project_shows_its_batches_and_listings(client, metro):
    page = client.get(reverse("projects:project", args=[metro.batch.project.code]))
    assert metro.batch.code in page.content.decode()
    assert client.get(reverse("projects:project", args=["nowhere"])).status_code == 404


def test_the_catalogue_asks_as_often_for_two_listings_as_for_ten(
    client, seller_party, seller, django_assert_max_num_queries
):
    for number in range(10):
        stall.listing(seller_party, kg=1_000, price_fen=3_000 + number, actor=seller)
    client.get(reverse("market:listings"))
    with django_assert_max_num_queries(4):
        client.get(reverse("market:listings"))


# --- a guest ------------------------------------------------------------------------------------


def test_a_guest_goes_from_price_to_order_with_nothing_but_an_address(client, metro):
    answer = reserve(client, metro, 320, email="Guest@People.example")
    quote = Quote.objects.get()
    assert answer.url == reverse("market:quote", args=[quote.public_id])
    assert "Held for you" in client.get(answer.url).content.decode()
    answer = client.post(answer.url, stall.purpose_form())
    order = Order.objects.get()
    assert answer.url == reverse("market:order", args=[order.public_id])
    assert order.retire_at_once
    assert order.retirement_intent["claim"]["period"] == "2026-01-01/2026-12-31"
    page = client.get(answer.url).content.decode()
    assert order.number in page
    assert "noindex" in page


def test_a_guest_needs_an_address(client, metro):
    answer = reserve(client, metro, 320, email="not an address")
    assert answer.status_code == 422
    assert not Quote.objects.exists()


def test_a_price_that_changed_since_it_was_seen_is_shown_again(client, metro, seller):
    from marketplace.market import listings

    page = client.get(reverse("market:listing", args=[metro.public_id]), {"kg": "320"})
    listings.change_price(metro, price_fen=5_000, actor=seller)
    answer = client.post(
        reverse("market:reserve"), {"plan": tokens(page)[0], "email": "a@b.example"}
    )
    assert answer.status_code == 409
    assert "The price has changed" in answer.content.decode()
    assert "¥50.00" in answer.content.decode()
    assert not Quote.objects.exists()


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "x",
        "a:b:c",
        "{id}:0:3620",
        "{id}:-5:3620",
        "{id}:１:3620",
        "{id}:1:1",
        "{id}:5:3620,{id}:5:3620",
        "{id}:99999999999999999999:1",
    ],
)
def test_a_forged_plan_makes_no_quote(client, metro, forged):
    text = forged.format(id=metro.public_id)
    answer = client.post(reverse("market:reserve"), {"plan": text, "email": "a@b.example"})
    assert answer.status_code in (409, 422) or Quote.objects.get().total.amount > 0
    assert not Quote.objects.filter(subtotal__lt=0.01).exists()


def test_a_guest_is_not_served_without_end(client, metro):
    from marketplace.market import limits

    for number in range(limits.QUOTES_PER_ADDRESS.times):
        reserve(client, metro, 1 + number, email="a@b.example")
    answer = reserve(client, metro, 100, email="a@b.example")
    assert answer.status_code == 429


def test_a_strangers_browser_sees_neither_quote_nor_order(client, metro, guest, guest_party):
    quote = stall.quote(guest, (metro, 10))
    order = orders.place(
        stall.quote(guest, (metro, 10)),
        payer=guest_party,
        owner=guest_party,
        retire=stall.intent(guest_party),
    )
    assert client.get(reverse("market:quote", args=[quote.public_id])).status_code == 404
    address = reverse("market:order", args=[order.public_id])
    assert client.get(address).status_code == 404
    assert client.get(address, {"key": "0" * 40}).status_code == 404


def test_the_link_in_the_mail_opens_a_guests_order(client, metro, guest, guest_party):
    order = orders.place(
        stall.quote(guest, (metro, 10)),
        payer=guest_party,
        owner=guest_party,
        retire=stall.intent(guest_party),
    )
    address = reverse("market:order", args=[order.public_id])
    answer = client.get(address, {"key": order_key(order.public_id)})
    assert answer.url == address
    assert client.get(address).status_code == 200


def test_a_quote_whose_time_is_up_says_so_and_leads_on(client, metro):
    answer = reserve(client, metro, 320, email="guest@people.example")
    from marketplace.market import quotes

    quotes.release(Quote.objects.get())
    page = client.get(answer.url)
    assert page.status_code == 410
    assert "kg=320" in page.content.decode()


def test_a_quote_given_back_says_that_and_not_that_time_is_up(client, metro):
    answer = reserve(client, metro, 320, email="guest@people.example")
    quote = Quote.objects.get()
    client.post(reverse("market:quote_release", args=[quote.public_id]))
    page = client.get(answer.url).content.decode()
    assert "This reservation was given back before its time" in page
    assert "The time is up" not in page


def test_a_quote_that_ran_out_says_that_its_time_is_up(client, metro):
    from marketplace.market import quotes

    an_hour_ago = clock.now() - timedelta(hours=1)
    quote = stall.quote(Buyer(email="a@b.example"), (metro, 320), now=an_hour_ago)
    session = client.session
    session["market_keys"] = [str(quote.public_id)]
    session.save()
    quotes.release_due()
    page = client.get(reverse("market:quote", args=[quote.public_id])).content.decode()
    assert "The time is up" in page and "given back" not in page


# --- members ------------------------------------------------------------------------------------


def test_an_office_gets_a_quotation_and_a_second_person_approves(
    client, metro, clerk, approver, district_office
):
    sign_in(client, clerk)
    answer = reserve(
        client, metro, 5_000, organization=str(district_office.party.public_id), kind="office"
    )
    answer = client.post(answer.url, stall.purpose_form(then="hold", title="", public_name=""))
    order = Order.objects.get()
    assert order.status == Order.Status.AWAITING_APPROVAL
    assert order.owner == district_office.party
    page = client.get(answer.url).content.decode()
    assert "Waiting for a second person" in page
    assert reverse("market:order_approve", args=[order.public_id]) not in page
    sign_in(client, approver)
    assert (
        reverse("market:order_approve", args=[order.public_id])
        in client.get(answer.url).content.decode()
    )
    client.post(reverse("market:order_approve", args=[order.public_id]))
    order.refresh_from_db()
    assert order.status == Order.Status.AWAITING_PAYMENT


@pytest.mark.parametrize("page", ["accounts:home", "market:orders"])
def test_an_approver_finds_what_waits_for_her(client, metro, office, clerk, approver, page):
    order = stall.order(office, (metro, 320))
    link = reverse("market:order", args=[order.public_id])
    sign_in(client, approver)
    text = client.get(reverse(page)).content.decode()
    assert "This waits for you" in text
    assert f"Approve order {order.number}: 320 kg for ¥12.16" in text and link in text
    sign_in(client, clerk)
    assert "This waits for you" not in client.get(reverse(page)).content.decode()
    orders.approve(order, actor=approver)
    sign_in(client, approver)
    assert "This waits for you" not in client.get(reverse(page)).content.decode()


def test_a_foreign_organization_can_not_be_bought_for(client, metro, citizen, nanshan_expo):
    sign_in(client, citizen)
    answer = reserve(client, metro, 10, organization=str(nanshan_expo.party.public_id))
    assert Quote.objects.filter(organization__isnull=False).count() == 0
    assert answer.status_code in (302, 404, 422)


def test_what_an_event_needs_is_carried_from_its_page_to_the_order(
    client, metro, organizer, nanshan_expo
):
    from datetime import date

    from events.models import Event

    event = Event.objects.create(
        organization=nanshan_expo,
        name_zh="湾区低碳城市论坛",
        starts_on=date(2026, 9, 18),
        ends_on=date(2026, 9, 19),
        participants=400,
        created_by=organizer,
        created_at=clock.now(),
    )
    sign_in(client, organizer)
    page = client.get(reverse("market:plan"), {"kg": 4_700, "claim": event.ref})
    assert "湾区低碳城市论坛" in page.content.decode()
    answer = client.post(
        reverse("market:reserve"),
        {
            "plan": tokens(page)[0],
            "organization": str(nanshan_expo.party.public_id),
            "claim_for": event.ref,
        },
    )
    assert "湾区低碳城市论坛" in client.get(answer.url).content.decode()
    held = client.post(answer.url, {"then": "hold", "reason": ""})
    order = Order.objects.get()
    assert "湾区低碳城市论坛" in client.get(held.url).content.decode()
    orders.cancel(order, actor=organizer)
    assert "cancelled" in client.get(held.url).content.decode()


def test_an_event_is_claimed_as_its_page_says_it(client, metro, organizer, nanshan_expo):
    event = subjects.event(nanshan_expo, organizer)
    sign_in(client, organizer)
    buyer = of_user(organizer, nanshan_expo)
    quote = stall.quote(buyer, (metro, 4_700), claim_for=event.ref)
    client.post(reverse("market:quote", args=[quote.public_id]), {"then": "retire", "reason": ""})
    order = Order.objects.get()
    assert order.quote.claim_for == event.ref
    assert order.retirement_intent["claim"]["ref"].startswith(event.ref)
    assert order.retirement_intent["purpose"] == "event"


@pytest.mark.parametrize("name", ["order", "order_approve", "order_cancel"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_find_no_order(client, metro, expo, stranger, name, method):
    order = stall.order(expo, (metro, 10))
    sign_in(client, stranger)
    answer = getattr(client, method)(reverse(f"market:{name}", args=[order.public_id]))
    assert answer.status_code in (404, 405)


def test_an_unknown_order_looks_like_a_foreign_one(client):
    assert client.get(reverse("market:order", args=[uuid.uuid4()])).status_code == 404


def test_cancelling_by_the_page(client, metro, expo, organizer):
    order = stall.order(expo, (metro, 10))
    sign_in(client, organizer)
    client.post(reverse("market:order_cancel", args=[order.public_id]))
    order.refresh_from_db()
    assert order.status == Order.Status.CANCELED
