"""Supervision's words for people: what was done, what a column holds."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import acts
from accounts.models import Party
from look import formats
from marketplace.market.models import Allocation, Listing, Order
from marketplace.payments.models import Payment, Refund
from marketplace.registry.models import (
    Compartment,
    CreditBatch,
    Freeze,
    Movement,
    Retirement,
    RetirementUpstream,
)

DEEDS: dict[str, Any] = {
    "case_opened": _("Case opened"),
    "case_subject": _("Subject added to a case"),
    "case_note": _("Note written"),
    "case_closed": _("Case closed"),
    "case_exported": _("Case file made"),
    "frozen": _("Frozen"),
    "freeze_confirmed": _("Freeze confirmed"),
    "release_asked": _("Release asked for"),
    "release_declined": _("Release declined"),
    "released": _("Released"),
    "anomaly_looked_into": _("Anomaly taken up"),
    "anomaly_closed": _("Anomaly closed"),
}
FIGURES: dict[str, Any] = {
    "kg": _("Quantity (kg)"),
    "days": _("Days"),
    "hours": _("Hours"),
    "former_kg": _("Highest former period (kg)"),
    "former_days": _("Days of that period"),
    "times": _("How often"),
    "sales": _("Sales"),
    "members": _("Common members"),
    "price": _("Price per tonne (CNY)"),
    "median": _("Median of its kind (CNY)"),
    "names": _("Different beneficiaries"),
    "retirements": _("Retirements"),
    "issued_kg": _("Issued (kg)"),
    "checks": _("Checks that failed"),
    "per_participant_kg": _("Per participant and year (kg)"),
    "peers_median_kg": _("Median of its kind per participant and year (kg)"),
    "peers": _("Other projects of its kind"),
    "there_kg": _("There (kg)"),
    "back_kg": _("Back (kg)"),
    "listings": _("Listings of its kind"),
    "order_total": _("Paid (CNY)"),
    "refunded": _("Went back (CNY)"),
    "state": _("State"),
    "project": _("Handed in for the project"),
    "upstream_serial": _("With the serial number"),
}
# What the thresholds are called.
LIMITS: dict[str, Any] = {
    "times_former": _("Times the highest former period"),
    "times_median": _("Times the median of its kind"),
    "least_peers": _("Projects of its kind, at least"),
    "days": _("Days"),
    "hours": _("Hours"),
    "least_kg": _("Quantity at least (kg)"),
    "least_times": _("How often, at least"),
    "times": _("Times the median"),
    "least_listings": _("Listings of its kind, at least"),
    "least_names": _("Different beneficiaries, at least"),
    "percent": _("Part of the batch, at least (%)"),
    "days_to_request": _("Days until it is requested"),
    "days_to_answer": _("Days until it is answered"),
}
COLUMNS: dict[str, Any] = {
    "account": _("Account"),
    "act": _("Act"),
    "actor": _("Who"),
    "allocation": _("Allocation"),
    "amount_cny": _("Amount (CNY)"),
    "approved_by": _("Second person"),
    "at": _("When"),
    "author": _("Who"),
    "batch": _("Batch"),
    "beneficiary": _("Beneficiary"),
    "cancellation": _("Cancellation"),
    "code": _("Batch"),
    "created_at": _("Created"),
    "decided_at": _("Decided"),
    "ended_at": _("Ended"),
    "evidence_sha256": _("Evidence (SHA-256)"),
    "first": _("First"),
    "for_sale_kg": _("For sale (kg)"),
    "from": pgettext_lazy("supervision", "From"),
    "from_compartment": _("From where in it"),
    "fulfilled_at": _("Handed over"),
    "held_kg": _("Reserved (kg)"),
    "issued_at": _("Issued at"),
    "issued_kg": _("Issued (kg)"),
    "jurisdiction": _("Jurisdiction"),
    "kg": _("Quantity (kg)"),
    "kind": pgettext_lazy("supervision", "Kind"),
    "last": _("Last"),
    "listing": _("Listing"),
    "monitoring_end": _("Monitoring period to"),
    "monitoring_start": _("Monitoring period from"),
    "name": _("Name"),
    "number": _("Order"),
    "offered_kg": _("Offered (kg)"),
    "order": _("Order"),
    "organization": _("Organization"),
    "owner": _("Owner"),
    "paid_at": _("Paid"),
    "payer": _("Payer"),
    "price_per_tonne": _("Price per tonne (CNY)"),
    "project": _("Project"),
    "proof_number": _("Number of the proof"),
    "provider": _("Paid through"),
    "purpose": _("Purpose"),
    "reference": _("Reference"),
    "requested_at": _("Requested"),
    "requested_by": _("Requested by"),
    "retirement": _("Retirement"),
    "revision": _("Revision"),
    "seller": _("Seller"),
    "sold_kg": _("Sold (kg)"),
    "source": _("Started by"),
    "state": _("State"),
    "status": _("State"),
    "subject": _("For what"),
    "succeeded_at": _("Money arrived"),
    "to": pgettext_lazy("supervision", "To"),
    "to_compartment": _("To where in it"),
    "total_cny": _("Total (CNY)"),
    "upstream_serial": _("Serial on the issuing platform"),
    "uscc": _("Unified social credit code"),
}

# What a column's value is called, by table.
VALUES: dict[tuple[str, str], dict[Any, Any]] = {
    ("accounts", "kind"): dict(Party.Kind.choices),
    ("accounts", "state"): {"frozen": pgettext_lazy("listing", "frozen")},
    ("batches", "status"): dict(CreditBatch.Status.choices),
    ("listings", "status"): dict(Listing.Status.choices),
    ("orders", "status"): dict(Order.Status.choices),
    ("order_lines", "allocation"): dict(Allocation.Status.choices),
    ("payments", "provider"): dict(Payment.Provider.choices),
    ("payments", "status"): dict(Payment.Status.choices),
    ("refunds", "status"): dict(Refund.Status.choices),
    ("refunds", "source"): dict(Refund.Source.choices),
    ("movements", "kind"): dict(Movement.Kind.choices),
    ("movements", "from_compartment"): dict(Compartment.choices),
    ("movements", "to_compartment"): dict(Compartment.choices),
    ("retirements", "purpose"): dict(Retirement.Purpose.choices),
    ("withdrawals", "state"): dict(RetirementUpstream.State.choices),
    ("freezes", "act"): dict(Freeze.Act.choices),
    ("organization_acts", "kind"): acts.LABELS,
}


def figure(name: str, value: Any) -> Any:
    """Return what a rule counted as a reader wants it: numbers grouped, states in words."""
    if name == "state":
        return dict(RetirementUpstream.State.choices).get(value, value)
    return formats.number(value) if isinstance(value, int) else value


def deed(kind: str) -> Any:
    """Return what somebody did, in words."""
    return DEEDS.get(kind) or acts.LABELS.get(kind, kind)
