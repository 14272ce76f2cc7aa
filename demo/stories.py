"""The demo's stories: two neutral events, one half-way, an office year that waits for its approver; and their pages."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from cms import models as cms_models
from cms import pages
from demo.cast import Cast, content
from demo.paying import pay_by_bank
from events import claims, declarations, panels, queries, retiring, rules, workspace
from events.models import Event, OfficeYear
from footprint import footprints, guidelines, sets
from footprint.boundary import OPTIONAL_STAGE
from footprint.calculation import calculate
from footprint.inputs import from_data
from marketplace import clock
from marketplace.market import orders, quotes
from marketplace.market.buyers import of_user
from marketplace.market.intents import RetireIntent
from marketplace.market.models import Order, Quote

REGION = "CN-GD"
MARGIN_KG = 2000


@dataclass(frozen=True)
class Purchase:
    """How much is bought for a subject, and whether it is retired as soon as it is paid."""

    kg: int
    retire: bool
    kind: str = Quote.Kind.OFFICE


def load(cast: Cast) -> None:
    """Play the stories that are not there yet."""
    data = content("stories")
    for name in ("marathon", "forum"):
        if not Event.objects.filter(name_zh=data[name]["name_zh"]).exists():
            _neutral_event(data[name], cast)
    if not Event.objects.filter(name_zh=data["summit"]["name_zh"]).exists():
        _half_way_summit(data["summit"], cast)
    if not OfficeYear.objects.filter(year=data["office"]["year"], is_demo=True).exists():
        _waiting_office(data["office"], cast)


def publish(cast: Cast) -> None:
    """Publish the case study and the news; the case's figure is the certificate's own."""
    data = content("stories")
    home = cms_models.HomePage.objects.get(locale=pages.locale(pages.SOURCE))
    cases = cms_models.CaseIndexPage.objects.child_of(home).get()
    news = cms_models.NewsIndexPage.objects.child_of(home).get()
    forum = Event.objects.get(name_zh=data["forum"]["name_zh"])
    figures = [
        {"figure": "certificate", "certificate": item.code} for item in queries.retirements(forum)
    ]
    case = data["case"]
    texts = {
        code: {
            **case[code],
            "body": [
                *case[code]["body"],
                *({"type": "figure", "value": {**figure, "label": label}} for figure in figures),
            ],
        }
        for code, label in (("zh", "为这场论坛注销"), ("en", "Retired for this forum"))
    }
    pages.put(cases, cms_models.CaseStudyPage, slug=case["slug"], zh=texts["zh"], en=texts["en"])
    item = data["news"]
    dated = {code: {**item[code], "date": item["date"]} for code in ("zh", "en")}
    pages.put(news, cms_models.NewsPage, slug=item["slug"], zh=dated["zh"], en=dated["en"])


def _neutral_event(row: dict[str, Any], cast: Cast) -> None:
    """Planned, reduced, measured, bought with a margin by bank transfer, retired, declared."""
    event = _event(row, cast)
    actor = cast.user(row["actor"])
    _footprint(event, row, "planned")
    _publish(event)
    measured = _footprint(event, row, "actual")
    order = _buy(event, Purchase(measured.total_kg + MARGIN_KG, retire=False), cast, actor)
    pay_by_bank(order, cast, day=clock.now().date())
    retiring.retire_held(event, kg=measured.total_kg, actor=actor)
    declarations.declare(event, actor=actor)


def _half_way_summit(row: dict[str, Any], cast: Cast) -> None:
    """Published and measured; the first part is retired, the rest is still to buy."""
    event = _event(row, cast)
    _footprint(event, row, "planned")
    _publish(event)
    _footprint(event, row, "actual")
    order = _buy(event, Purchase(row["retire_kg"], retire=True), cast, cast.user(row["actor"]))
    pay_by_bank(order, cast, day=clock.now().date())


def _waiting_office(row: dict[str, Any], cast: Cast) -> None:
    """An office's year is measured, its order waits for the second person."""
    actor = cast.user(row["actor"])
    year = workspace.create_office_year(
        organization=cast.organizations[row["organization"]],
        year=row["year"],
        region=REGION,
        actor=actor,
        is_demo=True,
    )
    measured = _footprint(year, row, "actual")
    _buy(year, Purchase(measured.total_kg, retire=True), cast, actor)


def _publish(event: Event) -> None:
    """As good organizers do: three weeks before the event starts."""
    early = datetime.combine(event.starts_on - timedelta(weeks=3), time(10), rules.SHENZHEN)
    workspace.publish_plan(event, has_estimate=True, now=early)


def _event(row: dict[str, Any], cast: Cast) -> Event:
    first, last = row["days"]
    names = {key: row[key] for key in ("name_zh", "name_en", "venue_zh", "venue_en")}
    facts = workspace.EventFacts(
        starts_on=first, ends_on=last, participants=row["participants"], **names
    )
    organization = cast.organizations[row["organization"]]
    event = workspace.create_event(
        organization=organization, facts=facts, actor=cast.user(row["actor"]), is_demo=True
    )
    guideline = guidelines.load(event.guideline)
    workspace.set_boundary(
        event,
        choices=[
            workspace.Choice(
                item.id,
                stage.id,
                included=stage.required or stage.id == "prepare",
                reason=OPTIONAL_STAGE,
            )
            for item in panels.listed_classes(event.guideline)
            for stage in guideline.stages
        ],
    )
    workspace.set_actions(event, actions=[workspace.Action(**action) for action in row["actions"]])
    return event


def _footprint(subject: claims.Subject, row: dict[str, Any], kind: str) -> Any:
    result = calculate(
        subject.guideline,
        sets.load(),
        [from_data(activity) for activity in row[kind]],
        region=subject.region,
        participants=row.get("participants"),
    )
    return footprints.store(
        result,
        kind=kind,
        title=subject.name_zh if isinstance(subject, Event) else str(subject.year),
        owner=subject.organization.party,
        created_by=subject.created_by,
        subject_ref=subject.ref,
    )


def _buy(subject: claims.Subject, purchase: Purchase, cast: Cast, actor: Any) -> Order:
    organization = subject.organization
    buyer = of_user(actor, organization)
    plan = quotes.price(kg=purchase.kg, buyer=buyer)[0]
    quote = quotes.make(plan, buyer, kind=purchase.kind, claim_for=subject.ref)
    party = organization.party
    intent = None
    if purchase.retire:
        # The claim itself is made when the order is placed (events.handlers); this is the buyer's wish.
        terms = claims.terms(subject, claims.Claim(ref=""))
        intent = RetireIntent(terms.purpose, terms.claim, party.pk)
    return orders.place(
        quote, payer=party, owner=party, retire=intent, organization=organization, actor=actor
    )
