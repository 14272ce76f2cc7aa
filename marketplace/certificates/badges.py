"""What a badge says of a certificate today: one of a closed list of states, in one language. Pure.

The address of a badge is promised: it stays, and always speaks of the certificate as it is now.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from look import formats
from marketplace.certificates.queries import Certificate, Standing

WIDTH, HEIGHT = 320, 96
STATES = (
    "retired",
    "sealing",
    "money_returned",
    "money_disputed",
    "refused",
    "superseded",
    "unknown",
)


@dataclass(frozen=True)
class Badge:
    """The words of a badge. ``tone``: done, wait or final."""

    state: str
    tone: str
    label: str
    quantity: str
    code: str
    alternative: str


def badge(certificate: Certificate | None, language: str) -> Badge:
    """Return the badge of a certificate, or the one that says that there is none."""
    if certificate is None:
        return Badge("unknown", "final", _("Unknown code"), "", "", _("Unknown certificate code"))
    state, tone, label = _state(certificate)
    quantity = formats.mass(certificate.statement.body["kg"], language)
    alternative = _(
        "%(label)s: %(quantity)s CO2e, certificate %(code)s, Zhonghe public registry"
    ) % {
        "label": label,
        "quantity": quantity,
        "code": certificate.code,
    }
    return Badge(state, tone, label, quantity, certificate.code, alternative)


def _state(certificate: Certificate) -> tuple[str, str, str]:
    kinds = {note.kind for note in certificate.notes}
    if certificate.superseded:
        return "superseded", "wait", _("Superseded by a later revision")
    if certificate.standing is Standing.SEALING:
        return "sealing", "wait", _("Retired, being sealed")
    if certificate.standing is Standing.REFUSED_UPSTREAM:
        return "refused", "final", _("Retired here, refused upstream")
    if "money_disputed" in kinds:
        return "money_disputed", "wait", _("Retired; the payment was disputed")
    if "money_returned" in kinds:
        return "money_returned", "wait", _("Retired; the money was returned")
    return "retired", "done", _("Retired for good")
