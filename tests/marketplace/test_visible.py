"""What is signed must say what it shows."""

import pytest

from marketplace import visible
from marketplace.errors import MarketError


@pytest.mark.parametrize("text", ["a\u202eb", "a\x07", "\ue000", "a\u2028b"])
def test_characters_that_nobody_sees_are_refused_by_number(text):
    with pytest.raises(MarketError, match="invalid_request") as refusal:
        visible.check(["fine", text])
    assert "U+" in refusal.value.params["character"]


def test_line_breaks_and_joined_signs_are_writing():
    visible.check(["第一行\n第二行", "👩\u200d💻", "Café 中和"])
