"""The supervisors' desk: who gets in, that reading can't write, and what a page leads to."""

import io
import re
import zipfile

import pytest
from django.db import InternalError
from django.urls import reverse

from accounts.models import Act
from marketplace.market.models import Order
from marketplace.registry.models import IssuanceRequest
from marketplace.supervision import anomalies, cases, desk, subjects, thresholds
from marketplace.supervision.models import Anomaly, Case, CaseExport
from tests.cast import sign_in
from tests.market import stall
from tests.registry import supply

DESK = "/en/staff/supervision/"


@pytest.fixture
def at_desk(client, supervisor):
    return sign_in(client, supervisor)


@pytest.fixture
def case(metro, supervisor):
    about = [("listing", str(metro.public_id))]
    return cases.open_case(title="Odd price", reason="Too low", about=about, actor=supervisor)


@pytest.fixture
def odd(metro, seller_party, supervisor):
    batch = supply.batch(seller_party, 1_000)
    for number in range(5):
        supply.retire(batch, seller_party, 10, beneficiary=supply.person(f"name {number}"))
    anomalies.scan()
    return Anomaly.objects.get()


def addresses(metro, order, case, odd):
    ids = {"listing": metro.public_id, "batch": metro.batch.code, "order": order.number}
    return [
        "",
        "acts/",
        "anomalies/",
        f"anomalies/{odd.pk}/",
        "cases/",
        "cases/new/",
        f"cases/new/?anomaly={odd.pk}",
        f"cases/{case.public_id}/",
        f"cases/{case.public_id}/freeze/listing/{metro.public_id}/",
        *(f"things/{kind}/{ref}/" for kind, ref in ids.items()),
        f"things/account/{metro.seller.public_id}/",
        f"things/retirement/{order.retirement.public_id}/",
        "search/?q=metro",
    ]


def test_every_page_answers_in_three_languages_with_few_queries(
    at_desk, metro, expo, case, odd, django_assert_max_num_queries
):
    order = stall.pay(stall.order(expo, (metro, 500), retire=True))
    for language in ("en", "zh-hans", "zh-hant"):
        for address in addresses(metro, order, case, odd):
            with django_assert_max_num_queries(70):
                answer = at_desk.get(f"/{language}/staff/supervision/{address}")
            assert answer.status_code == 200, address


def test_only_supervisors_with_a_second_factor_get_in(client, metro, editor, finance, supervisor):
    for person in (editor, finance):
        assert sign_in(client, person).get(DESK).status_code == 403
    assert sign_in(client, supervisor, with_second_factor=False).get(DESK).status_code == 302


def test_a_supervisor_decides_neither_orders_nor_issues(at_desk, metro, office):
    request = IssuanceRequest.objects.get()
    order = stall.order(office, (metro, 500))
    assert (
        at_desk.post(f"/en/staff/registrar/issuances/{request.public_id}/approve/").status_code
        == 403
    )
    approve = reverse("market:order_approve", args=[order.public_id])
    assert at_desk.post(approve).status_code in (403, 404)
    assert Order.objects.get().status == Order.Status.AWAITING_APPROVAL


def test_what_was_done_names_things_in_the_readers_language(
    at_desk, odd, supervisor, seller_organization
):
    anomalies.close(anomaly=odd, note="Explained by the buyer.", actor=supervisor)
    Act.objects.create(organization=seller_organization, kind="verified", actor=supervisor)
    rule, party = thresholds.rules()[odd.rule], seller_organization.party
    english = at_desk.get(f"{DESK}acts/").content.decode()
    assert rule.title_en in english and f"{DESK}anomalies/{odd.pk}/" in english
    assert odd.rule not in english and odd.key not in english
    assert party.name_en in english and party.name_zh not in english
    chinese = at_desk.get("/zh-hans/staff/supervision/acts/").content.decode()
    assert rule.title_zh in chinese and party.name_zh in chinese


def test_what_is_optional_is_called_so_once(at_desk, case, metro):
    page = at_desk.get(f"{DESK}cases/{case.public_id}/freeze/listing/{metro.public_id}/")
    said = page.content.decode()
    assert "In public words" in said and "(optional)" not in said


def test_reading_pages_answer_to_reading_only(at_desk, metro, odd):
    for address in ("", "anomalies/", "search/", f"things/batch/{metro.batch.code}/", "cases/"):
        assert at_desk.post(DESK + address).status_code == 405


def test_a_reading_page_that_would_write_is_refused_by_the_database(fresh_db, rf, supervisor):
    @desk.reading
    def page(request):
        return cases.record("sneaky", actor=supervisor)

    with pytest.raises(InternalError, match="read-only transaction"):
        page(rf.get("/"))


def test_the_desk_works_in_a_read_only_transaction(fresh_db, client, metro, supervisor):
    assert sign_in(client, supervisor).get(DESK).status_code == 200


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("metro", "batch"),
        ("鹏城光伏", "account"),
        ("91440300MA5TELL103", "account"),
        ("organizer@zhonghe.example", "order"),
        ("SZ-PHCER", "batch"),
    ],
)
def test_search_finds_by_name_code_serial_and_whole_address(metro, expo, words, kind):
    stall.order(expo, (metro, 500))
    assert kind in [found.subjects[0].kind for found in desk.search(words)]


def test_search_does_not_find_half_an_address(metro, expo):
    stall.order(expo, (metro, 500))
    assert desk.search("organizer@zhonghe") == [] and desk.search("o") == []


def test_log_entries_are_found_by_number_and_hash(metro):
    from marketplace.registry import log
    from marketplace.registry.models import LogEntry

    log.seal()
    row = LogEntry.objects.select_related("leaf").get(position=1)
    assert desk.entry("2") == desk.entry(bytes(row.leaf.leaf_hash).hex()) == 2
    assert desk.entry("999,999") is None and desk.entry("z" * 64) is None


