"""Text and queries as the search compares them: Chinese, pinyin, traditional characters, words and codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.market.finding import words

ANYTHING = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40)
CHINESE = st.text(alphabet="深圳市红树林修复屋顶光伏地铁绿色出行居民用电", min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("ＳＺ－ＭＥＴＲＯ", "sz-metro"),
        ("紅樹林", "红树林"),
        ("Bao'an Café", "bao'an cafe"),
        ("ß", "ss"),
    ],
)
def test_a_text_is_folded_to_its_plain_form(text, plain):
    assert words.fold(text) == plain


@pytest.mark.parametrize(
    ("query", "grams"),
    [
        ("光伏", ("光伏",)),
        ("紅樹林", ("红树", "树林")),
        ("树", ("树",)),
        ("Hong Shu", ("hong", "shu")),
        ("2017004-V01", ("2017004", "v01")),
        ("南山solar", ("南山", "solar")),
        ("  …!? ", ()),
    ],
)
def test_a_query_is_cut_into_what_must_be_found(query, grams):
    assert words.asked(query) == grams


def test_pinyin_is_found_whole_and_by_initials():
    found = words.grams(["福田红树林修复"])
    assert {"hongshulin", "hong", "hsl", "futianhong", "xiufu"} <= found


@given(CHINESE, st.data())
def test_every_stretch_of_a_chinese_text_finds_it(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert set(words.asked(text[start:end])) <= words.grams([text])


@given(st.from_regex(r"[a-z0-9]{1,24}", fullmatch=True), st.integers(1, 24))
def test_every_beginning_of_a_word_finds_it(word, length):
    assert set(words.asked(word[:length])) <= words.grams([word])


@given(ANYTHING)
def test_folding_twice_is_folding_once(text):
    assert words.fold(words.fold(text)) == words.fold(text)


@given(ANYTHING)
def test_no_query_asks_for_more_than_there_may_be(query):
    assert len(words.asked(query * 9)) <= words.MOST_GRAMS
