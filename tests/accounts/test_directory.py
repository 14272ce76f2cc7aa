"""The directory: found by code, name or another name; put in unverified; doubles merged, nothing rewritten."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import translation

from accounts import directory, organizations
from accounts.errors import AccountError
from accounts.models import DirectoryEntry, Party, PartyMerge
from accounts.parties import party_for_user, set_public_name
from tests.cast import sign_in
from tests.market.crowd import race

CODE = "91440300MA5NEWB01H"


def entry(name="新机构", code=CODE):
    return directory.add(uscc=code, name_zh=name, actor=None)


@pytest.mark.parametrize(
    "text",
    ["南山会展", " 南山会展 ", "Nanshan expo group", "91440300ma5hnexp08", "9144 0300 MA5H NEXP08"],
)
@pytest.mark.django_db
def test_an_organization_is_found_by_its_whole_name_or_its_code(nanshan_expo, text):
    assert directory.find(text) == nanshan_expo.party


@pytest.mark.parametrize(
    "text", ["中汇（深圳）有限公司", "中汇(深圳)有限公司", " 中汇（深圳)有限公司"]
)
@pytest.mark.django_db
def test_brackets_of_either_width_are_the_same(text):
    made = entry("中汇（深圳）有限公司")
    assert directory.find(text) == made
    assert [each.party_id for each in directory.search(text[:6])] == [made.pk]


@pytest.mark.parametrize("text", ["", "南山", "91440300MA5HNEXP09", "nobody"])
@pytest.mark.django_db
def test_less_than_that_finds_nobody(nanshan_expo, text):
    assert directory.find(text) is None


@pytest.mark.django_db
def test_an_unverified_account_is_not_in_the_directory(other_organization, citizen):
    assert directory.find("别家公司") is None
    assert directory.search("别家") == ()


@pytest.mark.django_db
def test_a_code_nobody_has_named_is_put_in_and_shown_as_not_verified(organizer):
    made = directory.add(uscc=CODE.lower(), name_zh="新机构", actor=organizer)
    (found,) = directory.search("新机")
    assert (found.uscc, found.verified, made.uscc) == (CODE, False, None)
    assert directory.add(uscc=CODE, name_zh="另一个名字", actor=organizer) == made


@pytest.mark.parametrize(
    ("code", "error"), [("123", ValidationError), (CODE[:-1] + "0", ValidationError)]
)
@pytest.mark.django_db
def test_a_code_with_a_wrong_check_digit_is_never_put_in(code, error):
    with pytest.raises(error):
        entry(code=code)
    assert not DirectoryEntry.objects.exists()


@pytest.mark.django_db
def test_a_code_that_is_verified_is_that_organization(nanshan_expo):
    assert entry(code="91440300MA5HNEXP08") == nanshan_expo.party


@pytest.mark.django_db
def test_a_name_that_several_have_asks_for_the_code():
    entry()
    entry(code="12440300MB2NEWC02Y")
    with pytest.raises(AccountError) as refused:
        directory.find("新机构")
    assert refused.value.code == "name_ambiguous"


@pytest.mark.django_db
def test_another_name_finds_it_too(nanshan_expo, registrar):
    directory.add_alias(nanshan_expo.party, "南展", staff=registrar)
    directory.add_alias(nanshan_expo.party, "南展", staff=registrar)
    assert directory.find("南展") == nanshan_expo.party
    assert [each.name_zh for each in directory.search("南展")] == ["南山会展"]


@pytest.mark.django_db
def test_a_merged_entry_leads_to_the_one_that_is_kept_and_stays_as_it_was(
    nanshan_expo, registrar, organizer
):
    double = entry("南山会展有限公司")
    directory.merge(double, nanshan_expo.party, reason="同一法人", staff=registrar)
    assert directory.find(CODE) == directory.find("南山会展有限公司") == nanshan_expo.party
    assert set(directory.same_body(double)) == {double.pk, nanshan_expo.party.pk}
    assert Party.objects.get(pk=double.pk).name_zh == "南山会展有限公司"
    assert directory.search("南山会展有限") == ()


@pytest.mark.django_db
def test_only_entries_are_merged_away_and_only_once(nanshan_expo, registrar):
    double, other = entry(), entry("别的", "12440300MB2NEWC02Y")
    expo = nanshan_expo.party
    for merged, into, reason in (
        (expo, double, "x"),
        (double, double, "x"),
        (double, expo, "  "),
    ):
        with pytest.raises(AccountError):
            directory.merge(merged, into, reason=reason, staff=registrar)
    directory.merge(double, other, reason="同一法人", staff=registrar)
    with pytest.raises(AccountError) as refused:
        directory.merge(double, expo, reason="again", staff=registrar)
    assert refused.value.code == "merge_refused"
    directory.merge(other, expo, reason="同一法人", staff=registrar)
    assert directory.kept(double) == expo


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE accounts_directoryentry SET uscc = '12440300MB2NEWC02Y'",
        "DELETE FROM accounts_directoryentry",
        "UPDATE accounts_partymerge SET reason = 'other'",
        "DELETE FROM accounts_partymerge",
    ],
)
@pytest.mark.django_db
def test_the_audit_trail_only_grows(nanshan_expo, registrar, change):
    directory.merge(entry(), nanshan_expo.party, reason="同一法人", staff=registrar)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


@pytest.mark.django_db
def test_what_a_later_verified_account_doubles_is_shown_to_registrars(client, stranger, registrar):
    double = entry()
    made = organizations.create(founder=stranger, name_zh="新机构有限公司", uscc=CODE)
    organizations.verify(made, staff=registrar)
    ((found, kept),) = directory.doubles()
    assert (found.party_id, kept.party_id) == (double.pk, made.party.pk)
    sign_in(client, registrar)
    with translation.override("en"):
        where = reverse("staff:directory")
        assert "新机构有限公司" in client.get(where).content.decode()
        wrong = client.post(where, {"merged": "x", "into": CODE, "reason": "same"})
        assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["merged"])
        client.post(where, {"merged": CODE, "into": "新机构有限公司", "reason": "same"})
    assert PartyMerge.objects.get().kept == made.party
    assert directory.doubles() == ()


@pytest.mark.django_db
def test_only_registrars_see_the_desk(client, citizen, finance):
    with translation.override("en"):
        for person in (citizen, finance):
            sign_in(client, person)
            assert client.get(reverse("staff:directory")).status_code in (403, 404)


@pytest.mark.django_db
def test_suggestions_come_as_options_for_two_letters_and_more(client, nanshan_expo):
    with translation.override("en"):
        where = reverse("accounts:directory_options")
    assert "91440300MA5HNEXP08" in client.get(where, {"uscc": "南山"}).content.decode()
    assert "option" not in client.get(where, {"uscc": "南"}).content.decode()
    assert "Nanshan" in client.get(where, {"receiver": "91440300MA5H"}).content.decode()


@pytest.mark.django_db
def test_no_person_is_ever_suggested(client, citizen):
    set_public_name(party_for_user(citizen), name_zh="林市民", name_en="", shows_name=True)
    assert directory.search("林市民") == ()
    assert directory.find("林市民") is None


def test_two_who_name_the_same_body_at_once_get_one_entry(fresh_db):
    made = race([lambda: entry().pk] * 6)
    assert len(set(made)) == 1
