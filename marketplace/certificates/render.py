"""From a sealed statement to the signed PDF: reads nothing but its arguments and the keys, writes nothing."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from marketplace import canonical
from marketplace.certificates import contents
from marketplace.certificates.signing import sign
from marketplace.certificates.typeset import Enclosure, typeset
from marketplace.certificates.witness import CHECKPOINT

STATEMENT, PROOF = "statement.json", "proof.json"


def render(bundle: Mapping[str, Any], *, address: str) -> bytes:
    """Return the certificate of a bundle (``registry.queries.bundle``) as a signed PDF/A-3u.

    Enclosed are the statement's very bytes, the whole bundle as the offline checker takes it, and the checkpoint's
    signed note. ``address`` is what the QR code says.
    """
    statement = bundle["statement"].encode()
    body = canonical.loads(statement)
    checkpoint = bundle["checkpoint"]
    texts = {digest: entry["text"] for digest, entry in bundle["disclosures"].items()}
    place = contents.Place(
        checkpoint["origin"], bundle["position"], checkpoint["size"], checkpoint["root"]
    )
    paper = contents.paper(body, texts, place, address=address, demo=settings.DEMO)
    unsigned = typeset(
        paper,
        [
            Enclosure(STATEMENT, "The signed statement, byte for byte", statement),
            Enclosure(
                PROOF,
                "Statement, signature and inclusion proof, for the offline checker",
                canonical.dumps(bundle),
            ),
            Enclosure(CHECKPOINT, "The log's signed checkpoint", checkpoint["note"].encode()),
        ],
    )
    return sign(
        unsigned, reason=f"Certificate of retirement {body['code']} revision {body['revision']}"
    )
