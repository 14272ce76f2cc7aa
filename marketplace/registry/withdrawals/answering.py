"""Noting the platform's answers: each line in a transaction of its own, with a result of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from marketplace import clock
from marketplace.errors import MarketError
from marketplace.registry import evidence, upstream
from marketplace.registry.errors import LedgerError
from marketplace.registry.models import EvidenceFile, WithdrawalLine
from marketplace.registry.withdrawals.sheet import Answer

Outcome = WithdrawalLine.Outcome
PROBLEMS = {
    "no_line": _("The line number is missing."),
    "no_result": _("The result must be “withdrawn” or “refused”."),
    "no_reason": _("A refusal needs the platform's reason."),
    "no_proof_number": _("The number of the proof is missing."),
    "no_proof_date": _("The date of the proof is missing or no date, such as 2026-02-03."),
    "unknown": _("There is no such line in this withdrawal."),
    "no_file": _("No file of this name is among the proofs: put it into the ZIP."),
    "other": _("It was answered otherwise before: an answer is final."),
}


@dataclass(frozen=True)
class Result:
    """How one line of an answer ended: done, known (the same was noted before) or wrong, with the reason."""

    answer: Answer
    state: str
    why: Any = ""


@dataclass(frozen=True)
class Proof:
    """The platform's paper."""

    number: str
    on: date
    content: bytes
    name: str
    covers_several: bool = False


@transaction.atomic
def withdrawn(
    *, line: WithdrawalLine, proof: Proof, actor: User, now: datetime | None = None
) -> None:
    """Note that the platform withdrew a line's kilograms. Raises what ``upstream.withdrawn`` raises."""
    now = now or clock.now()
    moved = upstream.withdrawn(
        retirement=line.upstream.retirement,
        batch=line.batch,
        proof_number=proof.number,
        proof_date=proof.on,
        proof=proof.content,
        proof_name=proof.name,
        covers_several=proof.covers_several,
        actor=actor,
        now=now,
    )
    file = EvidenceFile.objects.defer("content").get(pk=moved.proof_sha256)
    _answer(line, actor, now, outcome=Outcome.WITHDRAWN, proof=file)


@transaction.atomic
def refused(*, line: WithdrawalLine, reason: str, actor: User, now: datetime | None = None) -> None:
    """Note that the platform refused a line, and why. Raises what ``upstream.refused`` raises."""
    if not reason.strip():
        raise LedgerError("invalid_request", PROBLEMS["no_reason"])
    now = now or clock.now()
    upstream.refused(retirement=line.upstream.retirement, batch=line.batch, actor=actor, now=now)
    _answer(line, actor, now, outcome=Outcome.REFUSED, reason=reason.strip()[:300])


def note_all(
    answers: list[Answer],
    files: Mapping[str, bytes],
    *,
    code: str,
    actor: User,
    covers_several: bool = False,
) -> list[Result]:
    """Note every line of an answer file; what can't be noted says why, and the file may come again corrected.

    ``covers_several``: the registrar says that a file named at several lines, under one number, proves them all.
    """
    named = {name.casefold(): (name, content) for name, content in files.items()}
    said = _Said(code, actor, covers_several)
    return [_note(answer, named, said) for answer in answers]


@dataclass(frozen=True)
class _Said:
    """What holds for all lines of an answer."""

    code: str
    actor: User
    covers_several: bool


def _note(answer: Answer, files: Mapping[str, tuple[str, bytes]], said: _Said) -> Result:
    code, actor = said.code, said.actor
    if answer.problem:
        return Result(answer, "wrong", PROBLEMS[answer.problem])
    rows = WithdrawalLine.objects.select_related("upstream__retirement", "batch")
    line = rows.filter(withdrawal__code=code, number=answer.line).first()
    if line is None or answer.withdrawal != code:
        return Result(answer, "wrong", PROBLEMS["unknown"])
    if line.outcome:
        same = line.outcome == answer.result
        return Result(answer, "known") if same else Result(answer, "wrong", PROBLEMS["other"])
    name, content = files.get(answer.proof_file.casefold(), ("", b""))
    if answer.result == Outcome.WITHDRAWN:
        if not content:
            return Result(answer, "wrong", PROBLEMS["no_file"])
        if complaint := evidence.complaint(content):
            return Result(answer, "wrong", complaint)
    try:
        if answer.result == Outcome.WITHDRAWN and answer.proof_date:
            several = said.covers_several
            proof = Proof(answer.proof_number, answer.proof_date, content, name, several)
            withdrawn(line=line, proof=proof, actor=actor)
        else:
            refused(line=line, reason=answer.reason, actor=actor)
    except MarketError as refusal:
        return Result(answer, "wrong", refusal.message)
    return Result(answer, "done")


def _answer(line: WithdrawalLine, actor: User, now: datetime, **said: Any) -> None:
    open_ = WithdrawalLine.objects.filter(pk=line.pk, outcome="")
    if not open_.update(answered_by=actor, answered_at=now, **said):
        raise LedgerError("invalid_state")