def test_from_an_anomaly_to_a_frozen_listing_by_hand(at_desk, metro, odd):
    at_desk.post(f"{DESK}anomalies/{odd.pk}/take-up/")
    made = at_desk.post(f"{DESK}cases/new/?anomaly={odd.pk}", {"title": "T", "reason": "R"})
    case = Case.objects.get()
    assert made["Location"].endswith(f"/cases/{case.public_id}/")
    at_desk.post(f"{DESK}cases/{case.public_id}/notes/", {"text": "Called the seller."})
    at_desk.post(
        f"{DESK}cases/{case.public_id}/subjects/", {"kind": "listing", "ref": str(metro.public_id)}
    )
    address = f"{DESK}cases/{case.public_id}/freeze/listing/{metro.public_id}/"
    assert at_desk.post(address, {"reason": ""}).status_code == 422
    at_desk.post(address, {"reason": "r", "public": "Being checked with the seller."})
    page = at_desk.get(f"{DESK}cases/{case.public_id}/").content.decode()
    assert "not yet confirmed" in page and "Called the seller." in page
    shown = at_desk.get(f"/en/listings/{metro.public_id}/").content.decode()
    assert "This listing is frozen" in shown and "Being checked with the seller." in shown
    public = at_desk.get("/en/registry/freezes/").content.decode()
    assert "Being checked with the seller." in public and "12,400" in public


def test_a_case_is_handed_over_as_a_file(at_desk, case):
    answer = at_desk.post(f"{DESK}cases/{case.public_id}/export/")
    assert answer["Content-Type"] == "application/zip"
    assert answer["X-Content-SHA256"] == CaseExport.objects.get().sha256


def test_a_cases_file_opens_without_the_site_and_tells_the_trail_first(
    at_desk, case, metro, supervisor
):
    cases.note(case=case, text="Called the seller.", actor=supervisor)
    subject = subjects.find("listing", str(metro.public_id))
    cases.freeze(case=case, subject=subject, reason="A slip?", public="Checking.", actor=supervisor)
    answer = at_desk.post(f"{DESK}cases/{case.public_id}/export/")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names, page = archive.namelist(), archive.read("index.html").decode()
    trail = page[page.index('id="trail"') : page.index("</ol>")]
    told = ["Case opened", "Too low", "Note written", "Called the seller.", "frozen", "A slip?"]
    places = [trail.index(text) for text in told]
    assert places == sorted(places)
    assert "Checking." in trail and metro.batch.project.name_en in trail
    assert set(re.findall(r'(?:href|src)="([^"#]+)"', page)) <= set(names)
    assert '<html lang="en">' in page and "requested_by" not in page


def test_an_anomaly_shows_what_was_counted_and_the_thresholds_that_applied(at_desk, odd, settings):
    page = at_desk.get(f"{DESK}anomalies/{odd.pk}/").content.decode()
    assert "for at least 5 different beneficiaries within 24 hours" in page
    assert re.search(r"Different beneficiaries</dt><dd class=\"num\">5<", page)
    assert re.search(r"Different beneficiaries, at least</dt><dd class=\"num\">5<", page)
    assert "Different beneficiaries: " in at_desk.get(f"{DESK}anomalies/").content.decode()


def test_a_closed_case_offers_no_form_to_ask_for_a_release(at_desk, case, metro, supervisor):
    from tests.supervision.test_cases import freeze

    act = freeze(case, metro, supervisor)
    page = f"{DESK}freezes/{act.pk}/release/"
    assert 'name="reason"' in at_desk.get(page).content.decode()
    cases.close(case=case, finding="f", actor=supervisor)
    closed = at_desk.get(page).content.decode()
    assert "This case is closed" in closed and 'name="reason"' not in closed


def test_an_anomaly_is_closed_with_a_note_only(at_desk, odd):
    address = f"{DESK}anomalies/{odd.pk}/close/"
    assert at_desk.post(address, {"note": ""}).status_code == 422
    at_desk.post(address, {"note": "A family's gifts."})
    assert Anomaly.objects.get().status == Anomaly.Status.CLOSED


def test_what_is_frozen_is_named_and_leads_to_its_page(client, at_desk, case, metro, supervisor):
    things = ("listing", metro), ("batch", metro.batch), ("account", metro.seller)
    for kind, row in things:
        cases.freeze(
            case=case, subject=subjects.of(kind, row), reason="r", public="", actor=supervisor
        )
    project, seller = metro.batch.project, metro.seller
    for address, where in (("/en/registry/freezes/", "public"), (DESK, "desk")):
        page = at_desk.get(address).content.decode()
        assert page.count(project.name_en) >= 2 and seller.name_en in page
        assert f"{str(metro.public_id)[:8]}…" not in page
        listing = reverse("market:listing", args=[metro.public_id])
        own = reverse("supervision:thing", args=["account", seller.public_id])
        wanted = {"public": listing.split("/", 2)[2], "desk": own.split("/", 2)[2]}
        assert wanted[where] in page


def test_the_public_page_names_a_person_by_pseudonym(client, cast_database, supervisor):
    somebody = supply.person("somebody")
    case = cases.open_case(title="T", reason="R", about=[], actor=supervisor)
    cases.freeze(
        case=case,
        subject=subjects.of("account", somebody),
        reason="secret reason",
        public="",
        actor=supervisor,
    )
    page = client.get("/en/registry/freezes/").content.decode()
    assert somebody.pseudonym in page
    assert not re.search(r"somebody@|secret reason", page)
