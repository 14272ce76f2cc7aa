"""Saving an inventory while it is filled in: nothing typed is lost, and no window silently undoes another.

A page carries the values that it shows (`loaded`). What differs from them was changed here; what differs between
them and the kept draft was changed elsewhere. Both are taken, answer by answer: a question, a journey with its
distance and direction, a class left out with its reason. Where both changed the same answer the later one stands,
and the page says so. What can't be read yet is kept aside, shown with its error and not counted. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from django import forms
from django.utils import timezone

from footprint.drafts import Draft
from footprint.forms import InventoryForm
from footprint.forms.inventory import plain_answer

LOADED = "loaded"
"""The hidden field with the values that a page shows, as JSON; blanks left out."""
LONGEST = 200

Values = Mapping[str, str]
Answer = tuple[str, ...]
"""Names of the fields that are one answer."""


@dataclass(frozen=True)
class Merged:
    """A draft with a page's answers in it, and the labels of what was changed elsewhere.

    `unseen` were changed elsewhere and are not shown on this page; `overruled` were changed in both
    places, and this page's stand.
    """

    draft: Draft
    unseen: tuple[str, ...] = ()
    overruled: tuple[str, ...] = ()


@dataclass(frozen=True)
class Status:
    """What a page says of its saving; `loaded` goes into the hidden field, `wrong` are label and message."""

    loaded: str
    at: datetime | None = None
    wrong: tuple[tuple[str, str], ...] = ()
    unseen: tuple[str, ...] = ()
    overruled: tuple[str, ...] = ()


def status(form: InventoryForm, saved: Merged | None = None) -> Status:
    """What to say after saving, or on a page that has just been opened."""
    wrong = tuple(
        (str(form.fields[name].label), str(errors[0]))
        for name, errors in form.errors.items()
        if name in form.fields
    )
    if saved is None:
        return Status(loaded_data(form), wrong=wrong)
    return Status(loaded_data(form), timezone.now(), wrong, saved.unseen, saved.overruled)


def form_of(draft: Draft, *, asks_boundary: bool = True) -> InventoryForm:
    """The form with everything that was typed; where something can't be read, with its error."""
    form = InventoryForm(draft, asks_boundary=asks_boundary)
    if not draft.aside:
        return form
    return InventoryForm(draft, {**displayed(form), **draft.aside}, asks_boundary=asks_boundary)


def displayed(form: forms.Form) -> dict[str, str]:
    """What each field of a form shows; a select without a value shows its first choice."""
    return {name: _shown(form[name]) for name in form.fields}


def loaded(data: Mapping[str, object]) -> Values | None:
    """The values that a page showed when it was loaded or last saved, or None if it does not say."""
    try:
        values = json.loads(str(data.get(LOADED, "")))
    except ValueError:
        return None
    if not isinstance(values, dict):
        return None
    return {str(name): str(value) for name, value in values.items()}


def loaded_data(form: forms.Form) -> str:
    """For the hidden field: what this form shows."""
    values = {name: value for name, value in displayed(form).items() if value}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def merge(kept: Draft, form: InventoryForm, was: Values | None) -> Merged:
    """Take a bound form's answers into the kept draft; without `was`, all of them."""
    now, there = displayed(form), {**displayed(InventoryForm(kept)), **kept.aside}
    fields, aside = dict(kept.fields), dict(kept.aside)
    unseen, overruled = [], []
    for answer in answers(form):
        changed_here = was is None or _differs(answer, now, was)
        changed_there = was is not None and _differs(answer, there, was)
        if changed_here:
            _take(answer, form, fields=fields, aside=aside)
        if changed_there and _differs(answer, now, there):
            label = str(form.fields[answer[0]].label)
            (overruled if changed_here else unseen).append(label)
    draft = replace(kept, fields=fields, aside=aside)
    return Merged(draft, tuple(unseen), tuple(overruled))


def answers(form: InventoryForm) -> Iterator[Answer]:
    """The form's fields, those that only make sense together in one answer."""
    together: dict[str, str] = {}
    for section in form.asked:
        together[f"reason_{section.source_class}"] = f"boundary_{section.source_class}"
        for journey in section.journeys:
            first = f"{journey.id}_people"
            parts = ("km", "trip", "share", "days")
            together |= {f"{journey.id}_{part}": first for part in parts}
    for name in form.fields:
        if name not in together:
            yield (name, *(other for other in form.fields if together.get(other) == name))


def _take(
    answer: Answer, form: InventoryForm, *, fields: dict[str, str], aside: dict[str, str]
) -> None:
    """Put an answer where it belongs: among the good ones, or aside if any part of it is wrong."""
    wrong = any(name in form.errors for name in answer)
    for name in answer:
        fields.pop(name, None)
        aside.pop(name, None)
        if wrong:
            aside[name] = _shown(form[name])[:LONGEST]
        elif form.cleaned_data.get(name):
            fields[name] = plain_answer(form.cleaned_data[name])


def _shown(field: forms.BoundField) -> str:
    value = field.value()
    if isinstance(field.field, forms.BooleanField):
        return "yes" if value else ""
    if value in (None, "") and isinstance(field.field, forms.ChoiceField):
        choices = cast("list[tuple[str, str]]", list(field.field.choices))
        value = choices[0][0] if choices else ""
    return str(value or "")


def _differs(answer: Answer, one: Values, other: Values) -> bool:
    return any(one.get(name, "") != other.get(name, "") for name in answer)
