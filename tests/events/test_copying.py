"""A new event like an earlier one: the structure comes along, the amounts only when asked for."""

from datetime import date

from django.urls import reverse
from django.utils.translation import override

from events import copying, drafts, workspace
from events.models import Event, InventoryDraft
from footprint.drafts import Draft, draft_from_data
from tests.events import subjects


def last_years(organization, actor) -> Event:
    event = subjects.event(organization, actor)
    workspace.set_boundary(event, choices=subjects.CHOICES)
    workspace.set_actions(event, actions=[workspace.Action("改乘高铁", 2900, done=True)])
    fresh = drafts.begin(event, "actual")
    fields = {**fresh.fields, "electricity": "9000", "quality_energy": "measured", "metro_people": "300",
              "metro_km": "12", "metro_trip": "return"}  # fmt: skip
    drafts.keep(
        event, "actual", draft_from_data({**fresh.as_data(), "fields": fields}), actor=actor
    )
    return event


def copied(source: Event, actor, *, amounts: bool) -> tuple[Event, Draft]:
    event = copying.copy_event(
        source, facts=copying.next_facts(source), actor=actor, amounts=amounts
    )
    return event, drafts.current(event, "planned")


def test_boundary_actions_and_questions_come_along_without_amounts(nanshan_expo, organizer):
    event, draft = copied(last_years(nanshan_expo, organizer), organizer, amounts=False)
    out = event.boundary.get(included=False)
    assert (out.source_class, out.reason) == ("waste", "场馆统一处理，无法取得数据")
    action = event.actions.get()
    assert (action.text, action.saves_kg, action.done) == ("改乘高铁", None, False)
    assert draft.fields["boundary_waste"] == "out"
    assert not {"electricity", "metro_people", "metro_km", "quality_energy"} & set(draft.fields)
    assert {"electricity", "metro_people"} <= set(draft.before["asked"])
    assert draft.entered() == []


def test_amounts_come_as_assumptions_whatever_quality_is_claimed(nanshan_expo, organizer):
    _event, draft = copied(last_years(nanshan_expo, organizer), organizer, amounts=True)
    claimed = draft_from_data(
        {**draft.as_data(), "fields": {**draft.fields, "quality_energy": "measured"}}
    )
    assert [(str(item.value), item.quality) for item in claimed.entered()] == [
        ("9000", "estimated"),
        ("300", "estimated"),
    ]


def test_dates_and_the_year_in_the_name_move_on(nanshan_expo, organizer):
    source = subjects.event(nanshan_expo, organizer)
    source.name_zh, source.starts_on, source.ends_on = (
        "论坛2028",
        date(2028, 2, 29),
        date(2028, 3, 1),
    )
    facts = copying.next_facts(source)
    assert (facts.name_zh, facts.starts_on, facts.ends_on) == (
        "论坛2029",
        date(2029, 2, 28),
        date(2029, 3, 1),
    )


def test_an_organizer_copies_an_event_by_its_page(client, nanshan_expo, organizer):
    source = last_years(nanshan_expo, organizer)
    client.force_login(organizer)
    with override("zh-hans"):
        assert (
            reverse("events:event_copy", args=[source.public_id])
            in client.get(reverse("events:new_event")).content.decode()
        )
        address = reverse("events:event_copy", args=[source.public_id])
        form = client.get(address).context["form"]
        answer = client.post(address, {name: form[name].value() or "" for name in form.fields} | {
            "starts_on": "2027-09-18", "ends_on": "2027-09-19"})  # fmt: skip
        event = Event.objects.exclude(pk=source.pk).get()
        assert answer["Location"] == reverse("events:event", args=[event.public_id])
        page = client.get(reverse("events:event_inventory", args=[event.public_id, "planned"]))
        assert "上次有填" in page.content.decode()


def test_nobody_copies_another_organizations_event(
    client, nanshan_expo, organizer, stranger, other_organization
):
    source = last_years(nanshan_expo, organizer)
    client.force_login(stranger)
    assert client.post(reverse("events:event_copy", args=[source.public_id])).status_code == 404
    assert Event.objects.count() == 1


def test_a_footprint_without_its_draft_is_a_pattern_too(nanshan_expo, organizer):
    source = subjects.event(nanshan_expo, organizer)
    draft = drafts.begin(source, "planned")
    drafts.freeze(source, "planned", draft, actor=organizer)
    InventoryDraft.objects.all().delete()
    _event, taken = copied(source, organizer, amounts=True)
    amounts = {key: value for key, value in draft.fields.items() if not key.endswith("_share")}
    assert amounts.items() <= taken.fields.items()
    assert taken.result().total_exact == draft.result().total_exact
