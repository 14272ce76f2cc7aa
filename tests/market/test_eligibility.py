"""Which credits a guideline takes: the rules in force, each with its source, and the engine on rules made up for it."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.market import eligibility
from marketplace.market.eligibility import Credit, Outcome

TODAY = date(2026, 11, 25)
RULES = eligibility.current()


def credit(credit_type: str = "PHCER", scheme: str = "sz-phcer", **changes: object) -> Credit:
    """A credit of 2024 with what the rules know of its scheme."""
    known = RULES.schemes.get(scheme, {})
    facts = {
        "methodology": "any",
        "vintage_start": date(2024, 1, 1),
        "vintage_end": date(2024, 12, 31),
        "region": known.get("region", ""),
        "level": known.get("level", ""),
    }
    return Credit(credit_type, scheme, **facts | changes)


def verdict(guideline: str, of: Credit, *, on: date = TODAY) -> eligibility.Verdict:
    return eligibility.judge(of, RULES.guidelines[guideline], on=on, rule_set=RULES.id)


@pytest.mark.parametrize(
    ("guideline", "of", "outcome", "rule"),
    [
        ("mee-2019-19", credit("CEA", "national-ets"), "eligible", "mee-allowance"),
        ("mee-2019-19", credit("CCER", "ccer"), "eligible", "mee-ccer"),
        ("mee-2019-19", credit(scheme="gd-phcer"), "eligible", "mee-inclusion-provincial"),
        ("mee-2019-19", credit(), "unclear", "mee-inclusion-city"),
        ("mee-2019-19", credit(scheme="nobody-knows"), "unclear", ""),
        ("mee-2019-19", credit("VCU", "vcs", region="IN"), "not", "mee-other-type"),
        ("mee-2019-19", credit("CER", "cdm", region="CN-SC"), "eligible", "mee-cdm-china"),
        ("mee-2019-19", credit("CER", "cdm", region="IN"), "not", "mee-cdm-abroad"),
        ("mee-2019-19", credit("CER", "cdm"), "unclear", ""),
        ("mee-2019-19", credit("", "nothing"), "unclear", ""),
        ("mee-2019-19", credit(scheme="gd-phcer", status="frozen"), "not", "register-frozen"),
        ("gd-events-2026", credit(scheme="gd-phcer"), "unclear", ""),
        ("cq-events", credit("CQCER", "cq"), "eligible", "cq-cqcer"),
        ("cq-events", credit(), "unclear", ""),
        ("bj-events", credit(scheme="bj-phcer", region="CN-BJ"), "eligible", "bj-own"),
        ("sh-events-2025", credit(), "unclear", ""),
        ("public-building-2015", credit(), "eligible", "sz-office"),
        ("public-building-2015", credit(scheme="gd-phcer"), "unclear", ""),
        ("personal-2026", credit(), "eligible", "sz-person"),
    ],
)
def test_a_guideline_says_of_a_credit(guideline, of, outcome, rule):
    found = verdict(guideline, of)
    deciding = {reason.rule for reason in found.reasons if reason.outcome is found.outcome}
    assert found.outcome == outcome
    assert rule in deciding


def test_the_recommended_order_of_offsets_is_kept():
    kinds = [credit("CEA"), credit("CCER"), credit(scheme="gd-phcer"), credit("CER", region="CN")]
    assert [verdict("mee-2019-19", each).rank for each in kinds] == [1, 2, 3, 4]


def test_a_document_that_has_lapsed_makes_the_answer_unclear_and_says_so():
    last, after = date(2027, 8, 17), date(2027, 8, 18)
    assert verdict("personal-2026", credit(), on=last).outcome is Outcome.ELIGIBLE
    lapsed = verdict("personal-2026", credit(), on=after)
    assert lapsed.outcome is Outcome.UNCLEAR
    assert "2027-08-18" in lapsed.deciding.words_en and "2027-08-18" in lapsed.deciding.words_zh


def test_the_worst_answer_comes_first_and_decides():
    found = verdict("mee-2019-19", credit("CCER", "ccer", status="frozen"))
    assert found.deciding.rule == "register-frozen"
    assert [reason.outcome for reason in found.reasons] == ["not", "eligible"]


@pytest.mark.parametrize("guideline", list(RULES.guidelines))
def test_every_rule_says_why_in_both_languages_and_where_it_is_written(guideline):
    for question in RULES.guidelines[guideline].questions:
        assert question.silent_zh and question.silent_en and question.document.title_zh
        for rule in question.rules:
            assert rule.words_zh and rule.words_en and rule.clause_zh and rule.clause_en
            assert rule.grade in {"A", "B", "C", "D"}
            assert rule.document.number or rule.document.url or rule.document.id == "register"


def test_the_guidelines_are_those_that_are_computed_by():
    """The ids are strings on both sides; here both are in view."""
    from footprint import guidelines

    computed = {"mee-2019-19", "public-building-2015", "personal-2026"}
    assert computed <= set(RULES.guidelines)
    assert all(guidelines.load(each).id == each for each in computed)


def made_up(*rules: dict) -> eligibility.Guideline:
    """A guideline of one question with these rules."""
    words = dict.fromkeys(("words_zh", "words_en", "clause_zh", "clause_en"), "x")
    question = dict.fromkeys(("name_zh", "name_en", "silent_zh", "silent_en"), "x")
    data = {
        "id": "test",
        "published": TODAY,
        "document": [{"id": "d", "title_zh": "文", "title_en": "Text"}],
        "scheme": [],
        "guideline": [
            {
                "id": "g",
                "question": [
                    {
                        "id": "q",
                        "document": "d",
                        "rule": [
                            {"document": "d", "grade": "A", **words, **rule} for rule in rules
                        ],
                        **question,
                    }
                ],
            }
        ],
    }
    return eligibility.parse(data).guidelines["g"]


def test_reductions_may_be_too_old():
    young = made_up(
        {"id": "old", "outcome": "not", "when": {"older_than_years": 3}},
        {"id": "young", "outcome": "eligible", "when": {"credit_type": ["PHCER"]}},
    )
    of = credit(vintage_end=date(2024, 2, 29))
    judged = {on: eligibility.judge(of, young, on=on).outcome for on in _days(2027)}
    assert judged == {
        date(2027, 2, 27): "eligible",
        date(2027, 2, 28): "eligible",
        date(2027, 3, 1): "not",
    }


def _days(year: int) -> list[date]:
    return [date(year, 2, 27), date(year, 2, 28), date(year, 3, 1)]


def test_a_vintage_may_have_to_end_after_a_day():
    rule = {"id": "r", "outcome": "not", "when": {"vintage_ended_before": date(2025, 1, 1)}}
    assert eligibility.judge(credit(), made_up(rule), on=TODAY).outcome is Outcome.NOT
    later = credit(vintage_end=date(2025, 1, 1))
    assert eligibility.judge(later, made_up(rule), on=TODAY).outcome is Outcome.UNCLEAR


@pytest.mark.parametrize("change", [{"when": {"colour": ["green"]}}, {"document": "lost"}])
def test_a_rule_that_nothing_understands_is_refused(change):
    rule = {"id": "r", "outcome": "not", "when": {}} | change
    with pytest.raises(ValueError, match=r"colour|lost"):
        made_up(rule)


@given(
    st.sampled_from(list(RULES.guidelines)),
    st.builds(
        credit,
        st.sampled_from(["PHCER", "CCER", "CEA", "VCU", "CER", "CQCER", "", "new"]),
        st.sampled_from(["sz-phcer", "gd-phcer", "x", ""]),
        status=st.sampled_from(["active", "frozen", "else"]),
        region=st.sampled_from(["CN-GD", "CN-BJ", "IN", ""]),
    ),
    st.dates(date(2020, 1, 1), date(2040, 1, 1)),
)
def test_every_credit_gets_a_verdict_with_reasons(guideline, of, on):
    found = eligibility.judge(of, RULES.guidelines[guideline], on=on)
    assert found.reasons and all(reason.words_zh and reason.words_en for reason in found.reasons)
    worst = max(
        ("eligible", "unclear", "not").index(reason.outcome.value) for reason in found.reasons
    )
    assert found.outcome.value == ("eligible", "unclear", "not")[worst]
    assert re.match(r"^[a-z0-9-]+$", found.guideline.id)
