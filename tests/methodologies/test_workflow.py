"""From draft to filing: who may do what, in which order, and what stays as it was."""

import dataclasses
from datetime import date

import pytest

from marketplace.errors import MarketError
from marketplace.methodologies import deciding, queries, reviews, submissions
from marketplace.methodologies.models import Submission
from marketplace.methodologies.reviews import Judgement
from marketplace.registry import auditing, filings, ledger, log
from marketplace.registry.models import MethodologyAct, MethodologyVersion
from tests.methodologies import stage
from tests.registry import supply

pytestmark = pytest.mark.django_db


def refused(code):
    return pytest.raises(MarketError, match=f"^{code}:")


@pytest.fixture
def reviewed(seller_organization, seller, registrar):
    return stage.under_review(seller_organization, seller, registrar)


def test_two_accepting_opinions_and_a_registrar_file_it(reviewed, registrar):
    made, first, second = reviewed
    stage.say(first)
    with refused("approval_required"):
        deciding.file(made, stage.FACTS, actor=registrar)
    stage.say(second)
    version = deciding.file(made, stage.FACTS, actor=registrar)
    assert (version.status, version.accepted, version.published) == ("filed", False, "2026-10-08")
    assert version.methodology.code == "sz-cup" and version.kinds == ["household"]
    assert [act.act for act in version.acts.all()] == ["filed"]
    assert version.acts.get().document_sha256 == made.documents.get().sha256


@pytest.mark.parametrize("verdict", ["changes", "reject"])
def test_any_other_opinion_does_not_count(reviewed, registrar, verdict):
    made, first, second = reviewed
    stage.say(first)
    stage.say(second, verdict)
    with refused("approval_required"):
        deciding.file(made, stage.FACTS, actor=registrar)


def test_an_opinion_is_given_once_by_whom_it_was_asked_of(reviewed, registrar):
    _made, first, second = reviewed
    with refused("not_allowed"):
        reviews.give_opinion(
            first, Judgement("accept", "x", stage.ANSWERS), actor=second.expert.user
        )
    with refused("invalid_request"):
        reviews.give_opinion(first, Judgement("accept", "x", {}), actor=first.expert.user)
    stage.say(first)
    with refused("invalid_state"):
        stage.say(first, "reject")


def test_reviewers_are_two_and_independent(
    seller_organization, seller, registrar, nanshan_expo, organizer
):
    made = stage.submitted(seller_organization, seller)
    colleague = reviews.put_expert(seller, reviews.Profile(kinds=["household"]), actor=registrar)
    for biased in (
        colleague,
        stage.expert("employed", registrar, organization=seller_organization),
        stage.expert("conflicted", registrar, conflicts=[seller_organization]),
        stage.expert("retired", registrar, active=False),
    ):
        with refused("not_allowed"):
            reviews.assign(made, biased, actor=registrar)
    good = stage.expert("expert-1", registrar, organization=nanshan_expo)
    reviews.assign(made, good, actor=registrar)
    with refused("invalid_state"):
        reviews.assign(made, good, actor=registrar)
    reviews.assign(made, stage.expert("expert-2", registrar), actor=registrar)
    with refused("invalid_state"):
        reviews.assign(made, stage.expert("expert-3", registrar), actor=registrar)
    with refused("not_allowed"):
        reviews.assign(made, stage.expert("expert-3", registrar), actor=organizer)


def test_a_registrar_reviews_nothing_they_decide(
    seller_organization, seller, registrar, second_registrar
):
    made = stage.submitted(seller_organization, seller)
    as_expert = reviews.put_expert(
        registrar, reviews.Profile(kinds=["household"]), actor=second_registrar
    )
    with refused("same_person"):
        reviews.assign(made, as_expert, actor=registrar)
    first = reviews.assign(made, as_expert, actor=second_registrar)
    second = reviews.assign(
        made, stage.expert("expert-2", second_registrar), actor=second_registrar
    )
    stage.say(first)
    stage.say(second)
    with refused("same_person"):
        deciding.file(made, stage.FACTS, actor=registrar)
    assert deciding.file(made, stage.FACTS, actor=second_registrar)


def test_a_freed_seat_goes_to_somebody_else_and_only_before_the_opinion(reviewed, registrar):
    made, first, second = reviewed
    reviews.release(first, actor=first.expert.user)
    with refused("invalid_state"):
        stage.say(first)
    third = reviews.assign(made, stage.expert("expert-3", registrar), actor=registrar)
    assert third.seat == 1
    stage.say(third)
    with refused("invalid_state"):
        reviews.release(third, actor=registrar)
    stage.say(second)
    assert deciding.file(made, stage.FACTS, actor=registrar)


def test_a_draft_is_handed_in_whole_or_not_at_all(seller_organization, seller):
    made = submissions.draft(
        seller_organization, submissions.Words(code="new", version="1"), actor=seller
    )
    assert len(submissions.lacking(made)) == 5
    with refused("invalid_request"):
        submissions.submit(made, actor=seller)
    submissions.save(made, stage.WORDS, actor=seller)
    with refused("evidence_required"):
        submissions.add_document(made, name="x.pdf", content=b"GIF89a", actor=seller)
    submissions.add_document(made, name="x.docx", content=stage.docx(), actor=seller)
    submissions.submit(made, actor=seller)
    with refused("invalid_state"):
        submissions.save(made, stage.WORDS, actor=seller)
    with refused("invalid_state"):
        submissions.add_document(made, name="y.pdf", content=stage.PDF, actor=seller)
    with refused("invalid_state"):
        submissions.discard(made, actor=seller)


