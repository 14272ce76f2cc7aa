"""Certificate codes: what people mistype is noticed, what they type differently is understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.registry import codes

seeds = st.text(codes.ALPHABET, min_size=codes.BODY_LENGTH, max_size=codes.BODY_LENGTH)


def made(body):
    return codes._pretty(body + codes._check(body))


def test_a_code_has_sixty_random_bits():
    found = {codes.new() for _number in range(1_000)}
    assert len(found) == 1_000
    assert all(codes.normalize(code) == code and len(code) == 20 for code in found)


@given(seeds)
def test_case_spaces_hyphens_and_widths_do_not_matter(body):
    code = made(body)
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in code)
    for typed in (code.lower(), code.replace("-", ""), code.replace("-", " "), f"  {code}\n", wide):
        assert codes.normalize(typed) == code
    assert codes.normalize(code.replace("0", "O").replace("1", "l")) == code


@given(seeds, st.integers(0, 13), st.sampled_from(codes.ALPHABET))
def test_a_wrong_character_is_noticed(body, place, letter):
    plain = made(body).replace("-", "")[2:]
    wrong = plain[:place] + letter + plain[place + 1 :]
    assert wrong == plain or codes.normalize("ZH" + wrong) is None


@given(seeds, st.integers(0, 11), st.integers(0, 11))
def test_exchanged_characters_are_noticed(body, one, other):
    letters = list(made(body).replace("-", "")[2:])
    letters[one], letters[other] = letters[other], letters[one]
    changed = "".join(letters)
    assert changed == made(body).replace("-", "")[2:] or codes.normalize("ZH" + changed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ZH",
        "ZH-",
        "ZH-UUUU-UUUU-UUUU-UU",
        "x" * 100_000,
        "\0",
        "SZ-7K4M-Q2XD-93FB-T5",
        "ＺＨ" * 30,
    ],
)
def test_what_is_no_code_is_none(typed):
    assert codes.normalize(typed) is None
