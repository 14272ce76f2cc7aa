"""What the pages say of a certificate: words and facts for the templates, in the reader's "
"language."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from look.parts import Fact
from marketplace.certificates import badges, contents, history
from marketplace.certificates.paper import PaperLine
from marketplace.certificates.queries import Certificate, PaperState, Standing
from marketplace.registry import jurisdictions, signing
from marketplace.registry import queries as registry
from marketplace.registry.queries import ProvenanceStep


@dataclass(frozen=True)
class Answer:
    """An answer in plain words. ``kind`` is a notice's: success, warn, final or info."""

    kind: str
    title: str
    text: str
    certificate: Certificate | None = None
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Row:
    """One batch on the page: what the statement says, and its withdrawal on the platform above."""

    line: PaperLine
    state: str
    tone: str
    proof_number: str


def detail(certificate: Certificate) -> dict[str, Any]:
    """Return the context of a certificate's page."""
    statement = certificate.statement
    body, texts = statement.body, statement.disclosed
    beneficiary, owner = (
        contents.name(body["beneficiary"], texts),
        contents.name(body["owner"], texts),
    )
    revisions = history.revisions(certificate.code) if certificate.latest_revision > 1 else ()
    return {
        "certificate": certificate,
        "answer": standing(certificate),
        "body": body,
        "beneficiary": {"name_zh": beneficiary.zh, "name_en": beneficiary.en},
        "code": contents.code(body["beneficiary"]),
        "unverified": contents.unverified(body["beneficiary"]),
        "owner": {"name_zh": owner.zh, "name_en": owner.en}
        if body["owner"]["id"] != body["beneficiary"]["id"]
        else None,
        "owner_unverified": contents.unverified(body["owner"]),
        "claim": {
            "title_zh": contents.said(body["claim"]["title_zh"], texts),
            "title_en": contents.said(body["claim"]["title_en"], texts),
        },
        "period": contents.period(body["claim"]["period"]),
        "purpose": purpose(body["purpose"]),
        "jurisdiction": jurisdictions.named(body["jurisdiction"]),
        "footprint": footprint(certificate.retirement.claim_ref),
        "reason": contents.said(body["reason"], texts),
        "retired_at": datetime.fromisoformat(body["retired_at"]),
        "rows": rows(certificate),
        "proof": registry.leaf_and_proof(statement.leaf_id),
        "provenance": provenance(certificate),
        "share": settings.SITE_URL + reverse("certificates:detail", args=[certificate.code]),
        "key": signing.vkey(),
        "revisions": revisions,
        "only_named": all(each.names for each in revisions[1:]),
        "embed": embed(certificate),
        "moving": certificate.standing is Standing.SEALING
        or certificate.paper is PaperState.PREPARING,
    }


def embed(certificate: Certificate) -> dict[str, Any]:
    """Return what a site needs to show the badge: addresses, sizes, and the text that stands for the picture."""
    language = get_language() or "zh-hans"
    code = certificate.code
    return {
        "frame": f"{settings.SITE_URL}{reverse('embed:frame', args=[code])}?lang={language}",
        "picture": f"{settings.SITE_URL}{reverse('embed:picture', args=[code])}?lang={language}",
        "preview": f"{reverse('embed:picture', args=[code])}?lang={language}",
        "image": settings.SITE_URL + reverse("certificates:image", args=[code]),
        "page": settings.SITE_URL + reverse("certificates:detail", args=[code]),
        "badge": badges.badge(certificate, language),
        "width": badges.WIDTH,
        "height": badges.HEIGHT,
    }


def provenance(certificate: Certificate) -> list[tuple[str, ProvenanceStep]]:
    """Return the way of the retired kilograms, each movement with its name."""
    words = {
        "issue": _("issued"),
        "list": _("offered for sale"),
        "unlist": _("taken off sale"),
        "hold": _("reserved"),
        "release": _("released"),
        "sell": _("sold"),
        "transfer": _("transferred"),
        "return": _("returned"),
        "retire": _("retired"),
        "cancel": pgettext("movement", "cancelled"),
    }
    steps = registry.provenance(certificate.retirement.public_id)
    return [(words.get(step.act, step.act), step) for step in steps]


def purpose(code: str) -> str:
    """Return a retirement's purpose in words."""
    words = {
        "event": _("Event"),
        "office_year": _("Office year"),
        "personal": _("Personal"),
        "gift": _("Gift"),
    }
    return words.get(code, _("Other"))


def footprint(claim_ref: str) -> str:
    """Return the public id of the footprint that a claim refers to (``footprint:<uuid>:…``), or nothing."""
    kind, _colon, rest = claim_ref.partition(":")
    try:
        return str(UUID(rest.partition(":")[0])) if kind == "footprint" else ""
    except ValueError:
        return ""


def rows(certificate: Certificate) -> tuple[Row, ...]:
    """Return the batches of a certificate with their withdrawal upstream as it is today."""
    words = {
        "not_requested": (_("not yet requested"), "none"),
        "requested": (_("requested"), "wait"),
        "withdrawn": (_("withdrawn"), "done"),
        "refused": (_("refused"), "final"),
    }
    today = {(line.batch, line.first): line for line in certificate.retirement.lines}
    found = []
    for entry in certificate.statement.body["lines"]:
        line = contents.line(entry)
        above = today.get((line.batch, line.first))
        state, tone = words.get(
            above.upstream_state if above else "", (_("not applicable"), "none")
        )
        found.append(Row(line, state, tone, above.proof_number if above else ""))
    return tuple(found)


def standing(certificate: Certificate) -> Answer:
    """Say in plain words where a certificate stands today."""
    if certificate.superseded:
        return Answer(
            "warn",
            _("A later revision replaces this one"),
            _(
                "The retirement stands, and its quantity and serial numbers are the same. "
                "Wording has changed: see revision %(latest)s."
            )
            % {"latest": certificate.latest_revision},
            certificate,
        )
    if certificate.standing is Standing.SEALING:
        return Answer(
            "info",
            _("Being sealed in the public log"),
            _(
                "The reductions are retired, finally. Their record gets its place in the public "
                "log within seconds, and then the certificate is made."
            ),
            certificate,
        )
    if certificate.standing is Standing.REFUSED_UPSTREAM:
        return Answer(
            "warn", _("Retired here, refused upstream"), _refused(certificate), certificate
        )
    if certificate.standing is Standing.ANNOTATED:
        return Answer(
            "success",
            _("This certificate stands, with a note"),
            _(
                "The retirement is final and in the public log. Something became known "
                "afterwards: see the note below."
            ),
            certificate,
        )
    return Answer(
        "success",
        _("This certificate stands"),
        _(
            "The reductions below are retired in this ledger. That is final, and anyone can "
            "check it in the public log."
        ),
        certificate,
    )


def _refused(certificate: Certificate) -> str:
    refused = [line for line in certificate.retirement.lines if line.upstream_state == "refused"]
    if all(line.made_good_by for line in refused):
        return _(
            "The issuing platform refused to withdraw a part of these reductions. A further "
            "retirement has made it good."
        )
    return _(
        "The issuing platform refused to withdraw a part of these reductions. Until a further "
        "retirement makes it good, that part must not be counted."
    )


def code_answer(certificate: Certificate | None, typed: str) -> Answer:
    """Say what is known of a code that somebody typed."""
    if certificate is None:
        return Answer(
            "warn",
            _("Unknown code"),
            _(
                "Our records have no certificate with the code “%(code)s”. Please compare it "
                "with the paper, character by character. If it is written there exactly so, the "
                "paper is not ours."
            )
            % {"code": typed[:40]},
        )
    return standing(certificate)
