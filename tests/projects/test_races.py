"""Two people at the same moment: over one dossier, one application, one listing; and what the guard is for."""

import threading
import time
from datetime import date

import pytest
from django.db import DatabaseError, transaction

from accounts.models import Membership
from marketplace.market import listings, selling
from marketplace.market.models import Listing, ListingStep
from marketplace.projects import applications, dossiers, reviews
from marketplace.projects.models import DossierVersion, MonitoringPeriod, Remark
from marketplace.registry.models import Project
from tests.market.crowd import codes, race
from tests.projects import yard
from tests.registry import supply


@pytest.fixture
def waiting(fresh_db, seller_organization, seller, registrar):
    """A dossier that waits for a decision."""
    yard.accepted(seller_organization, seller, registrar)
    return yard.submitted(seller_organization, seller)


def test_one_registrar_accepts_and_another_sends_back_and_one_of_them_is_first(
    waiting, registrar, second_registrar
):
    outcomes = race(
        [
            lambda: reviews.accept(waiting, actor=registrar),
            lambda: reviews.send_back(waiting, {"": "no"}, actor=second_registrar),
        ]
    )
    assert codes(outcomes) == ["invalid_state"]
    waiting.refresh_from_db()
    assert Project.objects.count() == (waiting.status == "accepted")
    assert Remark.objects.count() == (waiting.status == "returned")


def test_two_administrators_apply_at_once_and_one_application_waits(
    fresh_db, seller_organization, seller
):
    outcomes = race([lambda: yard.application(seller_organization, seller)] * 2)
    assert codes(outcomes) == ["invalid_state"]
    assert seller_organization.seller_applications.count() == 1
    assert not applications.is_accepted(seller_organization)


def add_while_handing_in(again, seller):
    """Hand a draft in and, before that is committed, add a raw row to it; return how adding ended."""
    handed_in = threading.Event()

    def hand_in():
        with transaction.atomic():
            dossiers.submit(again, actor=seller)
            handed_in.set()
            time.sleep(0.5)

    def add():
        assert handed_in.wait(timeout=30)
        return MonitoringPeriod.objects.create(
            version=again,
            starts_on=date(2024, 1, 1),
            ends_on=date(2024, 2, 1),
            quantity=1,
            unit_zh="次",
        )

    return race([hand_in, add])[1]


def test_a_period_is_not_added_to_what_is_being_handed_in(waiting, seller):
    again = dossiers.revise(_returned(waiting), actor=seller)
    assert isinstance(add_while_handing_in(again, seller), DatabaseError)
    assert not again.periods.exists()


def test_the_twin_without_the_guard_adds_it(waiting, seller, owner_connection):
    owner_connection.execute("ALTER TABLE projects_monitoringperiod DISABLE TRIGGER part_guard")
    again = dossiers.revise(_returned(waiting), actor=seller)
    assert isinstance(add_while_handing_in(again, seller), MonitoringPeriod)
    assert again.periods.count() == 1
    assert DossierVersion.objects.get(pk=again.pk).status == "submitted"


def _returned(version):
    from accounts.models import User

    reviews.send_back(
        version, {"": "no"}, actor=User.objects.get(email="registrar@zhonghe.example")
    )
    assert DossierVersion.objects.get(pk=version.pk).status == "returned"
    return version.dossier


def test_two_approvers_put_a_listing_up_once(
    fresh_db, seller_organization, seller, citizen, organizer
):
    seller_organization.approval_required = True
    seller_organization.save()
    for person in (citizen, organizer):
        Membership.objects.create(user=person, organization=seller_organization, role="approver")
    batch = supply.batch(seller_organization.party, 10_000)
    listing = selling.draft(batch, seller_organization, listings.Offer(5_000, 3_620), actor=seller)
    selling.activate(listing, actor=seller)
    step = ListingStep.objects.get()
    outcomes = race([lambda who=who: selling.take(step, actor=who) for who in (citizen, organizer)])
    assert codes(outcomes) == ["invalid_state"]
    assert Listing.objects.get().listed_kg == 5_000
