"""The basket says what one might not see: an amount replaced, a line gone, money left, another tab's purchase."""

import pytest
from django.urls import reverse
from django.utils import translation

from marketplace.market.models import Quote
from tests.market.test_basket_pages import change, field, page, put

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def test_a_listing_put_in_again_says_what_it_replaced(client, metro, roofs):
    assert "replaces" not in put(client, (metro, 500)).content.decode()
    again = put(client, (metro, 200), (roofs, 100)).content.decode()
    assert "1 listing was in the basket already" in again
    assert "replaces the former one, 500 kg" in again


def test_an_emptied_line_and_a_removed_one_are_told(client, metro, roofs):
    put(client, (metro, 500), (roofs, 100))
    emptied = change(client, **{field(metro): "0", field(roofs): "100"})
    assert "1 listing was taken out of the basket" in emptied.content.decode()
    removed = change(client, remove=str(roofs.public_id))
    assert "1 listing was taken out of the basket" in removed.content.decode()


def test_a_sum_above_the_stock_says_what_is_not_spent(client, metro):
    put(client, (metro, 500))
    spread = {"spread": "1", "over-quantity": "100000", "over-unit": "cny"}
    said = change(client, **spread).content.decode()
    assert "of your sum is not spent" in said


def test_a_second_tab_does_not_hold_the_same_basket_again(client, metro):
    put(client, (metro, 500))
    asked = {"plan": page(client).context["basket"].token, "email": "g@people.example"}
    assert client.post(reverse("market:basket_reserve"), asked).status_code == 302
    other_tab = client.post(reverse("market:basket_reserve"), asked | {"email": "h@people.example"})
    assert other_tab.status_code == 409
    assert "The basket has changed, perhaps in another tab" in other_tab.content.decode()
    assert Quote.objects.count() == 1
