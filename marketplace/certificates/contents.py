"""From the signed statement to what paper and page say. Pure: canonical JSON and texts in, values out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from marketplace.certificates.paper import Paper, PaperLine

Body = Mapping[str, Any]
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Place:
    """Where a statement stands in the public log, and the checkpoint that says so."""

    origin: str
    position: int
    size: int
    root: str


@dataclass(frozen=True)
class Name:
    """How a party is named: an organization in clear, a person as disclosed, or by pseudonym."""

    zh: str
    en: str
    kind: str
    pseudonym: str = ""


def said(value: Any, texts: Texts) -> str:
    """Return a value of a statement as text: itself, or what its digest stands for; erased texts are empty."""
    if isinstance(value, Mapping):
        return texts.get(value["sha256"], "")
    return str(value or "")


def name(party: Body, texts: Texts) -> Name:
    """Return how a statement names a party; a person whose name was never told or was erased has a pseudonym."""
    pseudonym = party.get("pseudonym", "")
    zh, en = said(party.get("name_zh"), texts), said(party.get("name_en"), texts)
    if not zh and not en:
        return Name(pseudonym, "", party["kind"], pseudonym)
    return Name(zh, en, party["kind"], pseudonym)


def code(party: Body) -> str:
    """Return an organization's code in a statement, verified or as stated; older ones say only what was verified."""
    return party.get("uscc") or party.get("uscc_stated", "")


def unverified(party: Body) -> bool:
    """Say whether a statement names an organization that nobody had verified when it was made."""
    return party["kind"] == "organization" and not party.get("uscc")


def paper(body: Body, texts: Texts, place: Place, *, address: str, demo: bool) -> Paper:
    """Return the paper of a statement. ``address`` is where its QR code leads; ``demo`` marks it in any case."""
    beneficiary, owner = name(body["beneficiary"], texts), name(body["owner"], texts)
    other = body["owner"]["id"] != body["beneficiary"]["id"]
    claim = body["claim"]
    return Paper(
        code=body["code"],
        revision=body["revision"],
        purpose=body["purpose"],
        beneficiary_zh=beneficiary.zh,
        beneficiary_en=beneficiary.en,
        title_zh=said(claim["title_zh"], texts),
        title_en=said(claim["title_en"], texts),
        period=period(claim["period"]),
        owner_zh=owner.zh if other else "",
        owner_en=owner.en if other else "",
        owner_unverified=other and unverified(body["owner"]),
        jurisdiction=body["jurisdiction"],
        kg=body["kg"],
        lines=tuple(line(entry) for entry in body["lines"]),
        retired_at=datetime.fromisoformat(body["retired_at"]),
        log_origin=place.origin,
        log_position=place.position,
        log_size=place.size,
        log_root=place.root,
        address=address,
        demo=demo or bool(body["demo"]),
        beneficiary_code=code(body["beneficiary"]),
        beneficiary_unverified=unverified(body["beneficiary"]),
    )


def period(interval: str) -> str:
    """Return an ISO date or interval as people write it: "2026-09-18/2026-09-19" → "2026-09-18 – 2026-09-19"."""
    start, _slash, end = interval.partition("/")
    return f"{start} – {end}" if end and end != start else start


def line(entry: Body) -> PaperLine:
    """Return one batch's part of a statement."""
    start, end = entry["period"]
    first, last = entry["serials"]
    return PaperLine(
        batch=entry["batch"],
        scheme=entry["credit_type"],
        project_zh=entry["project_zh"],
        project_en=entry["project_en"],
        methodology_zh=entry["methodology_zh"],
        methodology_en=entry["methodology_en"],
        monitoring_start=date.fromisoformat(start),
        monitoring_end=date.fromisoformat(end),
        first=first,
        last=last,
        kg=entry["kg"],
    )
