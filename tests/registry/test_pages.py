"""The public pages: what a stranger sees without an account."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from look import formats
from marketplace import clock
from marketplace.registry import auditing, log, queries, upstream, words
from tests.registry import supply
from tests.registry.test_audit import busy_ledger

pytestmark = pytest.mark.django_db
LANGUAGES = ["zh-hans", "zh-hant", "en"]


@pytest.fixture
def retirement():
    return busy_ledger()


def page(client, path, language="en"):
    answer = client.get(f"/{language}/registry/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["", "log/", "status/"])
def test_an_empty_registry_has_its_pages(client, language, path):
    page(client, path, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_busy_registry_has_its_pages(client, retirement, language):
    auditing.run_and_store()
    code = queries.batches()[0].code
    for path in ("", "log/", "status/", f"batches/{code}/", f"retirements/{retirement.public_id}/"):
        page(client, path, language)


def test_the_first_page_shows_totals_that_add_up(client, retirement):
    text = page(client, "")
    assert "28.000" in text or "28,000" in text
    assert str(retirement.public_id) in text


def test_a_serial_number_leads_to_its_retirement(client, retirement):
    code = retirement.blocks.get().batch.code
    assert str(retirement.public_id) in page(client, f"batches/{code}/?serial=17")
    assert "no such number" in page(client, f"batches/{code}/?serial=99999999")
    assert "no such number" in page(client, f"batches/{code}/?serial=１７x")
    assert "in circulation" in page(client, f"batches/{code}/?serial=9,999")


def test_a_frozen_batch_says_so(client, retirement):
    frozen = next(view for view in queries.batches() if view.status == "frozen")
    assert "frozen" in page(client, f"batches/{frozen.code}/")


def test_a_persons_retirement_page_does_not_open_the_certificate(client, retirement):
    code = retirement.statements.first().code
    text = page(client, f"retirements/{retirement.public_id}/")
    assert code not in text
    assert "people.example" not in text
    assert code not in page(client, "") and code not in page(client, "log/")


def test_a_refused_withdrawal_says_what_happened_and_what_happens_next(client, nanshan_expo):
    made, further = (supply.batch(supply.person(who), 2_000, increment_kg=1000) for who in "ab")
    clerk, colleague = supply.user("clerk"), supply.user("colleague")
    for batch in (made, further):
        supply.give(batch, nanshan_expo.party, 2_000)
    first = supply.retire(made, nanshan_expo.party, 2_000)
    asked, refused = (clock.now() - timedelta(days=days) for days in (6, 1))
    upstream.request(retirement=first, batch=made, actor=clerk, now=asked)
    upstream.refused(retirement=first, batch=made, actor=colleague, now=refused)
    log.seal()
    code = first.statements.get().code
    for address in (f"/en/registry/retirements/{first.public_id}/", f"/en/certificates/{code}"):
        text = client.get(address, follow=True).content.decode()
        assert "refused to withdraw 2" in text
        assert f"requested on {formats.day(asked, 'en')}" in text
        assert f"refused it on {formats.day(refused, 'en')}" in text
        assert "has to make it good. No day is set for it yet" in text
    good = supply.retire(further, nanshan_expo.party, 2_000)
    upstream.made_good(retirement=first, batch=made, by=good, actor=clerk)
    text = page(client, f"retirements/{first.public_id}/")
    assert "made it good on" in text and f"retirements/{good.public_id}/" in text
    assert "No day is set" not in text


def test_an_organizations_retirement_page_opens_the_certificate(client, nanshan_expo):
    batch = supply.batch(supply.person("seller"), 1_000)
    supply.give(batch, nanshan_expo.party, 100)
    retirement = supply.retire(batch, nanshan_expo.party, 100)
    text = page(client, f"retirements/{retirement.public_id}/")
    assert retirement.statements.get().code in text and "Nanshan Expo Group" in text


def test_every_page_counts_the_logs_entries_from_one(client, nanshan_expo):
    batch = supply.batch(supply.person("seller"), 1_000)
    supply.give(batch, nanshan_expo.party, 100)
    retirement = supply.retire(batch, nanshan_expo.party, 100)
    log.seal()
    size = queries.latest_checkpoint().size
    first, *_rest, last = re.findall(
        r'<td class="n"[^>]*><a[^>]*>(\d+)</a></td>\s*<td class="lead"', page(client, "log/")
    )
    assert (int(first), int(last)) == (size, 1)
    statement = retirement.statements.get()
    number = queries.bundle(statement.pk)["position"] + 1
    text = client.get(reverse("certificates:detail", args=[statement.code])).content.decode()
    assert f"entry {number} of {size} in the public log" in text
    own = queries.leaf_and_proof(retirement.leaf_id).position + 1
    assert f"Entry number {own} of a log of {size}" in page(
        client, f"retirements/{retirement.public_id}/"
    )


def test_what_waits_for_sealing_says_so(client):
    batch = supply.batch(supply.person("seller"), 1_000)
    assert "being sealed" in page(client, f"batches/{batch.code}/")
    log.seal()
    assert "being sealed" not in page(client, f"batches/{batch.code}/")


def test_older_entries_are_a_page_away(client):
    batch = supply.batch(supply.person("seller"), 10_000)
    for number in range(15):
        supply.give(batch, supply.person(f"buyer{number}"), 10)
    log.seal()
    size = queries.latest_checkpoint().size
    assert f"before={size - 25}" in page(client, "log/")
    assert "Newest entries" in page(client, f"log/?before={size - 25}")
    page(client, "log/?before=nonsense")


def test_the_status_page_names_what_failed(client, retirement, monkeypatch):
    run = auditing.run_and_store()
    assert run.passed and "All checks passed" in page(client, "status/")
    report = auditing.Report(findings=[{"check": "conservation", "what": "", "rows": []}])
    monkeypatch.setattr(auditing, "run", lambda: report)
    auditing.run_and_store()
    text = page(client, "status/")
    assert "Some checks failed" in text and "violated" in text


def test_the_status_page_says_how_much_of_the_log_the_audit_covered(client, retirement):
    auditing.run_and_store()
    then = queries.latest_checkpoint().size
    supply.batch(supply.person("later"), 1_000)
    log.seal()
    now = queries.latest_checkpoint().size
    assert f"It covered {then} of the {now} entries" in page(client, "status/")


def test_every_check_has_words_for_people():
    from marketplace.registry import log_audit, row_audit

    names = [invariant.name for invariant in auditing.invariants()]
    names += [check.__name__ for check in (*row_audit.CHECKS, *log_audit.CHECKS)]
    assert sorted(names) == sorted(words.CHECKS)


def test_the_checker_is_served_as_it_is(client):
    answer = client.get("/check.py")
    assert answer.status_code == 200 and answer.content.startswith(b"#!/usr/bin/env python3")


@pytest.mark.parametrize(
    "path", ["batches/nothing/", "retirements/7d9f3c52-0000-4000-8000-000000000000/"]
)
def test_what_is_not_there_is_not_found(client, path):
    assert client.get(f"/en/registry/{path}").status_code == 404


def test_pages_are_for_reading_only(client):
    assert client.post(reverse("registry:index")).status_code == 405
