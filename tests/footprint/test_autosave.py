"""Saving as one fills in: nothing is lost, and no window undoes another."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from footprint import autosave, drafts
from footprint.assumptions import Basics
from footprint.drafts import Draft
from footprint.forms import InventoryForm
from footprint.models import SavedDraft
from tests.cast import PASSWORD

EVENT = {
    "participants": "400",
    "days": "2",
    "origin": "mixed",
    "region": "CN-GD",
    "title": "湾区论坛",
}


def draft() -> Draft:
    return drafts.new_event(Basics(400, 2, "mixed"))


class Window:
    """A browser window: what it shows, what somebody types, and what it was loaded with."""

    def __init__(self, kept: Draft) -> None:
        self.shown = autosave.displayed(autosave.form_of(kept))
        self.loaded = dict(self.shown)

    def saves(self, kept: Draft, **typed: str) -> autosave.Merged:
        self.shown |= typed
        form = InventoryForm(kept, self.shown)
        form.is_valid()
        merged = autosave.merge(kept, form, self.loaded)
        self.loaded = dict(self.shown)
        return merged


def test_two_windows_that_change_different_answers_keep_both():
    kept = draft()
    one, other = Window(kept), Window(kept)
    kept = one.saves(kept, electricity="9000").draft
    merged = other.saves(kept, heat="5")
    assert (merged.draft.fields["electricity"], merged.draft.fields["heat"]) == ("9000", "5")
    assert merged.unseen == (str(InventoryForm(kept).fields["electricity"].label),)
    assert merged.overruled == ()


def test_a_window_that_says_nothing_of_what_it_was_loaded_with_replaces_everything():
    kept = draft()
    one, other = Window(kept), Window(kept)
    kept = one.saves(kept, electricity="9000").draft
    form = InventoryForm(kept, other.shown | {"heat": "5"})
    form.is_valid()
    assert autosave.merge(kept, form, None).draft.fields["electricity"] == "8000"


def test_the_same_answer_changed_in_both_stands_as_saved_last_and_is_told():
    kept = draft()
    one, other = Window(kept), Window(kept)
    kept = one.saves(kept, electricity="9000").draft
    merged = other.saves(kept, electricity="7000")
    assert merged.draft.fields["electricity"] == "7000"
    assert len(merged.overruled) == 1 and merged.unseen == ()


def test_a_window_that_has_saved_does_not_change_the_same_answer_again():
    kept = draft()
    one, other = Window(kept), Window(kept)
    kept = one.saves(kept, electricity="9000").draft
    kept = other.saves(kept, electricity="7000").draft
    assert one.saves(kept, heat="5").draft.fields["electricity"] == "7000"


def test_a_journey_is_one_answer():
    kept = draft()
    one, other = Window(kept), Window(kept)
    kept = one.saves(kept, flight_domestic_people="10", flight_domestic_km="900").draft
    merged = other.saves(kept, flight_domestic_trip="one_way")
    assert merged.draft.fields["flight_domestic_people"] == "36"
    assert merged.draft.fields["flight_domestic_trip"] == "one_way"
    assert len(merged.overruled) == 1


def test_what_cannot_be_read_is_kept_aside_shown_and_not_counted():
    kept = Window(draft()).saves(draft(), electricity="12o0").draft
    assert "electricity" not in kept.fields and kept.aside == {"electricity": "12o0"}
    kept.result()
    form = autosave.form_of(drafts.draft_from_data(kept.as_data()))
    assert form["electricity"].value() == "12o0" and "electricity" in form.errors
    assert form["metro_people"].value() == "336"
    corrected = Window(kept).saves(kept, electricity="1200").draft
    assert corrected.fields["electricity"] == "1200" and not corrected.aside


def test_a_journey_without_its_distance_waits_whole():
    kept = Window(draft()).saves(draft(), flight_domestic_km="").draft
    assert kept.aside["flight_domestic_people"] == "36"
    assert not any(key.startswith("flight_domestic") for key in kept.fields)
    kept.result()


def test_a_blank_amount_takes_the_answer_out():
    assert "electricity" not in Window(draft()).saves(draft(), electricity="").draft.fields


@pytest.mark.parametrize("nonsense", ["", "[", "[]", "3", '"x"'])
def test_what_a_page_says_it_was_loaded_with_may_be_nonsense(nonsense):
    assert autosave.loaded({"loaded": nonsense}) is None


# --- The pages ---------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _chinese():
    with override("zh-hans"):
        yield


def begin(client: Client) -> dict[str, str]:
    client.post(reverse("footprint:event"), EVENT)
    return shown(client)


def shown(client: Client) -> dict[str, str]:
    context = client.get(reverse("footprint:event_inventory")).context
    return autosave.displayed(context["form"]) | {"loaded": context["autosaved"].loaded}


def save(client: Client, data: dict[str, str], **typed: str):
    return client.post(reverse("footprint:event_inventory"), data | typed | {"autosave": "1"})


def test_answers_are_saved_while_they_are_typed(client):
    answer = save(client, begin(client), electricity="9000")
    assert answer.status_code == 200 and "已保存" in answer.content.decode()
    assert shown(client)["electricity"] == "9000"


def test_a_wrong_number_is_there_again_with_its_error_on_the_next_visit(client):
    answer = save(client, begin(client), electricity="12o0").content.decode()
    assert "已保留，尚未计入" in answer
    page = client.get(reverse("footprint:event_inventory"))
    assert 'value="12o0"' in page.content.decode()
    assert "electricity" in page.context["form"].errors
    assert client.get(reverse("footprint:draft_result", args=["event"])).status_code == 200


def test_another_window_is_told_of_what_it_does_not_show(client):
    one = begin(client)
    other = dict(one)
    save(client, one, electricity="9000")
    answer = save(client, other, heat="5").content.decode()
    assert "其他窗口或设备" in answer
    assert (shown(client)["electricity"], shown(client)["heat"]) == ("9000", "5")


def test_the_page_carries_only_htmx_attributes_and_no_script_of_its_own(client):
    begin(client)
    page = client.get(reverse("footprint:event_inventory")).content.decode()
    assert "hx-post=" in page and "onchange" not in page and "style=" not in page


# --- In an account --------------------------------------------------------------------------------------


def test_a_signed_in_persons_draft_is_a_row_that_another_device_goes_on_with(client, citizen):
    client.force_login(citizen)
    save(client, begin(client), electricity="9000")
    assert SavedDraft.objects.get().owner == citizen
    elsewhere = Client()
    elsewhere.force_login(citizen)
    assert shown(elsewhere)["electricity"] == "9000"
    assert "湾区论坛" in elsewhere.get(reverse("footprint:index")).content.decode()


def test_nobody_sees_or_deletes_another_persons_draft(client, citizen, stranger):
    client.force_login(citizen)
    begin(client)
    row = SavedDraft.objects.get()
    client.force_login(stranger)
    for name in ("draft_take_up", "draft_discard"):
        assert client.post(reverse(f"footprint:{name}", args=[row.public_id])).status_code == 404
    assert "湾区论坛" not in client.get(reverse("footprint:index")).content.decode()
    assert SavedDraft.objects.count() == 1


def test_a_draft_is_chosen_and_deleted_from_the_list(client, citizen):
    client.force_login(citizen)
    begin(client)
    first = SavedDraft.objects.get()
    client.post(reverse("footprint:event"), EVENT | {"title": "另一场", "participants": "50"})
    assert SavedDraft.objects.count() == 2
    client.post(reverse("footprint:draft_take_up", args=[first.public_id]))
    assert shown(client)["metro_people"] == "336"
    client.post(reverse("footprint:draft_discard", args=[first.public_id]))
    assert [row.data["title"] for row in SavedDraft.objects.all()] == ["另一场"]


def signs_in(client: Client, person) -> None:
    answer = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()


def test_what_was_begun_before_signing_in_is_saved_beside_what_was_there(client, citizen):
    client.force_login(citizen)
    begin(client)
    visitor = Client()
    save(visitor, begin(visitor), electricity="5555")
    signs_in(visitor, citizen)
    assert SavedDraft.objects.filter(owner=citizen).count() == 2
    assert shown(visitor)["electricity"] == "5555"
    assert drafts.SESSION_KEY.format(form="event") not in visitor.session
    assert shown(client)["electricity"] == "8000"


def test_results_kept_without_an_account_are_claimed_by_the_session_that_kept_them(client, citizen):
    begin(client)
    client.post(reverse("footprint:keep", args=["event"]))
    other = Client()
    begin(other)
    other.post(reverse("footprint:keep", args=["event"]))
    signs_in(client, citizen)
    page = client.get(reverse("footprint:index"))
    assert len(page.context["yours"]) == 1
    assert client.get(reverse("footprint:index")).context["yours"] == page.context["yours"]


def test_a_persons_own_year_is_never_stored(client, citizen):
    client.force_login(citizen)
    client.post(reverse("footprint:personal"), {"region": "CN-GD"})
    assert not SavedDraft.objects.exists()


def test_erasing_the_account_erases_drafts_and_claims(client, citizen):
    from accounts import privacy
    from footprint.models import ClaimedFootprint, Footprint

    begin(client)
    client.post(reverse("footprint:keep", args=["event"]))
    signs_in(client, citizen)
    handed_out = privacy.export(citizen)["drafts"]
    assert len(handed_out["drafts"]) == len(handed_out["claimed_footprints"]) == 1
    privacy.erase(citizen)
    assert not SavedDraft.objects.exists() and not ClaimedFootprint.objects.exists()
    assert Footprint.objects.count() == 1


def test_the_list_of_drafts_and_results_costs_the_same_however_long_it_is(
    client, citizen, django_assert_max_num_queries
):
    client.force_login(citizen)
    for _ in range(3):
        begin(client)
        client.post(reverse("footprint:keep", args=["event"]))
    with django_assert_max_num_queries(14):
        client.get(reverse("footprint:index"))
    data = shown(client)
    with django_assert_max_num_queries(16):
        save(client, data, electricity="1")
