"""The directory of organizations: found by code, by name or by another name; added unverified; doubles merged.

A verified organization's code is ``party.uscc``; an entry somebody added holds its code beside it and is shown as not
verified. Two parties of one body are merged by a row that says so: evidence keeps naming the former one, and whoever
looks it up from then on is led to the one that is kept.
"""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import CharField, Func, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.errors import AccountError
from accounts.identifiers import clean_uscc
from accounts.models import DirectoryEntry, Organization, Party, PartyAlias, PartyMerge, User
from look.writing import check_visible

LEAST_LETTERS = 2
CODE_LENGTH = 18
CODE_DIGITS = 8
"""From how many digits on a text of that length is taken for a code: names have fewer."""
MOST_FOUND = 8
_MOST_MERGES = 20


class _Plain(Func):
    """A name in the form in which typed ones are compared: （深圳） and (深圳) are the same."""

    template = "normalize(%(expressions)s, NFKC)"
    output_field = CharField()


@dataclass(frozen=True)
class Listed:
    """One organization of the directory; works with ``|localname``."""

    party_id: int
    public_id: uuid.UUID
    name_zh: str
    name_en: str
    uscc: str
    verified: bool


def kept(party: Party) -> Party:
    """Return the party that stands for this one: itself, or what it was merged into."""
    for _i in range(_MOST_MERGES):
        row = PartyMerge.objects.select_related("kept").filter(merged=party.pk).first()
        if row is None:
            return party
        party = row.kept
    raise ValueError(f"party {party.pk} was merged too often")


def same_body(party: Party) -> list[int]:
    """Return the ids of all parties that are the same body as this one, itself and the kept one first."""
    found = [kept(party).pk]
    seen = 0
    while seen < len(found):
        found += list(
            PartyMerge.objects.filter(kept=found[seen])
            .order_by("at")
            .values_list("merged", flat=True)
        )
        seen += 1
    return found


def by_code(uscc: str) -> Party | None:
    """Return the organization with a code, verified ones first, as it is kept; None for a code nobody has named."""
    party = Party.objects.filter(uscc=uscc).first()
    if party is None:
        party = entry(uscc)
    return kept(party) if party else None


def unproven(party: Party) -> bool:
    """Say whether a party is an organization that nobody has verified."""
    return party.kind == Party.Kind.ORGANIZATION and party.uscc is None


def code_of(party: Party) -> str:
    """Return an organization's code: the verified one, else the one it was put in with, or nothing."""
    if party.uscc or not unproven(party):
        return party.uscc or ""
    found = getattr(party, "directory_entry", None)
    return found.uscc if found else ""


def entry(text: str) -> Party | None:
    """Return the party of the unverified entry with a code, as it was put in; None where there is none."""
    row = DirectoryEntry.objects.select_related("party").filter(uscc=code_in(text)).first()
    return row.party if row else None


def find(text: str) -> Party | None:
    """Return the one organization that a code or a whole name means, or None.

    Raises AccountError ``name_ambiguous`` where several have that name.
    """
    if code := code_in(text):
        return by_code(code)
    wanted = plain(text)
    if not wanted:
        return None
    named = (
        Q(plain_zh__iexact=wanted) | Q(plain_en__iexact=wanted) | Q(aliases__name__iexact=wanted)
    )
    found = {each.pk: each for each in map(kept, _directory().filter(named).distinct()[:20])}
    if len(found) > 1:
        raise AccountError(
            "name_ambiguous",
            _("Several organizations have this name. Write the code of the one you mean."),
        )
    return next(iter(found.values()), None)


def search(text: str, *, limit: int = MOST_FOUND) -> tuple[Listed, ...]:
    """Return what a few letters of a name or a code may mean; nothing below two letters."""
    wanted = plain(text)
    if len(wanted) < LEAST_LETTERS:
        return ()
    hit = (
        Q(plain_zh__icontains=wanted)
        | Q(plain_en__icontains=wanted)
        | Q(aliases__name__icontains=wanted)
        | Q(uscc__istartswith=wanted)
        | Q(directory_entry__uscc__istartswith=wanted)
    )
    rows = _directory().filter(hit).filter(merge=None).distinct().order_by("name_zh", "pk")[:limit]
    return listed(rows)


def listed(parties: Iterable[Party]) -> tuple[Listed, ...]:
    """Return organizations as the directory shows them."""
    rows = list(parties)
    codes = dict(
        DirectoryEntry.objects.filter(party__in=[row.pk for row in rows]).values_list(
            "party", "uscc"
        )
    )
    return tuple(
        Listed(
            party_id=row.pk,
            public_id=row.public_id,
            name_zh=row.name_zh,
            name_en=row.name_en,
            uscc=row.uscc or codes.get(row.pk, ""),
            verified=row.uscc is not None,
        )
        for row in rows
    )


def code_in(text: str) -> str:
    """Return the code that a text is, normalized, or nothing."""
    try:
        return clean_uscc(text)
    except ValidationError:
        return ""


