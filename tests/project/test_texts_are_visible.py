"""Whatever people type for others to read is refused at once where it holds what nobody sees."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest
from django import forms
from django.core.exceptions import ValidationError

from look.writing import TextField, check_visible, first_unseen

OURS = ("accounts", "marketplace", "events", "footprint")
LOOKED_UP = {
    "q", "code", "uscc", "ref", "receiver", "merged", "into", "member_number", "operator_code", "order_number",
    "email", "start", "end",
}  # fmt: skip
"""Fields whose text is only looked up or compared: what matches nothing is refused there."""
PARSED = {"quantity", "kg", "plan", "lever", "paste", "region"}
"""Fields that are read as numbers, choices or in a form of their own."""


def _form_classes(base: type = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    for kind in base.__subclasses__():
        if kind.__module__.split(".")[0] in OURS:
            yield kind
        yield from _form_classes(kind)


def _import_all_forms() -> None:
    for name in OURS:
        package = import_module(name)
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            if "migrations" not in found.name and ("forms" in found.name or "views" in found.name):
                import_module(found.name)


def test_every_field_that_takes_words_refuses_what_nobody_sees():
    _import_all_forms()
    loose = {
        f"{kind.__module__}.{kind.__name__}.{name}"
        for kind in _form_classes()
        for name, field in getattr(kind, "base_fields", {}).items()
        if type(field) is forms.CharField
        and name not in LOOKED_UP | PARSED
        and kind.__module__ != "accounts.signin_forms"  # allauth's: read by the person alone
        and kind.__module__ != "marketplace.registry.public.log_views"  # a pasted checkpoint
    }
    assert loose == set()


@pytest.mark.parametrize("character", ["\u202e", "\u200b", "\ufeff", "\u2066", "\u3164", "\x07"])
def test_the_field_names_the_character_and_the_way_out(character):
    with pytest.raises(ValidationError, match=f"U\\+{ord(character):04X}"):
        TextField().clean(f"中和{character}项目")


def test_ordinary_writing_passes():
    for text in ("第一行\n第二行", "👩\u200d💻", "Café 中和 ‘S’—“Z”…", "𠮷野家"):
        check_visible(text)
    assert first_unseen(["fine", "a\u2067b"]) == "U+2067"
