"""Methodologies in the API: what is public, and nothing else."""

import pytest

from marketplace.methodologies import reviews
from tests.methodologies import stage

pytestmark = pytest.mark.django_db
PATH = "/api/v1/methodologies"


def test_the_list_has_what_is_filed_and_what_is_proposed(
    client, seller_organization, seller, registrar
):
    stage.submitted(seller_organization, seller)
    (card,) = client.get(PATH).json()
    assert (card["code"], card["status"], card["accepted"]) == ("sz-cup", "submitted", False)
    assert card["proposal"] and "contact" not in card
    assert client.get(f"{PATH}?q=红树林").json() == []
    assert client.get(f"{PATH}/sz-cup").status_code == 404


def test_a_filed_one_shows_its_review_without_names_nobody_agreed_to(
    client, seller_organization, seller, registrar
):
    version = stage.filed(seller_organization, seller, registrar)
    seats = version.submission.assignments.order_by("seat")
    reviews.show_name(seats[0].expert, shows_name=True, actor=seats[0].expert.user)
    body = client.get(f"{PATH}/sz-cup").json()
    (said,) = body["versions"]
    assert (said["document_number"], said["published"]) == ("深环备〔2026〕1号", "2026-10-08")
    assert [opinion["verdict"] for opinion in said["opinions"]] == ["accept", "accept"]
    assert [bool(opinion["reviewer"]) for opinion in said["opinions"]] == [True, False]
    assert said["documents"][0]["sha256"] == version.acts.get().document_sha256
    assert [act["act"] for act in body["acts"]] == ["filed"]
    assert "Carefully read" not in str(body) and "010-1234" not in str(body)
