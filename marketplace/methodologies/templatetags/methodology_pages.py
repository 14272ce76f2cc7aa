"""Words of methodologies for templates: kinds, states, verdicts, grades."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from look.templatetags.look import language
from marketplace.market.kinds import label
from marketplace.methodologies import words
from marketplace.methodologies.models import Recording

register = template.Library()


@register.filter
def kinds(values: Sequence[str]) -> str:
    """Return kinds of projects in the reader's language, each once."""
    separator = ", " if language() == "en" else "、"
    return separator.join(dict.fromkeys(label(value) for value in values))


@register.simple_tag
def state(value: str) -> SafeString:
    """Return a state as a tag."""
    return format_html(
        '<span class="tag {}">{}</span>',
        words.TONES.get(value, "none"),
        words.STATES.get(value, value),
    )


@register.simple_tag
def recording_state(recording: Recording) -> SafeString:
    """Return the state of a recording as a tag."""
    return format_html(
        '<span class="tag {}">{}</span>',
        words.RECORDING_TONES[recording.status],
        recording.get_status_display(),
    )


@register.simple_tag
def verdict(value: str) -> SafeString:
    """Return a verdict as a tag."""
    return format_html(
        '<span class="tag {}">{}</span>', words.VERDICT_TONES[value], words.VERDICTS[value]
    )


@register.filter
def source_words(grade: str) -> Any:
    """Return what a grade says about the source of a version."""
    return words.GRADES.get(grade, "")


@register.filter
def answer_to(answers: dict[str, str], key: str) -> Any:
    """Return the answer to one question, in words."""
    return words.ANSWER_WORDS.get(answers.get(key, ""), "—")
