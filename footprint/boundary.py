"""What a footprint covers: each source class at each stage, in or out with a reason. Pure.

Answers are kept among a draft's fields: `boundary_<class>` = `out` leaves a class out whole,
`boundary_<class>_<stage>` = `out` at one stage; `reason_…` says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from footprint.guidelines import Guideline
from footprint.inputs import ActivityInput
from footprint.text import Text

HOLD = "hold"
"""Where an activity belongs that names no stage: the event itself."""

PREFIXES = ("boundary_", "reason_")

OPTIONAL_STAGE = "guideline:optional-stage"
"""The reason of a stage that the guideline encourages and does not require; said in the reader's language."""


def reason_text(reason: str) -> Text:
    """A reason as people read it; their own words are the same in every language."""
    if reason == OPTIONAL_STAGE:
        return Text(
            "指南鼓励纳入该阶段，但不作强制要求。",
            "The guideline encourages this stage and does not require it.",
        )
    return Text(reason, reason)


@dataclass(frozen=True, slots=True)
class Part:
    """A source class at a stage."""

    source_class: str
    stage: str
    included: bool = True
    reason: str = ""


@dataclass(frozen=True)
class Boundary:
    """The parts that were decided; what nobody decided is in."""

    parts: tuple[Part, ...]

    def covers(self, source_class: str, stage: str = "") -> bool:
        """Whether something of this class and stage counts."""
        out = [part.stage for part in self.out_of(source_class)]
        return (stage or HOLD) not in out and self.has(source_class)

    def out_of(self, source_class: str) -> tuple[Part, ...]:
        """The stages at which a class is left out."""
        return tuple(
            part for part in self.parts if part.source_class == source_class and not part.included
        )

    def has(self, source_class: str) -> bool:
        """Whether a class is in at any stage."""
        mine = [part for part in self.parts if part.source_class == source_class]
        return not mine or any(part.included for part in mine)

    def split(
        self, entered: Sequence[ActivityInput], guideline: Guideline
    ) -> tuple[list[ActivityInput], list[ActivityInput]]:
        """Activities inside and outside, each in their order; an unknown class is inside, to be refused there."""
        if all(part.included for part in self.parts):
            return list(entered), []
        inside: list[ActivityInput] = []
        outside: list[ActivityInput] = []
        for item in entered:
            found = guideline.home_of(item.activity, item.source_class)
            here = found is None or self.covers(found.id, item.stage)
            (inside if here else outside).append(item)
        return inside, outside

    def as_fields(self) -> dict[str, str]:
        """The answers as a draft's fields; a class out at every stage is out whole."""
        fields: dict[str, str] = {}
        for name in dict.fromkeys(part.source_class for part in self.parts):
            mine = [part for part in self.parts if part.source_class == name]
            if not any(part.included for part in mine):
                held = next((part for part in mine if part.stage == HOLD), mine[0])
                fields |= {f"boundary_{name}": "out", f"reason_{name}": held.reason}
                continue
            for part in self.out_of(name):
                key = f"{name}_{part.stage}"
                fields |= {f"boundary_{key}": "out", f"reason_{key}": part.reason}
        return fields


def of_fields(fields: Mapping[str, str], guideline: Guideline) -> Boundary:
    """The boundary that a draft's fields say."""
    stages = [stage.id for stage in guideline.stages] or [HOLD]
    return Boundary(
        tuple(_part(fields, item.id, stage) for item in guideline.classes for stage in stages)
    )


def without(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields that say nothing of the boundary."""
    return {key: value for key, value in fields.items() if not key.startswith(PREFIXES)}


def choices(parts: Iterable[tuple[str, str, bool, str]]) -> Boundary:
    """A boundary from (class, stage, included, reason)."""
    return Boundary(tuple(Part(*part) for part in parts))


def _part(fields: Mapping[str, str], source_class: str, stage: str) -> Part:
    key = f"{source_class}_{stage}"
    out = "out" in (fields.get(f"boundary_{source_class}"), fields.get(f"boundary_{key}"))
    reason = fields.get(f"reason_{key}") or fields.get(f"reason_{source_class}") or ""
    return Part(source_class, stage, not out, reason if out else "")
