from datetime import timedelta

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from look import parts

pytestmark = pytest.mark.urls("tests.look.addresses")
HEAD = "{% load i18n look %}"


def render(source: str, **context: object) -> str:
    return " ".join(Template(HEAD + source).render(Context(context)).split())


def include(name: str, **context: object) -> str:
    return render(f'{{% include "components/{name}.html" %}}', **context)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


class Meeting(forms.Form):
    people = forms.IntegerField(
        label="Participants",
        help_text="All of them",
        widget=forms.TextInput(attrs={"data-unit": "persons"}),
    )
    quality = forms.ChoiceField(
        label="Quality", choices=[("A", "Measured"), ("B", "Billed")], widget=forms.RadioSelect
    )
    note = forms.CharField(label="Note", required=False)
    token = forms.CharField(widget=forms.HiddenInput)
    agreed = forms.BooleanField(label="Agreed.")


def test_a_button_with_an_address_is_a_link():
    assert '<a class="button primary" href="/x/">Go</a>' in include(
        "button", label="Go", href="/x/"
    )
    assert '<button class="button final" type="submit">Retire</button>' in include(
        "button", label="Retire", kind="final"
    )


def test_a_field_says_its_hint_its_unit_and_its_error_to_a_screen_reader():
    shown = str(Meeting({"people": "many"})["people"].as_field_group())
    assert 'id="id_people_helptext"' in shown
    assert 'id="id_people_error"' in shown
    assert 'aria-describedby="id_people_helptext id_people_error"' in shown
    assert 'aria-invalid="true"' in shown
    assert "(persons)" in shown


def test_a_choice_is_a_fieldset_with_a_legend():
    shown = str(Meeting()["quality"].as_field_group())
    assert "<fieldset" in shown
    assert "<legend>Quality</legend>" in shown


def test_optional_fields_say_so():
    assert "optional" in str(Meeting()["note"].as_field_group())
    assert "optional" not in str(Meeting()["people"].as_field_group())


def test_a_whole_form_begins_with_a_summary_that_leads_to_each_field():
    shown = str(Meeting({"people": "many"}))
    assert 'href="#id_people">Participants: ' in shown
    assert 'href="#id_quality_0"' in shown
    assert 'href="#id_agreed">Agreed: ' in shown
    assert 'type="hidden" name="token"' in shown


def test_a_form_for_files_is_sent_as_one():
    class Upload(forms.Form):
        file = forms.FileField()

    assert 'enctype="multipart/form-data"' in include("form", form=Upload(), submit="Send")


def test_the_tally_draws_its_parts_and_says_them():
    tally = parts.Tally(
        [parts.Segment("Retired", 20_000, "retired"), parts.Segment("Open", 9_700, "open")],
        "Coverage",
    )
    shown = include("tally", tally=tally)
    assert 'class="t-retired" x="0" width="674"' in shown
    assert "<dd>20.000 t</dd>" in shown
    assert 'aria-label="Coverage"' in shown


def test_a_number_opens_to_how_it_was_made():
    figure = parts.Figure(
        "Power",
        "6,717",
        "kg",
        steps=("15,200 × 0.4419",),
        source="MEE",
        source_url="https://x.example/",
        grade="A",
    )
    shown = include("figure", figure=figure)
    assert "<details>" in shown
    assert "<li>15,200 × 0.4419</li>" in shown
    assert '<a href="https://x.example/"' in shown
    assert "<details>" not in include("figure", label="Power", value="6,717")


def test_tasks_are_numbered_in_the_readers_language():
    tasks = [parts.Task("计划", "已公布", tone="done", rule="指南"), parts.Task("减排", "未开始")]
    assert '<span class="no" aria-hidden="true">2</span>' in include("task_list", tasks=tasks)
    with translation.override("zh-hans"):
        assert '<span class="no" aria-hidden="true">二</span>' in include("task_list", tasks=tasks)


def test_charts_say_every_value_in_a_table():
    bars = parts.BarChart("Sources", [parts.Bar("Air", 8281), parts.Bar("Power", 6717)], "kg")
    assert all(
        text in include("chart_bar", chart=bars)
        for text in ("<caption>Sources", "8,281", 'width="1000"', 'width="811"')
    )
    stack = parts.StackChart("Plan", ("Travel", "Venue"), [parts.Stack("Planned", (3, 1))], "t")
    assert '<td class="n" data-label="Travel">3</td>' in include("chart_stack", chart=stack)
    line = parts.LineChart("Months", [("Jan", 1), ("Feb", 4)], "t")
    assert 'points="0,160 600,40"' in include("chart_line", chart=line)


def test_a_table_names_its_cells():
    shown = render(
        '{% table caption="Lines" %}<thead><tr><th>A</th></tr></thead><tbody><tr><td>1</td></tr></tbody>{% endtable %}'
    )
    assert "<caption>Lines</caption>" in shown
    assert '<td data-label="A">1</td>' in shown


def test_what_a_user_wrote_is_escaped_everywhere():
    evil = '<script>x</script>"'
    shown = "".join([
        include("notice", text=evil, title=evil, kind="warn"),
        include("breadcrumbs", crumbs=[(evil, evil), (evil, "")]),
        include("facts", facts=[(evil, evil)]),
        include("copyable", code=evil),
        render("{% notice 'info' title=evil %}{{ evil }}{% endnotice %}", evil=evil),
        render("{% table caption=evil %}<tbody><tr><td>{{ evil }}</td></tr></tbody>{% endtable %}", evil=evil),
        render("{% tag evil 'done' %}", evil=evil),
    ])  # fmt: skip
    assert "<script>" not in shown


def test_pages_keep_the_rest_of_the_query():
    request = RequestFactory().get("/x/?q=metro&page=2")
    shown = include("pagination", page=Paginator(range(50), 10).page(2), request=request)
    assert 'rel="prev" href="?q=metro&amp;page=1"' in shown
    assert 'rel="next" href="?q=metro&amp;page=3"' in shown


def test_time_left_is_told_by_the_server():
    now = timezone.now()
    assert ">34 min<" in include("countdown", until=now + timedelta(minutes=34, seconds=5), now=now)
    assert ">2 d 3 h<" in include(
        "countdown", until=now + timedelta(days=2, hours=3, seconds=5), now=now
    )
    assert ">time is up<" in include("countdown", until=now - timedelta(seconds=1), now=now)


def test_a_link_to_a_page_that_does_not_exist_is_not_drawn():
    assert render("{% url_or_none 'nobody:knows' as x %}[{{ x }}]") == "[]"


def test_names_follow_the_reader():
    batch = {"name_zh": "红树林修复", "name_en": "Mangroves"}
    assert render("{{ thing|localname }}", thing=batch) == "Mangroves"
    with translation.override("zh-hant"):
        assert render("{{ thing|localname }}", thing=batch) == "紅樹林修復"
    assert render("{{ thing|localname }}", thing={"name_zh": "红树林", "name_en": ""}) == "红树林"


def test_nothing_is_shown_as_a_dash():
    assert render("{{ none|kg }}{{ none|money }}{{ none|stamp }}", none=None) == "———"


def test_a_seal_sets_two_characters_below_each_other_and_four_from_the_right():
    assert include("seal", text="注销").count("<text") == 2
    four = include("seal", text="中和之印")
    assert four.index(">中<") < four.index(">和<") < four.index(">之<")
