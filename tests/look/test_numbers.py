"""Numbers as people type them: what is forgiven, and what is asked again."""

from decimal import Decimal

import pytest
from django import forms

from look.numbers import NumberField, WholeNumberField, plain


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("1,000", "1000"), (" 12 345.5 ", "12345.5"), ("１２３", "123"), ("1，234，567", "1234567"),
     ("¥36.20", "36.20"), ("-3", "-3"), ("", ""), (".5", ".5")],
)  # fmt: skip
def test_what_is_forgiven(typed, meant):
    assert plain(typed) == meant


@pytest.mark.parametrize(
    "typed", ["1e3", "1,5", "1,0000", "1_000", "NaN", "∞", "1.2.3", "12,34,567", "一千", "0x10", "1-2", "."]
)  # fmt: skip
def test_what_is_asked_again(typed):
    with pytest.raises(ValueError):
        plain(typed)
    for field in (WholeNumberField(), NumberField()):
        with pytest.raises(forms.ValidationError) as refused:
            field.clean(typed)
        assert refused.value.code == "invalid"


def test_the_fields_keep_their_bounds_and_their_kind():
    assert WholeNumberField(max_value=2000).clean("1,234") == 1234
    assert NumberField().clean("1,234.50") == Decimal("1234.50")
    with pytest.raises(forms.ValidationError):
        WholeNumberField(max_value=1000).clean("1,234")
    assert WholeNumberField(required=False).clean("") is None
