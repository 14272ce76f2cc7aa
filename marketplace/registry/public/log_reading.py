"""The log entry by entry: what each says in words, its proof, checkpoints, and whether one that was kept still fits."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from look.parts import Fact
from look.templatetags.look import url_or_none
from marketplace.registry import log, merkle, proofs, words
from marketplace.registry.models import Checkpoint, LogEntry
from marketplace.registry.public.paging import Found, page_of
from marketplace.registry.public.words import FIELDS, value_in_words
from marketplace.registry.shapes import CheckpointView


@dataclass(frozen=True)
class Entry:
    """One entry: the bytes, what they say, and the proof that they are in the log."""

    number: int
    kind: str
    known: bool
    label: Any
    body: str
    leaf_hash: str
    facts: tuple[Fact, ...]
    links: tuple[tuple[str, str], ...]
    path: tuple[str, ...]
    checkpoint: CheckpointView

    @property
    def position(self) -> int:
        """Its place counted from 0, as machines do."""
        return self.number - 1


def entry(number: int) -> Entry | None:
    """Return the entry of this number (from 1) with its proof against the newest checkpoint, or None."""
    newest = proofs.latest_checkpoint()
    if newest is None or not 1 <= number <= newest.size:
        return None
    leaf = LogEntry.objects.select_related("leaf").get(position=number - 1).leaf
    body = bytes(leaf.body)
    said = json.loads(body)
    kind = str(said.get("kind", leaf.kind))
    return Entry(
        number=number,
        kind=kind,
        known=kind in words.ENTRY_KINDS,
        label=words.ENTRY_KINDS.get(kind, kind),
        body=body.decode(),
        leaf_hash=bytes(leaf.leaf_hash).hex(),
        facts=tuple(facts(said)),
        links=tuple(links(said)),
        path=tuple(step.hex() for step in log.inclusion(number - 1, newest.size)),
        checkpoint=newest,
    )


def facts(said: dict[str, Any]) -> Sequence[Fact]:
    """Return what an entry says, field by field, in words as far as they are known."""
    return [
        Fact(FIELDS.get(name, name), value_in_words(name, value))
        for name, value in said.items()
        if name != "kind" and value not in (None, "")
    ]


def links(said: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the pages of what an entry speaks of, as (name, address); of kinds not known here too."""
    retirement = said.get("retirement") or (said.get("id") if said["kind"] == "retirement" else "")
    codes = [said["batch"]] if isinstance(said.get("batch"), str) else []
    codes += [row[0] for row in said.get("blocks") or [] if row[0] not in codes]
    found = [(str(code), url_or_none("registry:batch", code)) for code in codes]
    if retirement:
        found.insert(0, (_("The retirement"), url_or_none("registry:retirement", retirement)))
    if said["kind"] == "cancellation":
        found.append((_("Cancellations"), url_or_none("registry:cancellations")))
    return [(name, address) for name, address in found if address]


def checkpoints(*, number: str = "") -> Found:
    """Return every checkpoint ever signed, newest first."""
    count = Checkpoint.objects.count()
    keys = Checkpoint.objects.order_by("-size").values_list("size", flat=True)

    def load(sizes: list[int]) -> list[CheckpointView]:
        rows = Checkpoint.objects.filter(size__in=sizes).order_by("-size")
        return [proofs.checkpoint_view(row) for row in rows]

    return Found(page_of(keys, load, number=number, count=count), count)


def checkpoint(size: int) -> CheckpointView | None:
    """Return the checkpoint of this size, or None where none was signed at it."""
    row = Checkpoint.objects.filter(size=size).first()
    return proofs.checkpoint_view(row) if row else None


class Verdict(StrEnum):
    """What can be said of a checkpoint that somebody kept."""

    CONSISTENT = "consistent"
    SAME = "same"
    INCONSISTENT = "inconsistent"
    AHEAD = "ahead"
    NOT_OURS = "not_ours"
    EMPTY_LOG = "empty_log"


@dataclass(frozen=True)
class Comparison:
    """A kept checkpoint beside today's, and the proof that one continues the other."""

    verdict: Verdict
    size: int = 0
    root: str = ""
    said_at: str = ""
    proof: tuple[str, ...] = ()
    newest: CheckpointView | None = None

    @property
    def good(self) -> bool:
        """Whether today's log begins with exactly what was kept."""
        return self.verdict in (Verdict.CONSISTENT, Verdict.SAME)


def compare(note: str) -> Comparison:
    """Compare a checkpoint that somebody kept with the log of today; the proof is made and checked here.

    The text is taken as it was pasted: with Windows' line ends, without its last line end.
    """
    newest = proofs.latest_checkpoint()
    if newest is None:
        return Comparison(Verdict.EMPTY_LOG)
    try:
        kept = log.read_checkpoint(_as_signed(note))
    except ValueError:
        return Comparison(Verdict.NOT_OURS, newest=newest)
    found = {"size": kept.size, "root": kept.root.hex(), "said_at": kept.at, "newest": newest}
    if kept.size > newest.size:
        return Comparison(Verdict.AHEAD, **found)
    return _continued(kept, newest, found)


def _continued(
    kept: log.CheckpointText, newest: CheckpointView, found: dict[str, Any]
) -> Comparison:
    root = bytes.fromhex(newest.root_hex)
    if kept.size == newest.size:
        same = kept.root == root
        return Comparison(Verdict.SAME if same else Verdict.INCONSISTENT, **found)
    try:
        proof = log.consistency(kept.size, newest.size)
    except KeyError:  # a node or an entry is gone
        return Comparison(Verdict.INCONSISTENT, **found)
    fits = merkle.proves_consistency(
        kept.size, newest.size, proof, old_root=kept.root, new_root=root
    )
    verdict = Verdict.CONSISTENT if fits else Verdict.INCONSISTENT
    return Comparison(verdict, proof=tuple(step.hex() for step in proof), **found)


def _as_signed(note: str) -> str:
    lines = [line.rstrip() for line in note.strip().splitlines()]
    return "\n".join(lines) + "\n"
