"""Traditional Chinese follows what editors publish, and does not overwrite what somebody corrected."""

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from cms import pages, traditional
from cms.models import NewsIndexPage, NewsPage, PolicyDuty, PolicyPage
from cms.traditional import Followed
from tests.cast import sign_in

pytestmark = pytest.mark.django_db
STORY = [{"type": "paragraph", "value": "<p>碳普惠在发展</p>"}]


@pytest.fixture
def site():
    """The pages a new site begins with."""
    call_command("load_pages")


@pytest.fixture
def news(site):
    """A piece of news in Simplified Chinese, with its two translations."""
    index = NewsIndexPage.objects.get(locale=pages.locale(pages.SOURCE))
    zh = {"title": "试运行", "summary": "平台上线", "date": date(2026, 9, 1), "body": STORY}
    return pages.put(index, NewsPage, slug="trial", zh=zh, en=zh | {"title": "Trial"})


def in_traditional(page):
    return page.get_translation(pages.locale(pages.TRADITIONAL)).specific


def publish(page, *, user=None, **changes):
    """Change a page and publish it, as an editor does."""
    fresh = page.specific_class.objects.get(pk=page.pk)
    for name, value in changes.items():
        setattr(fresh, name, value)
    fresh.save_revision(user=user).publish()
    return page.specific_class.objects.get(pk=page.pk)


def test_a_published_change_is_converted_and_published(client, news, editor):
    body = [("paragraph", "<p>首个<b>大会</b>已经抵消</p>")]
    changed = publish(news, user=editor, title="正式运行", body=body, date=date(2026, 10, 1))
    assert traditional.follow(changed) is Followed.PUBLISHED
    copy = in_traditional(news)
    assert (copy.title, copy.date, copy.live) == ("正式運行", date(2026, 10, 1), True)
    assert copy.slug == "trial"
    assert "正式運行" in client.get("/zh-hant/news/").content.decode()
    assert "首個<b>大會</b>已經抵消" in client.get("/zh-hant/news/trial/").content.decode()
    english = news.get_translation(pages.locale(pages.ENGLISH))
    assert english.title == "Trial"


def test_the_editor_who_publishes_is_told(client, news, editor):
    let_edit(editor)
    sign_in(client, editor)
    form = {
        "title": "正式运行",
        "slug": "trial",
        "summary": "平台上线",
        "date": "2026-09-01",
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "heading",
        "body-0-id": "",
        "body-0-value": "上线",
        "action-publish": "action-publish",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[news.pk]), form, follow=True)
    assert answer.status_code == 200
    assert in_traditional(news).title == "正式運行"
    assert "繁体页面已同步转换并发布" in answer.content.decode()


def test_what_is_taken_down_is_taken_down_in_both_scripts(client, news, editor):
    publish(in_traditional(news), user=editor, title="試營運")
    let_edit(editor)
    sign_in(client, editor)
    answer = client.post(reverse("wagtailadmin_pages:unpublish", args=[news.pk]), follow=True)
    assert "繁体页面已同步撤下" in answer.content.decode()
    assert not in_traditional(news).live
    assert client.get("/zh-hant/news/trial/").status_code == 404
    english = news.get_translation(pages.locale(pages.ENGLISH))
    assert traditional.withdraw(english) is False
    assert english.live


def let_edit(editor):
    """Give an editor Wagtail's rights, as the demo does."""
    from django.contrib.auth.models import Group

    for group in Group.objects.filter(name__in=["Editors", "Moderators"]):
        group.user_set.add(editor)


def test_a_page_corrected_by_hand_keeps_its_words_and_gets_a_draft(news, editor):
    publish(in_traditional(news), user=editor, title="試營運")
    changed = publish(news, user=editor, title="正式运行")
    assert traditional.follow(changed) is Followed.DRAFT
    copy = in_traditional(news)
    assert (copy.title, copy.live, copy.has_unpublished_changes) == ("試營運", True, True)
    assert copy.get_latest_revision_as_object().title == "正式運行"
    assert traditional.follow(changed) is Followed.DRAFT
    copy.get_latest_revision().publish()
    assert traditional.follow(changed) is Followed.PUBLISHED


def test_a_new_page_gets_its_traditional_page(site, editor):
    index = NewsIndexPage.objects.get(locale=pages.locale(pages.SOURCE))
    page = index.add_child(
        instance=NewsPage(
            title="新闻",
            slug="fresh",
            locale=index.locale,
            summary="简述",
            date=date(2026, 9, 1),
            body=[("heading", "标题")],
        )
    )
    page.save_revision(user=editor).publish()
    assert traditional.follow(page) is Followed.PUBLISHED
    copy = in_traditional(page)
    assert (copy.title, copy.live, copy.get_parent().locale.language_code) == (
        "新聞", True, "zh-hant",
    )  # fmt: skip


def test_rows_of_a_policy_and_its_number_are_converted(client, site, editor):
    policy = PolicyPage.objects.get(
        document_number="公告2019年第19号", locale=pages.locale(pages.SOURCE)
    )
    assert in_traditional(policy).document_number == "公告2019年第19號"
    for answer, converted in (("网站计算", "網站計算"), ("网站核算", "網站核算")):
        changed = publish(policy, user=editor, duties=[PolicyDuty(duty="核算排放", answer=answer)])
        assert traditional.follow(changed) is Followed.PUBLISHED
        (row,) = in_traditional(policy).duties.all()
        assert (row.duty, row.answer) == ("核算排放", converted)


@pytest.mark.parametrize("code", [pages.ENGLISH, pages.TRADITIONAL])
def test_other_languages_concern_nobody(news, code):
    page = news.get_translation(pages.locale(code))
    assert traditional.follow(page) is Followed.NOT_CONCERNED


def test_the_editor_asks_nothing_of_foreign_hosts_and_is_chinese(client, editor):
    let_edit(editor)
    sign_in(client, editor)
    page = client.get("/cms/account/", headers={"accept-language": "en"}).content.decode()
    assert "gravatar" not in page
    assert "css/fonts" in page and "css/cms" in page
    assert 'lang="zh-hans"' in page.lower() or 'lang="zh-Hans"' in page