def slip_in(text: str) -> str:
    """Return what is wrong with a code that was mistyped; nothing where a text is a right one, or means none."""
    typed = "".join(unicodedata.normalize("NFKC", text).split())
    digits = sum(each.isdigit() for each in typed)
    if len(typed) != CODE_LENGTH or not (
        typed.isascii() and typed.isalnum() and digits >= CODE_DIGITS
    ):
        return ""
    try:
        clean_uscc(typed)
    except ValidationError as slip:
        return " ".join(slip.messages)
    return ""


def add(*, uscc: str, name_zh: str = "", name_en: str = "", actor: User | None) -> Party:
    """Return the organization with this code, put in unverified if nobody has named it before.

    Raises ValidationError for a malformed code or a name with unseen characters, AccountError ``name_missing``.
    """
    check_visible(name_zh + name_en)
    code = clean_uscc(uscc)
    known = by_code(code)
    if known is not None:
        return known
    if not (name_zh.strip() or name_en.strip()):
        raise AccountError("name_missing", _("An organization needs a name."))
    try:
        return _add(code, name_zh.strip(), name_en.strip(), actor)
    except IntegrityError:  # two at the same moment: the first one's entry stands
        return DirectoryEntry.objects.select_related("party").get(uscc=code).party


@transaction.atomic
def _add(code: str, name_zh: str, name_en: str, actor: User | None) -> Party:
    party = Party.objects.create(
        kind=Party.Kind.ORGANIZATION, name_zh=name_zh[:120], name_en=name_en[:160], shows_name=True
    )
    DirectoryEntry.objects.create(party=party, uscc=code, added_by=actor)
    return party


def add_alias(party: Party, name: str, *, staff: User) -> PartyAlias:
    """Store another name of an organization; the same name again is the same row.

    Raises AccountError ``name_missing``.
    """
    wanted = plain(name)
    if not wanted:
        raise AccountError("name_missing", _("An organization needs a name."))
    alias, _made = PartyAlias.objects.get_or_create(
        party=party, name=wanted[:160], defaults={"added_by": staff}
    )
    return alias


@transaction.atomic
def merge(merged: Party, into: Party, *, reason: str, staff: User) -> PartyMerge:
    """Say that two parties are the same body; nothing that names the merged one is rewritten.

    A verified organization is not merged away. Raises AccountError ``merge_refused`` or ``reason_missing``.
    """
    if not reason.strip():
        raise AccountError("reason_missing", _("Say why, so that it can be understood later."))
    parties = {row.pk: row for row in _locked(merged, into)}
    if len(parties) != 2 or any(row.kind != Party.Kind.ORGANIZATION for row in parties.values()):
        raise AccountError("merge_refused", _("Only two different organizations can be merged."))
    if parties[merged.pk].uscc or Organization.objects.filter(pk=merged.pk).exists():
        raise AccountError(
            "merge_refused",
            _(
                "An organization with an account is the one that is kept. Merge the other way round."
            ),
        )
    if PartyMerge.objects.filter(merged__in=parties).exists():
        raise AccountError("merge_refused", _("One of the two was merged before."))
    return PartyMerge.objects.create(
        merged=merged, kept=into, reason=reason.strip()[:300], merged_by=staff
    )


def doubles() -> tuple[tuple[Listed, Listed], ...]:
    """Return unverified entries whose code a verified organization has by now: each with that organization."""
    entries = DirectoryEntry.objects.select_related("party").filter(party__merge=None)
    codes = {each.uscc: each.party for each in entries}
    verified = {row.uscc: row for row in Party.objects.filter(uscc__in=codes)}
    return tuple(
        (listed([codes[code]])[0], listed([party])[0]) for code, party in sorted(verified.items())
    )


def unverified(*, limit: int = 200) -> tuple[Listed, ...]:
    """Return the entries nobody has verified, newest first."""
    rows = Party.objects.filter(directory_entry__isnull=False, merge=None)
    return listed(rows.order_by("-directory_entry__added_at")[:limit])


def merges(*, limit: int = 100) -> Sequence[PartyMerge]:
    """Return the newest merges with both parties, for the audit trail."""
    rows = PartyMerge.objects.select_related("merged", "kept", "merged_by")
    return rows.order_by("-at", "-pk")[:limit]


def _directory() -> QuerySet[Party]:
    """Return who may be named: verified organizations and entries of the directory."""
    known = Q(uscc__isnull=False) | Q(directory_entry__isnull=False)
    rows = Party.objects.filter(known, kind=Party.Kind.ORGANIZATION)
    return rows.annotate(plain_zh=_Plain("name_zh"), plain_en=_Plain("name_en"))


def _locked(*parties: Party) -> QuerySet[Party]:
    wanted = sorted(party.pk for party in parties)
    return Party.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")


def plain(text: str) -> str:
    """Return a name in the form in which names are compared: brackets of either width and all spaces alike."""
    return " ".join(unicodedata.normalize("NFKC", text).split())
