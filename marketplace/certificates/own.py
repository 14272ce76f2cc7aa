"""What a certificate's page offers to those it belongs to: a correction, a name of one's own."""

from typing import Any

from marketplace.certificates import corrections
from marketplace.certificates.models import Correction
from marketplace.certificates.queries import Certificate


def offers(user: Any, certificate: Certificate) -> dict[str, Any]:
    """Return what this reader may do with the certificate, and where a request of theirs stands; strangers nothing."""
    statement = certificate.statement
    if certificate.superseded or not corrections.may_ask(user, statement):
        return {}
    newest = corrections.latest_for(statement)
    return {
        "may_correct": True,
        "correction": newest,
        "correction_open": newest is not None and newest.status == Correction.Status.PENDING,
        "may_show_name": corrections.may_show_name(user, statement),
    }