def test_only_the_organizations_writers_write(seller_organization, seller, stranger):
    made = stage.drafted(seller_organization, seller)
    for act in (submissions.submit, submissions.withdraw, submissions.discard):
        with refused("not_allowed"):
            act(made, actor=stranger)
    submissions.discard(made, actor=seller)
    assert not Submission.objects.exists()


def test_what_came_back_is_answered_by_a_new_submission(reviewed, registrar, seller):
    made, first, second = reviewed
    stage.say(first, "changes")
    stage.say(second)
    with refused("invalid_request"):
        deciding.return_for_changes(made, note=" ", actor=registrar)
    deciding.return_for_changes(made, note="Say where the data come from.", actor=registrar)
    again = submissions.try_again(made, actor=seller)
    assert submissions.try_again(made, actor=seller) == again
    assert again.replaces == made and again.documents.get().sha256 == made.documents.get().sha256
    words = dataclasses.replace(stage.WORDS, scope_zh="数据来自门店收银系统。")
    submissions.save(again, words, actor=seller)
    submissions.submit(again, actor=seller)
    made.refresh_from_db()
    assert (made.status, made.scope_zh) == ("returned", stage.WORDS.scope_zh)


def test_a_new_version_supersedes_and_batches_keep_theirs(
    seller_organization, seller, registrar, second_registrar
):
    first = stage.filed(seller_organization, seller, registrar)
    deciding.set_accepted(first, accepted=True, actor=registrar)
    owner = seller_organization.party
    project = supply.project(owner)
    request = ledger.request_issuance(
        project=project,
        methodology_version=first,
        monitoring_start=date(2026, 1, 1),
        monitoring_end=date(2026, 6, 30),
        quantity_kg=5000,
        upstream_serial="SZ-1",
        custody_account="C",
        trade_reference="T",
        evidence=b"report",
        actor=registrar,
    )
    batch = supply.issue(request, second_registrar)
    lacking = dataclasses.replace(stage.WORDS, version="V2")
    with refused("invalid_request"):
        stage.submitted(seller_organization, seller, lacking)
    Submission.objects.filter(status="draft").get()
    words = dataclasses.replace(lacking, news_zh="基准线按新数据更新。")
    second = stage.filed(seller_organization, seller, registrar, words)
    first.refresh_from_db()
    batch.refresh_from_db()
    assert (first.status, second.status) == ("superseded", "filed")
    assert batch.methodology_version == first
    page = queries.page("sz-cup")
    assert [version.version for version in page.versions] == ["V2", "V1"]
    assert page.issued_kg == 5000
    log.seal()
    assert auditing.run().findings == []


def test_nobody_accepts_with_a_no(seller_organization, seller, registrar):
    _made, seat, _other = stage.under_review(seller_organization, seller, registrar)
    doubtful = stage.ANSWERS | {next(iter(stage.ANSWERS)): "no"}
    with refused("invalid_request"):
        reviews.give_opinion(
            seat, Judgement("accept", "Carefully read.", doubtful), actor=seat.expert.user
        )
    stage.say(seat)


def test_the_same_version_is_not_filed_twice(seller_organization, seller, registrar):
    stage.filed(seller_organization, seller, registrar)
    with refused("invalid_request"):
        stage.submitted(seller_organization, seller)


def test_no_credits_under_a_version_that_is_not_accepted(
    seller_organization, seller, registrar, second_registrar
):
    version = stage.filed(seller_organization, seller, registrar)
    project = supply.project(seller_organization.party)
    asked = {
        "project": project,
        "methodology_version": version,
        "monitoring_start": date(2026, 1, 1),
        "monitoring_end": date(2026, 6, 30),
        "quantity_kg": 5000,
        "upstream_serial": "SZ-1",
        "custody_account": "C",
        "trade_reference": "T",
        "evidence": b"report",
        "actor": registrar,
    }
    with refused("methodology_not_accepted"):
        ledger.request_issuance(**asked)
    deciding.set_accepted(version, accepted=True, actor=registrar)
    request = ledger.request_issuance(**asked)
    deciding.set_accepted(version, accepted=False, actor=registrar)
    with refused("methodology_not_accepted"):
        supply.issue(request, second_registrar)
    with refused("invalid_state"):
        filings.set_accepted(version=version, accepted=False, actor=registrar)
    assert [act.act for act in MethodologyAct.objects.all()] == ["filed", "accepted", "stopped"]


def test_only_registrars_decide(reviewed, finance, registrar):
    made, first, second = reviewed
    stage.say(first)
    stage.say(second)
    with refused("not_allowed"):
        deciding.file(made, stage.FACTS, actor=finance)
    with refused("not_allowed"):
        deciding.reject(made, note="no", actor=finance)
    deciding.reject(made, note="no", actor=registrar)
    with refused("invalid_state"):
        deciding.file(made, stage.FACTS, actor=registrar)
    assert not MethodologyVersion.objects.filter(methodology__code="sz-cup").exists()


def test_the_search_reads_chinese(seller_organization, seller):
    stage.submitted(seller_organization, seller)
    found = queries.cards(queries.Filters(text="自带杯 一次性"))
    assert [card.code for card in found] == ["sz-cup"]
    assert not queries.cards(queries.Filters(text="红树林"))
    assert not queries.cards(queries.Filters(kind="solar"))
    assert not queries.cards(queries.Filters(status="filed"))
