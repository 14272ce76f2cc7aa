"""Portfolios: curated with a history, whole by constraint, priced and bought by anybody, honest about what is gone."""

import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import translation

from look.templatetags.look import localname
from marketplace.errors import MarketError
from marketplace.market import listings
from marketplace.market.models import PortfolioPart, PortfolioVersion, Quote
from marketplace.market.portfolios import curating, reading
from tests.cast import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def draft(parts, **changes) -> curating.Draft:
    words = {
        "name_zh": "组合",
        "name_en": "Mix",
        "description_zh": "说明",
        "description_en": "Words",
    }
    return curating.Draft(**words | changes, parts=parts)


@pytest.fixture
def mix(metro, roofs, editor):
    """Sixty parts metro, forty roofs."""
    return curating.create("mix", draft({metro.pk: 60, roofs.pk: 40}), actor=editor, note="first")


def buy(client, **amount):
    return client.get(reverse("market:portfolio", args=["mix"]), amount)


def test_everybody_sees_what_is_in_it_and_what_a_tonne_costs(client, mix):
    assert "¥38.12" in client.get(reverse("market:portfolios")).content.decode()
    text = client.get(reverse("market:portfolio", args=["mix"])).content.decode()
    assert "60 %" in text and "¥38.12" in text
    where = re.search(r'<nav class="breadcrumbs".*?</nav>', text, re.DOTALL)[0]
    assert localname(reading.portfolio("mix")) in where


def test_an_amount_becomes_a_plan_by_weights_and_a_quote_that_holds_stock(
    client, mix, metro, roofs
):
    page = buy(client, quantity="1001", unit="kg")
    (plan,) = page.context["plans"]
    assert [(line.listing.id, line.kg) for line in plan.lines] == [(metro.pk, 601), (roofs.pk, 400)]
    client.post(reverse("market:reserve"), {"plan": plan.token, "email": "a@b.example"})
    assert dict(Quote.objects.get().lines.values_list("listing", "kg")) == {
        metro.pk: 601,
        roofs.pk: 400,
    }


def test_money_buys_a_mix_too(client, mix):
    (plan,) = buy(client, quantity="100", unit="cny").context["plans"]
    assert 99 < plan.total.amount <= 100


def test_what_is_gone_is_said_and_the_rest_is_priced(client, mix, metro, roofs, seller):
    listings.withdraw(metro, actor=seller)
    page = buy(client, quantity="100", unit="kg")
    text = page.content.decode()
    assert "be had at the moment" in text
    assert page.context["portfolio"].price is None
    assert {(plan.kg, plan.short_kg) for plan in page.context["plans"]} == {(100, 0), (40, 60)}
    assert reading.in_need() == 1


def test_a_change_is_a_further_version_with_who_and_why(mix, metro, roofs, editor):
    curating.change(mix.portfolio, draft({metro.pk: 50, roofs.pk: 50}), actor=editor, note="evener")
    history = reading.history("mix")
    assert [(change.number, change.note) for change in history] == [(2, "evener"), (1, "first")]
    assert [weight for _card, weight in history[1].parts] == [60, 40]


def test_what_is_not_shown_does_not_exist_for_others(client, mix, metro, roofs, editor):
    hidden = draft({metro.pk: 50, roofs.pk: 50}, published=False)
    curating.change(mix.portfolio, hidden, actor=editor, note="rest")
    assert client.get(reverse("market:portfolio", args=["mix"])).status_code == 404
    assert client.get("/api/v1/portfolios").json() == {"portfolios": []}


@pytest.mark.parametrize("weights", [(60, 39), (60, 41), (100, 0), (-1, 101)])
def test_shares_that_make_no_whole_are_refused(metro, roofs, editor, weights):
    with pytest.raises(MarketError) as refusal:
        curating.create(
            "bad", draft(dict(zip((metro.pk, roofs.pk), weights, strict=True))), actor=editor
        )
    assert refusal.value.code == "invalid_request"


def test_a_taken_address_is_refused(mix, metro, roofs, editor):
    with pytest.raises(MarketError):
        curating.create("mix", draft({metro.pk: 60, roofs.pk: 40}), actor=editor)


def test_the_database_refuses_a_version_that_is_not_whole(mix, editor):
    with pytest.raises(IntegrityError, match="not 100"), transaction.atomic():
        PortfolioVersion.objects.create(
            portfolio=mix.portfolio, number=2, name_zh="x", actor=editor, at=mix.at, note=""
        )
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_database_refuses_to_change_what_was_published(mix):
    for change in (
        lambda: PortfolioPart.objects.update(weight=50),
        lambda: PortfolioVersion.objects.update(name_zh="x"),
        lambda: PortfolioPart.objects.all().delete(),
    ):
        with pytest.raises(Exception, match=r"permission denied|refused"), transaction.atomic():
            change()


# --- the desk ---------------------------------------------------------------------------------------


def form(metro, roofs, **changes):
    words = {
        "slug": "new-mix",
        "name_zh": "新组合",
        "name_en": "New mix",
        "description_zh": "说明",
        "description_en": "Words",
        "published": "on",
        "note": "why",
    }
    shares = {"listing_0": metro.pk, "weight_0": 70, "listing_1": roofs.pk, "weight_1": 30}
    return {**words, **shares, **changes}


@pytest.mark.parametrize("person", ["editor", "registrar"])
def test_curators_make_a_portfolio(client, request, person):
    sign_in(client, request.getfixturevalue(person))
    metro, roofs = (request.getfixturevalue(name) for name in ("metro", "roofs"))
    answer = client.post(reverse("portfolio_staff:new"), form(metro, roofs))
    assert answer.url == reverse("portfolio_staff:portfolio", args=["new-mix"])
    assert "New mix" in client.get(answer.url).content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"weight_1": 29}, "these make 99"),
        ({"listing_1": ""}, "Which listing is to have this share?"),
        ({"weight_1": ""}, "Which share is this listing to have?"),
        ({"slug": "Not a slug!"}, "slug"),
        ({"note": ""}, "required"),
    ],
)
def test_a_form_that_is_not_whole_says_what_is_missing(
    client, metro, roofs, editor, changes, words
):
    sign_in(client, editor)
    answer = client.post(reverse("portfolio_staff:new"), form(metro, roofs, **changes))
    assert answer.status_code == 422
    assert words in answer.content.decode()


@pytest.mark.parametrize("person", ["finance", "organizer"])
def test_nobody_else_gets_to_the_desk(client, request, person):
    sign_in(client, request.getfixturevalue(person))
    assert client.get(reverse("portfolio_staff:index")).status_code in (302, 403)
