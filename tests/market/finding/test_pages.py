"""The catalogue's pages: facets, chips, ways out, verdicts, comparison; all by plain links and forms."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import translation

from marketplace.market import listings
from tests.cast import sign_in
from tests.events import subjects
from tests.market import stall

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def get(client, **wanted):
    return client.get(reverse("market:listings"), wanted)


def names(page) -> list[str]:
    return [card.project.name_en for card, _shown in page.context["page"].object_list]


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ({}, 4),
        ({"kind": "metro"}, 1),
        ({"kind": ["metro", "solar"]}, 2),
        ({"district": "440304"}, 2),
        ({"district": "440304", "kind": "solar"}, 0),
        ({"year": "2025"}, 1),
        ({"method": "gd-mangrove"}, 1),
        ({"band": "35-40"}, 2),
        ({"who": "small_firms"}, 2),
        ({"aid": "yes"}, 1),
        ({"scheme": "gd-phcer"}, 2),
        ({"step": "tonne"}, 1),
        ({"step": "kg", "q": "屋顶"}, 2),
        ({"guideline": "mee-2019-19"}, 4),
        ({"guideline": "mee-2019-19", "fit": "eligible"}, 2),
        ({"guideline": "personal-2026", "fit": "eligible"}, 2),
    ],
)
def test_listings_are_narrowed(client, shelf, wanted, count):
    page = get(client, **wanted)
    assert page.context["page"].paginator.count == count
    assert page.status_code == 200


def test_the_counts_say_what_a_choice_would_show(client, shelf):
    page = get(client, district="440304")
    counts = {
        group.name: {value.value: value.count for value in group.values}
        for group in page.context["found"].groups
    }
    assert counts["district"] == {"440304": 2, "440305": 1, "440306": 1}
    assert counts["kind"] == {"metro": 1, "mangrove": 1}


def test_each_condition_is_a_chip_whose_link_takes_it_away(client, shelf):
    page = get(client, kind="metro", district="440304", q="travel")
    assert [chip[1] for chip in page.context["chips"]] == [
        "travel",
        "Metro and bus travel",
        "Futian",
    ]
    hrefs = [parse_qs(urlsplit(chip[2]).query) for chip in page.context["chips"]]
    assert hrefs[1] == {"q": ["travel"], "district": ["440304"]}


def test_nothing_found_says_which_condition_to_loosen(client, shelf):
    page = get(client, kind="solar", district="440304", q="roof")
    assert "Nothing matches" in page.content.decode()
    ways = {label: count for label, count, _href in page.context["ways"]}
    assert ways == {"District": 1}
    (_label, _count, href) = page.context["ways"][0]
    assert names(client.get(reverse("market:listings") + href)) == ["Nanshan rooftop solar"]


def test_a_search_that_keeps_everything_away_is_a_way_out_itself(client, shelf):
    page = get(client, kind="solar", q="鲸鱼")
    assert [way[:2] for way in page.context["ways"]] == [("Search", 1)]


def test_the_best_match_comes_first_where_one_searches(client, shelf):
    assert names(get(client, q="屋顶"))[0] == "Nanshan rooftop solar"
    assert names(get(client, q="屋顶", sort="price"))[0].startswith("Bao'an")


def test_a_card_says_why_its_credits_fit_a_guideline(client, shelf):
    text = get(client, guideline="mee-2019-19").content.decode()
    assert "third in the recommended order" in text
    assert "no text that was seen says that this counts as provincial" in text
    assert "生态环境部公告2019年第19号" in text


def test_foreign_credits_are_left_away_and_can_be_asked_for(client, shelf, offer):
    offer("vcs-hydro", under="vcs", credit_type="VCU", name_en="Hydro abroad")
    assert "Hydro abroad" not in names(get(client, guideline="mee-2019-19"))
    page = get(client, guideline="mee-2019-19", fit="not")
    assert names(page) == ["Hydro abroad"]
    assert "Not among the four kinds" in page.content.decode()


def test_what_is_wanted_is_carried_through_all_links(client, shelf):
    page = get(client, kg="500", footprint="abc", kind="metro")
    assert parse_qs(urlsplit(page.context["all_href"]).query) == {
        "kg": ["500"],
        "claim": ["footprint:abc"],
    }
    assert 'name="claim" value="footprint:abc"' in page.content.decode()


def test_a_listing_tells_for_which_guidelines_it_may_be_used(client, shelf):
    text = client.get(reverse("market:listing", args=[shelf.mangrove.public_id])).content.decode()
    assert "For which guideline it may be used" in text
    assert text.count("Rule set 2026.1") == 1


# --- plans for an event -----------------------------------------------------------------------------


@pytest.fixture
def abroad(offer):
    """Credits that the guideline for events does not know, at the lowest price."""
    return offer("vcs-hydro", under="vcs", credit_type="VCU", price_fen=900, name_en="Hydro abroad")


def plan(client, event, **more):
    return client.get(reverse("market:plan"), {"kg": 500, "claim": event.ref, **more})


def test_a_plan_for_an_event_keeps_to_the_events_guideline(
    client, shelf, abroad, organizer, nanshan_expo
):
    event = subjects.event(nanshan_expo, organizer)
    sign_in(client, organizer)
    page = plan(client, event)
    assert abroad.pk not in {
        line.listing.id for each in page.context["plans"] for line in each.lines
    }
    text = page.content.decode()
    assert "1 listing whose reductions it rules out is left out" in text
    insisted = plan(client, event, any="1")
    assert insisted.context["plans"][0].lines[0].listing.id == abroad.pk
    assert "A declaration by it may be refused because of them" in insisted.content.decode()


def listings_of(page):
    """The listings of each plan a page shows, in its order."""
    return [[line.listing.id for line in each.lines] for each in page.context["plans"]]


def test_plans_of_what_the_guideline_takes_come_before_cheaper_ones_it_says_nothing_of(
    client, shelf, organizer, nanshan_expo
):
    event = subjects.event(nanshan_expo, organizer)
    sign_in(client, organizer)
    page = plan(client, event)
    assert "Plans of what it plainly takes come first." in page.content.decode()
    first, *others = listings_of(page)
    assert first == [shelf.cooling.pk]
    assert [shelf.metro.pk] in others
    assert listings_of(plan(client, event, any="1"))[0] == [shelf.metro.pk]


def test_each_plan_says_whether_the_guideline_plainly_takes_it(
    client, shelf, abroad, organizer, nanshan_expo
):
    event = subjects.event(nanshan_expo, organizer)
    sign_in(client, organizer)
    doubts = {
        tuple(line.listing.id for line in each.lines): each.doubt
        for each in plan(client, event).context["plans"]
    }
    assert doubts[(shelf.cooling.pk,)] is None
    assert doubts[(shelf.metro.pk,)].tone == "wait"
    text = plan(client, event).content.decode()
    label = re.search(rf'<label[^>]*><input[^>]*"{shelf.metro.public_id}.*?</label>', text, re.S)[0]
    assert "holds reductions that the guideline may not take" in label
    insisted = plan(client, event, any="1").content.decode()
    assert "holds reductions that the guideline does not take" in insisted


def test_what_the_guideline_takes_is_filled_up_with_the_rest_where_it_is_too_little(
    client, shelf, organizer, nanshan_expo
):
    event = subjects.event(nanshan_expo, organizer)
    sign_in(client, organizer)
    found = plan(client, event, kg=25_000).context["plans"]
    assert [each.short_kg for each in found] == sorted(each.short_kg for each in found)
    assert not found[0].short_kg


def test_a_plan_for_nothing_in_particular_leaves_nothing_out(client, shelf, abroad):
    page = client.get(reverse("market:plan"), {"kg": 500})
    assert page.context["plans"][0].lines[0].listing.id == abroad.pk


def test_the_guideline_chosen_in_the_catalogue_is_the_plans_too(client, shelf, abroad):
    found = get(client, guideline="mee-2019-19", kg="500").content.decode()
    address = re.search(r'class="button primary" href="([^"]+)"', found)[1].replace("&amp;", "&")
    page = client.get(address)
    assert page.context["fit"].guideline.id == "mee-2019-19"
    assert [abroad.pk] not in listings_of(page)
    text = page.content.decode()
    assert 'name="guideline" value="mee-2019-19"' in text
    put = re.search(r'formaction="([^"]+)"', text)[1].replace("&amp;", "&")
    basket = client.post(put, {"plan": page.context["plans"][0].token}, follow=True)
    assert f'{reverse("market:listings")}?guideline=mee-2019-19"' in basket.content.decode()
    assert (
        client.get(reverse("market:plan"), {"kg": 5, "guideline": "x"}).context["fit"].guideline
        is None
    )


def test_the_filters_of_the_catalogue_name_the_guideline_once(client, shelf):
    page = get(client, guideline="mee-2019-19", kg="500")
    assert page.content.decode().count('name="guideline"') == 1
    assert parse_qs(urlsplit(page.context["all_href"]).query) == {"kg": ["500"]}


def test_a_quote_keeps_what_its_plan_was_judged_by(shelf, expo, organizer, nanshan_expo):
    event = subjects.event(nanshan_expo, organizer)
    assert (
        stall.quote(expo, (shelf.mangrove, 1000), claim_for=event.ref).judged_by
        == "mee-2019-19@2026.1"
    )
    assert stall.quote(expo, (shelf.metro, 10)).judged_by == ""


# --- comparing --------------------------------------------------------------------------------------


def compare(client, *some, **more):
    return client.get(
        reverse("market:compare"), {"id": [str(each.public_id) for each in some], **more}
    )


def row(page, label):
    return next(each for each in page.context["found"].properties if each.label == label)


def test_listings_stand_side_by_side_with_what_differs(client, shelf):
    page = compare(client, shelf.metro, shelf.mangrove, quantity="1000")
    assert [card.id for card in page.context["found"].cards] == [shelf.metro.pk, shelf.mangrove.pk]
    assert [cell.text for cell in row(page, "Price per tonne").cells] == ["¥36.20", "¥68.00"]
    assert [cell.text for cell in row(page, "Platform fee on 1.000 t").cells] == ["¥1.81", "¥3.40"]
    assert row(page, "District").differs is False
    assert row(page, "Methodology").differs is True
    text = page.content.decode()
    assert "≠" in text and "no text that was seen says" in text


def test_what_a_listing_cannot_give_is_said(client, shelf):
    page = compare(client, shelf.metro, shelf.mangrove, quantity="10001")
    assert [cell.note for cell in row(page, "Price of 10.001 t").cells] == ["not so much left"] * 2
    page = compare(client, shelf.metro, shelf.mangrove, quantity="10")
    assert row(page, "Price of 10 kg").cells[1].note == "for 1.000 t"


def test_a_link_takes_one_away_and_a_form_adds_one(client, shelf):
    page = compare(client, shelf.metro, shelf.solar)
    href = next(href for card, href in page.context["without"] if card.id == shelf.metro.pk)
    assert href == f"?id={shelf.solar.public_id}"
    assert {card.id for card in page.context["others"]} == {shelf.cooling.pk, shelf.mangrove.pk}
    assert re.search(r'<select name="id"', page.content.decode())


def test_four_are_compared_and_the_fifth_is_told(client, shelf, offer):
    fifth = offer("fifth")
    every = (shelf.metro, shelf.solar, shelf.mangrove, shelf.cooling, fifth)
    page = compare(client, *every)
    assert len(page.context["found"].cards) == 4
    assert "Only the first four are shown" in page.content.decode()


@pytest.mark.parametrize(
    "query", ["", "id=x", "id=7d0f6a52-3c1e-4b8e-9a50-2f1de6c0a9b1", "id=&id="]
)
def test_nothing_to_compare_is_a_page_too(client, shelf, query):
    page = client.get(f"{reverse('market:compare')}?{query}")
    assert page.status_code == 200
    assert "Nothing to compare yet" in page.content.decode()


def test_what_has_ended_can_still_be_compared(client, shelf, seller):
    listings.withdraw(shelf.metro, actor=seller)
    page = compare(client, shelf.metro, shelf.solar)
    assert row(page, "Price of 1.000 t").cells[0].note == "not for sale now"


def test_four_are_compared_with_as_many_queries_as_two(
    client, shelf, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12):
        compare(client, shelf.metro, shelf.solar)
    with django_assert_max_num_queries(12):
        compare(client, shelf.metro, shelf.solar, shelf.mangrove, shelf.cooling)
