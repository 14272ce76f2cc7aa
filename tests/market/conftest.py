"""A small market for tests: a seller whose batches are listed, and buyers."""

import pytest

from accounts.models import Organization
from accounts.parties import party_for_guest
from marketplace.market.buyers import Buyer, of_user
from tests.market import stall
from tests.registry import supply


@pytest.fixture
def seller_party(seller_organization: Organization):
    return seller_organization.party


@pytest.fixture
def metro(seller_party, seller):
    """12.4 t at ¥36.20 a tonne, by the kilogram."""
    return stall.listing(seller_party, kg=12_400, price_fen=3_620, actor=seller)


@pytest.fixture
def roofs(seller_party, seller):
    """20 t at ¥41.00 a tonne, by the kilogram."""
    return stall.listing(seller_party, kg=20_000, price_fen=4_100, actor=seller)


@pytest.fixture
def two_tonnes(fresh_db, seller_party, seller):
    return [stall.listing(seller_party, kg=1_000, price_fen=3_620, actor=seller) for _ in range(2)]


@pytest.fixture
def expo(organizer, nanshan_expo):
    """A verified organization without a second person's approval, as a buyer."""
    return of_user(organizer, nanshan_expo)


@pytest.fixture
def office(clerk, district_office):
    """A verified office whose purchases a second person approves, as a buyer."""
    return of_user(clerk, district_office)


@pytest.fixture
def guest(cast_database):
    return Buyer(email="Guest@People.example")


@pytest.fixture
def guest_party(cast_database):
    return party_for_guest("guest@people.example")


__all__ = ["supply"]
