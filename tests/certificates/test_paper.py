"""What the paper prints, and what it does with texts that can't be printed as they are."""

from dataclasses import replace

import pytest

from look.paper import fonts
from marketplace.certificates.paper import LONGEST_TEXT, printed, tonnes
from tests.certificates.papers import paper


@pytest.mark.parametrize(
    ("kg", "shown"), [(0, "0.000"), (1, "0.001"), (25_000, "25.000"), (22_302_062, "22,302.062")]
)
def test_kilograms_are_shown_as_tonnes_with_three_decimals(kg, shown):
    assert tonnes(kg) == shown


def test_the_time_of_retirement_is_shenzhens():
    assert paper().retired_stamp == "2026-11-02 14:06:31 +08:00"


def test_serial_numbers_name_both_ends():
    assert paper().lines[0].serials == "4,812,001 – 4,832,000"


def test_a_rare_character_of_a_name_is_printed_when_a_typeface_has_it():
    assert fonts.printable("𬭚䶮靐齉").by_number == ()


def test_a_character_that_no_typeface_has_is_printed_by_its_number_and_explained():
    shown = printed(paper(beneficiary_zh="𠮷野家"))
    assert shown.beneficiary_zh == "〔U+20BB7〕野家"
    assert shown.by_number == ("U+20BB7",)


@pytest.mark.parametrize("mark", ["\u202e", "\u200b", "\ufeff", "\x00", "\x1b", "\ue000", "\u2028"])
def test_a_mark_that_would_turn_or_hide_text_is_shown_by_its_number(mark):
    shown = fonts.printable(f"南山{mark}会展").text
    assert mark not in shown
    assert shown in {f"南山〔U+{ord(mark):04X}〕会展", "南山 会展"}


def test_a_batchs_texts_are_made_printable_too():
    lines = (paper().lines[0].__class__(**{**vars(paper().lines[0]), "project_zh": "𠮷"}),)
    assert printed(paper(lines=lines)).lines[0].project_zh == "〔U+20BB7〕"


def test_a_text_of_a_hundred_thousand_characters_is_cut():
    assert len(printed(paper(title_zh="长" * 100_000)).title_zh) == LONGEST_TEXT


def test_forms_can_ask_what_would_not_be_printed():
    assert fonts.unprintable("𠮷野家") == ("𠮷",)
    assert fonts.unprintable("南山会展") == ()


def test_short_batches_stand_on_the_first_page_and_wordy_ones_on_a_schedule():
    assert paper(batches=3).fits_first_page
    assert not paper(batches=5).fits_first_page
    wordy = replace(paper().lines[0], methodology_zh="方法学" * 40, methodology_en="method " * 25)
    assert not paper(lines=(wordy, wordy)).fits_first_page


def test_long_names_are_set_smaller():
    assert paper().density == ""
    assert paper(beneficiary_zh="深圳市" * 8).density == "long"
    assert paper(beneficiary_zh="深圳市" * 40).density == "longer"
