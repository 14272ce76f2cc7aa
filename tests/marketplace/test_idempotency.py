"""The same request twice is one act with one answer."""

import threading

import pytest
from django.db import connections

from marketplace.errors import REFUSALS, MarketError
from marketplace.idempotency import Answer, once


def ask(key="k-1", request=b"{}", act=None, scope="token:1"):
    return once(scope=scope, key=key, request=request, act=act or (lambda: Answer(201, {"id": 1})))


@pytest.mark.django_db
def test_the_first_answer_is_given_again():
    acts = []

    def act():
        acts.append(1)
        return Answer(201, {"number": len(acts)})

    assert ask(act=act) == Answer(201, {"number": 1})
    assert ask(act=act) == Answer(201, {"number": 1}, replay=True)
    assert acts == [1]


@pytest.mark.django_db
def test_another_body_with_the_same_key_is_refused():
    ask()
    with pytest.raises(MarketError, match="idempotency_changed_payload"):
        ask(request=b"[]")


@pytest.mark.django_db
def test_keys_of_different_clients_do_not_meet():
    ask()
    assert not ask(scope="token:2").replay


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 65, "white space", "钥匙", "a\n"])
def test_a_key_has_a_form(key):
    code = "idempotency_key_invalid" if key else "idempotency_key_required"
    with pytest.raises(MarketError, match=code):
        ask(key=key)


@pytest.mark.django_db
def test_a_refused_act_may_be_tried_again_with_its_key():
    def refuse():
        raise MarketError("quote_expired")

    with pytest.raises(MarketError, match="quote_expired"):
        ask(act=refuse)
    assert ask().status == 201


def test_while_the_first_is_running_the_second_is_told(fresh_db):
    running, finish, outcome = threading.Event(), threading.Event(), []

    def slow():
        running.set()
        finish.wait(10)
        return Answer(201, {})

    def first():
        outcome.append(ask(act=slow))
        connections.close_all()

    thread = threading.Thread(target=first)
    thread.start()
    running.wait(10)
    with pytest.raises(MarketError, match="idempotency_in_progress"):
        ask()
    finish.set()
    thread.join(10)
    assert outcome == [Answer(201, {})] and ask().replay


def test_every_refusal_has_a_status_and_a_sentence():
    for code, refusal in REFUSALS.items():
        assert 400 <= refusal.status < 600 and str(refusal.text)
        assert MarketError(code).message
