"""Events and office years for tests, with footprints and holdings made through the verbs."""

from datetime import date

from accounts.models import Organization, User
from events import workspace
from events.claims import Subject
from events.models import Event, OfficeYear
from footprint import footprints, sets
from footprint.calculation import calculate
from footprint.inputs import from_data
from footprint.models import Footprint
from marketplace.registry import ledger
from tests.registry import supply

FACTS = workspace.EventFacts(
    name_zh="湾区低碳城市论坛",
    name_en="Bay Area Low-Carbon City Forum",
    starts_on=date(2026, 9, 18),
    ends_on=date(2026, 9, 19),
    participants=400,
)
CHOICES = [
    workspace.Choice("energy", "hold", included=True),
    workspace.Choice("waste", "hold", included=False, reason="场馆统一处理，无法取得数据"),
]


def event(organization: Organization, actor: User) -> Event:
    """A forum for 400, two days in September 2026."""
    return workspace.create_event(organization=organization, facts=FACTS, actor=actor)


def office_year(organization: Organization, actor: User) -> OfficeYear:
    """The organization's offices in 2025."""
    return workspace.create_office_year(
        organization=organization, year=2025, region="CN-GD", actor=actor
    )


def footprint(subject: Subject, *, kwh: int, kind: str = "actual") -> Footprint:
    """So many kilowatt-hours in Guangdong, measured: 0.4419 kg each in 2023's factor."""
    activity = {"activity": "electricity", "value": str(kwh), "unit": "kWh", "quality": "measured"}
    result = calculate(subject.guideline, sets.load(), [from_data(activity)], region="CN-GD")
    return footprints.store(
        result, kind=kind, owner=subject.organization.party, subject_ref=subject.ref
    )


def give(organization: Organization, kg: int, *, increment_kg: int = 1) -> None:
    """Let an organization hold so many kilograms."""
    owner = supply.person("owner")
    batch = supply.batch(owner, -(-kg // 1000) * 1000, increment_kg=increment_kg)
    ledger.transfer(
        lines=[ledger.Sale(batch.pk, owner.pk, organization.party.pk, kg)],
        subject="test:gift",
        actor=None,
    )
