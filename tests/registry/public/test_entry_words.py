"""Every field that a record of the log may have has words, in both languages."""

import inspect
import re

import pytest
from django.utils import translation

from marketplace.registry import records
from marketplace.registry.public import words

INSIDE = {"kind", "body", "sha256"}
"""Said elsewhere on an entry's page, or below another field."""


def test_every_field_of_a_record_has_words():
    named = set(re.findall(r'"([a-z_]+)":', inspect.getsource(records)))
    assert named - set(words.FIELDS) - INSIDE == set()


@pytest.mark.parametrize("name", sorted(words.FIELDS))
def test_a_field_is_not_shown_by_its_name_in_chinese(name):
    with translation.override("zh-hans"):
        assert re.search("[\u4e00-\u9fff]|^ID$", str(words.FIELDS[name]))


def test_acts_on_methodologies_are_said_in_words():
    with translation.override("en"):
        assert words.value_in_words("act", "recorded") == "filed elsewhere, recorded here"
