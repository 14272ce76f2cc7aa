"""The fields of the log's entries in words, and the states of the public lists."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from look.formats import kg as grouped
from look.formats import stamp
from marketplace.registry import words

FIELDS: dict[str, Any] = {
    "account": gettext_lazy("Account (public number)"),
    "act": gettext_lazy("Act"),
    "at": gettext_lazy("Time"),
    "batch": gettext_lazy("Batch"),
    "before": gettext_lazy("State before"),
    "beneficiary": gettext_lazy("Beneficiary (public number)"),
    "blocks": gettext_lazy("Serial numbers"),
    "claim": gettext_lazy("Claim"),
    "covers_several": gettext_lazy("Proof for several withdrawals"),
    "decided_at": gettext_lazy("Decided at"),
    "demo": gettext_lazy("Demo"),
    "document": gettext_lazy("SHA-256 of the document"),
    "document_number": gettext_lazy("Document number"),
    "evidence": gettext_lazy("SHA-256 of the evidence"),
    "from": pgettext_lazy("movement", "From"),
    "id": gettext_lazy("Record"),
    "increment_kg": gettext_lazy("Smallest step (kg)"),
    "jurisdiction": gettext_lazy("Jurisdiction"),
    "kg": gettext_lazy("Quantity (kg)"),
    "listing": gettext_lazy("Listing"),
    "made_good_by": gettext_lazy("Made good by"),
    "methodology": gettext_lazy("Methodology"),
    "methodology_version": gettext_lazy("Version of the methodology"),
    "owner": gettext_lazy("Owner (public number)"),
    "period": gettext_lazy("Monitoring period"),
    "private": gettext_lazy("Fingerprint of what is not public"),
    "project": gettext_lazy("Project"),
    "proof_date": gettext_lazy("Date of the proof"),
    "proof_number": gettext_lazy("Number of the proof"),
    "proof_sha256": gettext_lazy("SHA-256 of the proof"),
    "public": gettext_lazy("Fingerprint of the public words"),
    "published": gettext_lazy("Published"),
    "purpose": gettext_lazy("Purpose"),
    "reason": gettext_lazy("Fingerprint of the reason"),
    "report": gettext_lazy("SHA-256 of the monitoring report"),
    "reported_kg": gettext_lazy("Stated in the report (kg)"),
    "requested_at": gettext_lazy("Requested at"),
    "retirement": gettext_lazy("Retirement"),
    "revision": gettext_lazy("Revision"),
    "scheme": gettext_lazy("Scheme"),
    "serials": gettext_lazy("Serial numbers"),
    "state": gettext_lazy("State"),
    "statement": gettext_lazy("SHA-256 of the statement"),
    "statement_date": gettext_lazy("Date of the verification statement"),
    "successor": gettext_lazy("Superseded by version"),
    "to": pgettext_lazy("movement", "To"),
    "upstream_serial": gettext_lazy("Serial on the issuing platform"),
    "verification": gettext_lazy("Verification"),
    "version": gettext_lazy("Version"),
}
_CHOICES: dict[str, dict[str, Any]] = {
    "purpose": words.PURPOSES,
    "state": words.UPSTREAM,
    "act": {**words.MOVEMENTS, **words.FREEZES, **words.METHODOLOGY_ACTS},
}
_TIMES = ("at", "requested_at", "decided_at")


def value_in_words(name: str, value: Any) -> str:
    """Return an entry's value as people read it; what is not known stays as it is written."""
    if name in _CHOICES and isinstance(value, str):
        return str(_CHOICES[name].get(value, value))
    if name in _TIMES and isinstance(value, str):
        return _time(value)
    if name == "blocks" and isinstance(value, list):
        return "; ".join(
            f"{batch} {grouped(first)}–{grouped(last)}" for batch, first, last in value
        )
    if name == "serials" and isinstance(value, list):
        return "–".join(grouped(number) for number in value)
    if name in ("kg", "increment_kg", "reported_kg") and isinstance(value, int):
        return grouped(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_flat(inner)}" for key, inner in value.items())
    return " · ".join(map(str, value)) if isinstance(value, list) else str(value)


def _flat(value: Any) -> str:
    return (
        f"sha256 {value['sha256']}" if isinstance(value, dict) and "sha256" in value else str(value)
    )


def _time(value: str) -> str:
    try:
        return stamp(datetime.fromisoformat(value))
    except ValueError:
        return value
