"""The demo's public record: a corrected certificate, a correction that waits, a cancellation, the open data."""

from typing import Any

from demo.cast import Cast, content
from events import queries as events
from events.models import Event
from marketplace.certificates import corrections, queries
from marketplace.certificates.corrections import Evidence, Wording
from marketplace.certificates.models import Correction
from marketplace.registry import ledger
from marketplace.registry.ledger import Line
from marketplace.registry.models import Cancellation, Holding
from marketplace.registry.opendata import publishing

EVIDENCE = Evidence(b"%PDF-1.7\n% made up for the demo\n", "demo-evidence.pdf")


def load(cast: Cast) -> None:
    """Play what is not there yet."""
    data = content("public_record")
    if not Correction.objects.exists():
        made = _ask(data["made"], cast)
        corrections.make(correction=made, actor=cast.user(data["made"]["decided_by"]))
        _ask(data["open"], cast)
    if not Cancellation.objects.exists():
        _cancel(data["cancelled"], cast)


def publish() -> None:
    """Make the first edition of the open data."""
    publishing.publish()


def _ask(row: dict[str, Any], cast: Cast) -> Correction:
    event = Event.objects.get(name_zh=content("stories")[row["event"]]["name_zh"])
    certificate = queries.certificate(events.retirements(event)[0].code)
    if certificate is None:
        raise LookupError(f"{row['event']} has no certificate.")
    now = corrections.wording(certificate.statement)
    return corrections.request(
        statement=certificate.statement,
        asked=Wording(**(vars(now) | {"title_en": row["title_en"]})),
        reason=row["reason"],
        evidence=EVIDENCE,
        actor=cast.user(row["asked_by"]),
    )


def _cancel(row: dict[str, Any], cast: Cast) -> None:
    """Take whole kilograms of the owner's free stock out of circulation."""
    owner = cast.organizations[row["owner"]].party
    free = Holding.objects.filter(account=owner, available_kg__gte=row["kg"]).order_by("batch")
    holding = free[0]
    ledger.cancel(
        owner=owner,
        lines=[Line(holding.batch_id, owner.pk, row["kg"])],
        reason=row["reason"],
        subject="cancellation:demo",
        actor=cast.user("seller"),
    )
