"""The demo's supervision, made up: one closed case with a freeze that two people lifted, and one open question."""

from typing import Any

from demo.cast import Cast, content
from marketplace.errors import MarketError
from marketplace.market import planning, quotes, terms
from marketplace.market.buyers import of_user
from marketplace.market.models import Listing
from marketplace.registry import ledger
from marketplace.registry.models import CreditBatch
from marketplace.supervision import anomalies, cases, subjects
from marketplace.supervision.models import Anomaly, Case

TRIES = 3


def load(cast: Cast) -> None:
    """Play the case and the attempts, unless they are there."""
    if Case.objects.exists():
        return
    data = content("oversight")
    _hand_in_again(_batch(data["case"]), cast)
    anomalies.scan()
    _case(data["case"], cast)
    _buy_from_oneself(data["self_purchase"], cast)
    anomalies.scan()


def _batch(row: dict[str, Any]) -> CreditBatch:
    return CreditBatch.objects.filter(project__code=row["project"]).earliest("pk")


def _hand_in_again(batch: CreditBatch, cast: Cast) -> None:
    """A registrar uploads the evidence of an issue that has been made."""
    first = batch.issuance
    try:
        ledger.request_issuance(
            project=batch.project,
            methodology_version=batch.methodology_version,
            monitoring_start=batch.monitoring_start,
            monitoring_end=batch.monitoring_end,
            quantity_kg=batch.quantity_kg,
            increment_kg=batch.increment_kg,
            upstream_serial=f"{first.upstream_serial} (again)",
            custody_account=first.custody_account,
            trade_reference=first.trade_reference,
            withdrawal_proof=first.withdrawal_proof,
            withdrawal_shared=True,
            evidence=first.evidence_file,
            evidence_name=first.evidence_name,
            actor=cast.user("registrar"),
        )
    except MarketError as refusal:
        if refusal.code != "evidence_required":
            raise


def _case(row: dict[str, Any], cast: Cast) -> None:
    """Opened out of the anomaly, a listing frozen, confirmed, released by two, closed with a finding."""
    first, second = cast.user("supervisor"), cast.user("supervisor2")
    batch = _batch(row)
    listing = Listing.objects.filter(batch=batch, status=Listing.Status.ACTIVE).earliest("pk")
    found = Anomaly.objects.get(rule="evidence_twice", key=batch.issuance.evidence_sha256)
    case = cases.open_case(
        title=row["title"],
        reason=row["reason"],
        about=[("batch", batch.code), ("listing", str(listing.public_id))],
        actor=first,
        anomaly=found,
    )
    act = cases.freeze(
        case=case,
        subject=subjects.of("listing", listing),
        reason=row["freeze_reason"],
        public=row["freeze_public"],
        actor=first,
    )
    cases.confirm(freeze=act, actor=second)
    cases.note(case=case, text=row["note"], actor=first)
    wish = cases.ask_release(
        case=case,
        freeze=act,
        reason=row["release_reason"],
        public=row["release_public"],
        actor=first,
    )
    cases.approve_release(request=wish, actor=second)
    anomalies.close(anomaly=found, actor=first, note=row["anomaly_note"])
    cases.close(case=case, finding=row["finding"], actor=first)


def _buy_from_oneself(row: dict[str, Any], cast: Cast) -> None:
    """A seller tries, three times, to buy from its own listing; each time it is refused."""
    organization = cast.organizations[row["organization"]]
    listing = Listing.objects.filter(
        seller=organization.party, status=Listing.Status.ACTIVE
    ).earliest("pk")
    least = max(listing.minimum_kg, listing.increment_kg)
    price = terms.in_fen(listing.price_per_tonne)
    plan = planning.price([planning.PlanLine(listing.pk, least, price)], terms.terms())
    for _number in range(TRIES):
        try:
            quotes.make(plan, of_user(cast.user(row["person"]), organization))
        except MarketError as refusal:
            if refusal.code != "self_purchase":
                raise
