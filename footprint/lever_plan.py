"""The levers of a footprint as a page shows them: priced for the shares that were asked, with their form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from footprint import levers
from footprint.alternatives import rules_of
from footprint.entered import entered_lines
from footprint.forms.levers import LeverForm, LeverRow
from footprint.levers import Lever, share_from
from footprint.queries import FootprintView


@dataclass(frozen=True)
class LeverPlan:
    """Levers with their form; `chosen` are those in the plan, `chosen_kg` what they save one by one."""

    rows: tuple[LeverRow, ...]
    form: LeverForm
    chosen: tuple[Lever, ...]

    @property
    def chosen_kg(self) -> Decimal:
        """The chosen savings added up; those on the same lines overlap."""
        return sum((lever.kg for lever in self.chosen), Decimal(0))


def plan(
    footprint: FootprintView,
    *,
    taken: Mapping[str, str] | None = None,
    data: Mapping[str, Any] | None = None,
    priced: Sequence[Lever] | None = None,
) -> LeverPlan:
    """Price a footprint's levers; `taken` are those chosen before, in percent, `data` a form just sent.

    `priced` are the levers at their usual shares, where somebody has them already. A lever whose
    share cannot be read keeps its former one; the others take what was sent.
    """
    lines, rules = entered_lines(footprint), rules_of(footprint)
    shares = {key: share_from(text) for key, text in (taken or {}).items()}
    usual = priced if priced is not None and not shares else None
    offered = usual if usual is not None else levers.find(lines, rules, shares=shares)
    form = LeverForm(offered, data, taken=shares)
    chosen = set(shares)
    if form.is_bound:
        form.is_valid()
        asked = {**{lever.id: lever.share for lever in offered}, **form.shares()}
        chosen = set(form.taken())
        offered = levers.find(lines, rules, shares=asked)
    return LeverPlan(
        rows=tuple(form.rows(offered)),
        form=form,
        chosen=tuple(lever for lever in offered if lever.id in chosen),
    )
