"""From a statement to words: names as agreed, periods as written."""

import pytest

from marketplace.certificates import contents


@pytest.mark.parametrize(
    ("interval", "written"),
    [
        ("2026-09-18/2026-09-19", "2026-09-18 – 2026-09-19"),
        ("2026-10-24/2026-10-24", "2026-10-24"),
        ("2026", "2026"),
        ("", ""),
    ],
)
def test_a_period_is_written_once(interval, written):
    assert contents.period(interval) == written


def test_a_person_is_named_as_disclosed():
    party = {
        "kind": "person",
        "pseudonym": "P-7QK2M9XD",
        "name_zh": {"sha256": "aa"},
        "name_en": {"sha256": "bb"},
    }
    assert contents.name(party, {"aa": "林小和", "bb": ""}).zh == "林小和"


def test_a_person_whose_name_was_erased_has_the_pseudonym():
    party = {
        "kind": "person",
        "pseudonym": "P-7QK2M9XD",
        "name_zh": {"sha256": "aa"},
        "name_en": {"sha256": "bb"},
    }
    assert contents.name(party, {}).zh == "P-7QK2M9XD"


def test_an_organization_is_named_in_clear():
    party = {"kind": "organization", "name_zh": "南山会展", "name_en": "", "uscc": ""}
    assert contents.name(party, {}) == contents.Name("南山会展", "", "organization")
