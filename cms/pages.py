"""The verbs that make pages from data: one page in three languages, found again by its slug.

Used by `manage.py load_pages` and by the demo; editors use Wagtail.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from wagtail.models import Locale, Page, Site

from look.hanzi import to_traditional

SOURCE, TRADITIONAL, ENGLISH = "zh-hans", "zh-hant", "en"
AS_WRITTEN = {"type", "certificate", "figure", "official_url"}
"""What no conversion may touch: codes and addresses."""
Fields = Mapping[str, Any]


def locale(code: str) -> Locale:
    """Return the locale, made if missing."""
    return Locale.objects.get_or_create(language_code=code)[0]


def put(parent: Page, model: type[Page], *, slug: str, zh: Fields, en: Fields) -> Page:
    """Publish a page below ``parent`` (Simplified Chinese) and its Traditional and English versions.

    A page that is there already is left as its editors have made it. Field values are plain text, dates or,
    for stories, lists of ``(block name, value)``; the Traditional version is converted from the Chinese one.
    """
    found = model.objects.child_of(parent).filter(slug=slug).first()
    if found is not None:
        return found
    page = parent.add_child(instance=model(slug=slug, locale=locale(SOURCE), **_ready(zh)))
    page.save_revision().publish()
    for code, fields in ((TRADITIONAL, _traditional(dict(zh))), (ENGLISH, {**zh, **en})):
        copy = page.copy_for_translation(locale(code), copy_parents=True)
        for name, value in _ready(fields).items():
            setattr(copy, name, value)
        copy.slug = slug
        copy.draft_title = copy.title
        copy.save_revision().publish()
    return page


def put_home(model: type[Page], *, zh: Fields, en: Fields) -> Page:
    """Publish the home page in three languages and make it the site's root; keep it if it is there."""
    found = model.objects.filter(locale=locale(SOURCE)).first()
    if found is not None:
        return found
    top = Page.get_first_root_node()
    for page in top.get_children().filter(slug="home"):
        page.delete()
    top = Page.get_first_root_node()
    key = uuid.uuid4()
    home = None
    for code, fields, slug in (
        (SOURCE, zh, "home"),
        (TRADITIONAL, _traditional(dict(zh)), "home-zh-hant"),
        (ENGLISH, en, "home-en"),
    ):
        page = top.add_child(
            instance=model(slug=slug, locale=locale(code), translation_key=key, **fields)
        )
        page.save_revision().publish()
        home = home or page
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "root_page": home, "site_name": "Zhonghe 中和"},
    )
    assert home is not None
    return home


def _ready(fields: Fields) -> dict[str, Any]:
    """Give StreamField values the shape they are read from."""
    return {
        name: [_block(item) for item in value] if name == "body" else value
        for name, value in fields.items()
    }


def _block(item: Mapping[str, Any]) -> tuple[str, Any]:
    return item["type"], item["value"]


def _traditional(value: Any) -> Any:
    if isinstance(value, str):
        return to_traditional(value)
    if isinstance(value, Mapping):
        return {
            key: item if key in AS_WRITTEN else _traditional(item) for key, item in value.items()
        }
    if isinstance(value, list):
        return [_traditional(item) for item in value]
    return value


def in_script(fields: Fields, code: str) -> dict[str, Any]:
    """Return the fields as a page of this language shows them: Traditional characters for zh-hant."""
    return _traditional(dict(fields)) if code == TRADITIONAL else dict(fields)
