import itertools
import re

import pytest
from django.template.loader import render_to_string
from django.test import Client, override_settings

pytestmark = pytest.mark.urls("tests.look.addresses")
LANGUAGES = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}


@pytest.fixture
def client(db):
    return Client()


@pytest.fixture
def demo():
    with override_settings(DEMO=True):
        yield


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_style_guide_speaks_each_language(client, demo, code):
    page = client.get(f"/{code}/styleguide/").content.decode()
    assert f'<html lang="{LANGUAGES[code]}"' in page
    assert page.count("<h1") == 1


def test_outside_the_demo_there_is_no_style_guide(client):
    with override_settings(DEMO=False):
        assert client.get("/en/styleguide/").status_code == 404


def test_the_language_switch_keeps_the_page_and_its_query(client, demo):
    page = client.get("/en/styleguide/?page=2").content.decode()
    assert 'href="/zh-hant/styleguide/?page=2" lang="zh-Hant"' in page


def test_a_page_that_answers_a_form_says_what_changing_the_language_loses(client, demo):
    loses = "Changing the language or the display on this page loses what you have typed."
    assert loses not in client.get("/en/styleguide/").content.decode()
    answer = client.post("/en/styleguide/").content.decode()
    assert answer.count(loses) == 1
    links = re.findall(r'<a href="[^"]*" lang="[^"]*"[^>]*>', answer)
    switches = re.findall(r'<button[^>]* name="care"[^>]*>', answer)
    assert len(links) == 4
    assert len(switches) == 2
    assert all('data-confirm="typed-is-lost"' in each for each in links + switches)


def test_the_demo_says_that_it_is_one(client, demo):
    assert "demo-strip" in client.get("/en/styleguide/").content.decode()


def test_headings_go_down_one_step_at_a_time(client, demo):
    page = client.get("/en/styleguide/").content.decode()
    body = page[page.index("<main") : page.index("</main>")]
    levels = [int(level) for level in re.findall(r"<h([1-6])", body)]
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in itertools.pairwise(levels))


def test_every_id_is_used_once(client, demo):
    page = client.get("/en/styleguide/").content.decode()
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_care_mode_is_one_switch_that_leads_back(client, demo):
    answer = client.post("/en/display/", {"care": "on", "next": "/en/styleguide/"})
    assert answer["Location"] == "/en/styleguide/"
    assert "data-care" in client.get("/en/styleguide/").content.decode()
    client.post("/en/display/", {"care": "off", "next": "/en/styleguide/"})
    assert "data-care" not in client.get("/en/styleguide/").content.decode()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_light_and_dark_are_remembered(client, demo, theme):
    client.post("/en/display/", {"theme": theme})
    assert f'data-theme="{theme}"' in client.get("/en/styleguide/").content.decode()
    client.post("/en/display/", {"theme": "auto"})
    assert "data-theme" not in client.get("/en/styleguide/").content.decode()


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"]
)
def test_the_switch_leads_nobody_to_another_site(client, elsewhere):
    assert client.post("/en/display/", {"care": "on", "next": elsewhere})["Location"] == "/en/"


def test_a_cookie_that_says_nonsense_counts_as_unsaid(client, demo):
    client.cookies["theme"] = '"><script>'
    page = client.get("/en/styleguide/").content.decode()
    assert "data-theme" not in page


def test_a_missing_page_is_told_in_the_readers_language(client):
    answer = client.get("/zh-hans/no/such/page/")
    assert answer.status_code == 404
    assert "没有这个页面" in answer.content.decode()


@pytest.mark.parametrize("template", ["400.html", "500.html"])
def test_pages_for_faults_need_nothing_that_may_be_broken(template):
    assert "<h1>" in render_to_string(template)
