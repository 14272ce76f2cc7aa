"""What is published in Simplified Chinese reaches the Traditional page, converted by OpenCC.

A Traditional page that an editor has corrected by hand is not overwritten: the conversion waits there as a draft, which
the page explorer shows as "live + draft", and the editor who published is told.
"""

import json
from enum import StrEnum
from typing import Any

from wagtail.models import Page

from cms.pages import SOURCE, TRADITIONAL, in_script, locale

TEXTS = {"title", "draft_title", "seo_title", "search_description"}


class Followed(StrEnum):
    """What became of the Traditional page: nothing to do, published too, or a draft beside somebody's corrections."""

    NOT_CONCERNED = "not_concerned"
    PUBLISHED = "published"
    DRAFT = "draft"


def follow(page: Page) -> Followed:
    """Convert a page just published and publish the result, or keep it as a draft where somebody corrected the page."""
    source = page.specific
    if source.locale.language_code != SOURCE:
        return Followed.NOT_CONCERNED
    target = source.get_translation_or_none(locale(TRADITIONAL))
    if target is None:
        target = source.copy_for_translation(locale(TRADITIONAL), copy_parents=True)
    corrected = corrected_by_hand(target)
    converted = target.with_content_json(_converted(source, target))
    revision = converted.save_revision(user=None)
    if corrected:
        return Followed.DRAFT
    revision.publish()
    return Followed.PUBLISHED


def withdraw(page: Page) -> bool:
    """Take the Traditional page down with the Simplified one, corrected or not; say whether there was one to take down.

    What is withdrawn in one script must not live on in the other.
    """
    if page.locale.language_code != SOURCE:
        return False
    target = page.get_translation_or_none(locale(TRADITIONAL))
    if target is None or not target.live:
        return False
    target.specific.unpublish()
    return True


def corrected_by_hand(page: Page) -> bool:
    """Say whether a person wrote what a Traditional page shows now; what we convert belongs to nobody."""
    return page.live_revision is not None and page.live_revision.user_id is not None


def _converted(source: Page, target: Page) -> dict[str, Any]:
    """Return the target's content with the texts of the source in Traditional characters."""
    said, content = source.serializable_data(), target.serializable_data()
    inherited = {field.name for field in Page._meta.get_fields()} | {"pk", "page_ptr"}
    for name in (set(said) - inherited) | TEXTS:
        content[name] = _value(name, said[name], page_id=target.pk)
    return content


def _value(name: str, value: Any, *, page_id: int) -> Any:
    """Convert one field: text, a story (kept as JSON text), or the rows of an inline panel, which become new rows."""
    if isinstance(value, str) and value.startswith("[") and name == "body":
        story = in_script({"body": json.loads(value)}, TRADITIONAL)["body"]
        return json.dumps(story, ensure_ascii=False)
    if isinstance(value, list):
        rows = [{**row, "pk": None, "page": page_id} for row in value]
        return in_script({name: rows}, TRADITIONAL)[name]
    return in_script({name: value}, TRADITIONAL)[name]
