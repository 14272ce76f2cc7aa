"""What the demo's catalogue is searched for: who takes part, projects with a course of prices, two portfolios."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from demo.cast import Cast, content
from demo.papers import paper
from demo.supply import SOLD_BY
from marketplace import clock
from marketplace.market import listings
from marketplace.market.finding import search
from marketplace.market.models import Listing, Portfolio
from marketplace.market.portfolios import curating
from marketplace.registry import ledger, projects
from marketplace.registry.models import (
    CreditBatch,
    Methodology,
    MethodologyVersion,
    Project,
    Scheme,
)

MONTH = timedelta(days=30)


@transaction.atomic
def load(cast: Cast) -> None:
    """Put it all in place; what is there already is left alone."""
    data = content("finding")
    for code, who in data["takes_part"].items():
        Project.objects.filter(code=code, takes_part="").update(takes_part=who)
    versions = {row["code"]: _methodology(row) for row in data["methodology"]}
    for row in data["project"]:
        if not Project.objects.filter(code=row["code"]).exists():
            _offer(row, _project(row, cast, versions[row["methodology"]]), cast)
    search.refresh()
    for row in data["portfolio"]:
        if not Portfolio.objects.filter(slug=row["slug"]).exists():
            _portfolio(row, cast)


def _methodology(row: dict[str, Any]) -> MethodologyVersion:
    names = {key: row[key] for key in ("name_zh", "name_en")}
    methodology, _new = Methodology.objects.get_or_create(code=row["code"], defaults=names)
    values = {key: value for key, value in row.items() if key not in {"code", "version"}}
    return MethodologyVersion.objects.get_or_create(
        methodology=methodology, version=row["version"], defaults=values
    )[0]


def _project(row: dict[str, Any], cast: Cast, version: MethodologyVersion) -> Project:
    plain = ("kind", "district", "participants", "takes_part", "in_aid_area")
    texts = ("name", "who", "summary", "co_benefits")
    facts = projects.Facts(
        methodology_version=version,
        **{key: row[key] for key in plain},
        **{f"{text}_{code}": row[f"{text}_{code}"] for text in texts for code in ("zh", "en")},
    )
    return projects.register(
        facts,
        owner=cast.organizations[row["owner"]].party,
        scheme=Scheme.objects.get(code=row["scheme"]),
        code=row["code"],
        is_demo=True,
    )


def _offer(row: dict[str, Any], project: Project, cast: Cast) -> None:
    """Issue, list and reprice as it would have happened, month by month."""
    prices = [
        (clock.now() - months * MONTH, int(Decimal(price) * 100)) for months, price in row["prices"]
    ]
    begun, first_fen = prices[0]
    batch = _issue(row, project, cast, now=begun)
    owner = cast.organizations[row["owner"]]
    offer = listings.Offer(
        row["listed_tonnes"] * 1000, first_fen, increment_kg=row["increment_kg"], **SOLD_BY
    )
    listing = listings.draft(batch, owner.party, offer, now=begun)
    listings.activate(listing, actor=owner.created_by, now=begun)
    for at, fen in prices[1:]:
        listings.change_price(listing, price_fen=fen, actor=owner.created_by, now=at)


def _issue(row: dict[str, Any], project: Project, cast: Cast, *, now: datetime) -> CreditBatch:
    start, end = row["monitoring"]
    small = row["increment_kg"] < 1000
    request = ledger.request_issuance(
        project=project,
        methodology_version=project.methodology_version,
        monitoring_start=start,
        monitoring_end=end,
        quantity_kg=row["tonnes"] * 1000,
        increment_kg=row["increment_kg"],
        upstream_serial=row["upstream_serial"],
        custody_account="DEMO-CUSTODY-0001",
        trade_reference=f"DEMO-TRADE-{row['code']}",
        withdrawal_proof=f"DEMO-WITHDRAWN-{row['code']}" if small else "",
        evidence=paper("Confirmation of issue", row["code"]),
        evidence_name="demo-evidence.pdf",
        actor=cast.user("registrar"),
        now=now,
    )
    return ledger.issue(
        request=request,
        actor=cast.user("registrar2"),
        serial_again=request.upstream_serial,
        now=now,
    )


def _portfolio(row: dict[str, Any], cast: Cast) -> None:
    words = ("name_zh", "name_en", "description_zh", "description_en")
    parts = {
        Listing.objects.get(batch__project__code=code).pk: weight for code, weight in row["parts"]
    }
    draft = curating.Draft(**{key: row[key] for key in words}, parts=parts)
    curating.create(row["slug"], draft, actor=cast.user("editor"), note=row["note"])
