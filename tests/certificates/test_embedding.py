"""What other sites may show of a certificate: badge, frame, picture for networks; and a year's papers in one file."""

import csv
import io
import re
import zipfile
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone
from PIL import Image

from marketplace import clock
from marketplace.certificates import annotations, bulk, queries, share
from marketplace.registry import log, statements
from tests.cast import sign_in
from tests.certificates import retired
from tests.registry import supply

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(registrar, second_registrar, nanshan_expo):
    """A sealed certificate; its paper is made where a test needs it."""
    row = retired.retirement(owner=nanshan_expo.party)
    log.seal()
    return queries.certificate(retired.statement_of(row).code)


def test_anybody_may_frame_the_badge_and_nothing_else(client, certificate):
    answer = client.get(f"/embed/{certificate.code}?lang=en")
    assert answer.status_code == 200 and "X-Frame-Options" not in answer
    policy = answer["Content-Security-Policy"]
    assert (
        "frame-ancestors *" in policy
        and "script-src 'none'" in policy
        and "default-src 'none'" in policy
    )
    page = client.get(f"/en/certificates/{certificate.code}")
    assert (
        page["X-Frame-Options"] == "DENY"
        and "frame-ancestors 'none'" in page["Content-Security-Policy"]
    )


def test_a_badge_sets_no_cookie_runs_no_script_and_is_kept_shortly(client, certificate):
    for ending in ("", ".svg"):
        answer = client.get(f"/embed/{certificate.code}{ending}")
        assert not answer.cookies and "Cookie" not in answer.get("Vary", "")
        assert b"<script" not in answer.content
        assert "public" in answer["Cache-Control"] and "max-age=300" in answer["Cache-Control"]
        again = client.get(
            f"/embed/{certificate.code}{ending}", headers={"If-None-Match": answer["ETag"]}
        )
        assert again.status_code == 304


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "已"), ("en", "Retired for good"), ("", "已"), ("fr", "已")]
)
def test_the_badges_language_is_the_addresss(client, certificate, language, words):
    answer = client.get(
        f"/embed/{certificate.code}.svg?lang={language}", headers={"Accept-Language": "fr"}
    )
    assert words in answer.content.decode()
    assert answer["Content-Language"] in ("zh-hans", "en")


def test_the_badge_says_how_the_certificate_stands_today(client, certificate, registrar):
    def says(query=""):
        return client.get(f"/embed/{certificate.code}.svg?lang=en{query}").content.decode()

    assert "Retired for good" in says() and "2.000 t" in says() and certificate.code in says()
    annotations.annotate(
        retirement=certificate.retirement.public_id, kind="money_returned", reference="r:1", at=clock.now()
    )  # fmt: skip
    assert "the money was returned" in says()
    statement = certificate.retirement
    row = retired.statement_of(statement_row(statement.id))
    statements.revise(statement=row, reason="x", actor=registrar, title_en="Forum")
    assert "Superseded" in says("&revision=1") and "being sealed" in says()
    log.seal()
    assert "the money was returned" in says()


def statement_row(pk):
    from marketplace.registry.models import Retirement

    return Retirement.objects.get(pk=pk)


@pytest.mark.parametrize("path", ["embed/{}", "embed/{}.svg"])
def test_an_unknown_code_is_unknown_and_never_good(client, db, path):
    for code in ("ZH-7K4M-Q2XD-93FB-T5", "nonsense", "ZH-0000-0000-0000-00", "%00"):
        answer = client.get("/" + path.format(code))
        assert answer.status_code == 404 and answer["Cache-Control"] == "no-store"
        assert (
            "未知" in answer.content.decode()
            and "已" not in answer.content.decode().split("<body>")[-1]
        )


def test_the_share_image_is_a_png_of_the_right_size_that_names_organizations_only(
    client, certificate
):
    answer = client.get(f"/zh-hans/certificates/{certificate.code}/image.png")
    image = Image.open(io.BytesIO(answer.content))
    assert (image.format, image.size) == ("PNG", (1200, 630)) and len(answer.content) < 200_000
    assert client.get("/en/certificates/ZH-0000-0000-0000-00/image.png").status_code == 404
    page = client.get(f"/en/certificates/{certificate.code}").content.decode()
    assert (
        f'property="og:image" content="http://testserver/en/certificates/{certificate.code}/image.png"'
        in page
    )


def test_a_persons_picture_names_nobody(monkeypatch, db, client):
    from accounts.parties import set_public_name

    who = supply.person("canary")
    set_public_name(who, name_zh="金丝雀", name_en="Canary", shows_name=True)
    made = retired.statement_of(retired.retirement(owner=who))
    drawn = []
    real = share.png
    monkeypatch.setattr(share, "png", lambda picture: drawn.append(picture) or real(picture))
    client.get(f"/zh-hans/certificates/{made.code}/image.png")
    assert "金丝雀" not in str(drawn[0]) and "2.000" in drawn[0].quantity


@pytest.mark.parametrize(
    "name",
    [
        "南",
        "深圳市南山区" * 12,
        "A" * 400,
        "Bay Area Urban Institute for Very Long Names " * 6,
        "𠮷\u202e甲",
        "",
    ],
)
def test_a_picture_can_always_be_drawn(name):
    picture = share.Picture("中和", name, "1,234,567.890", "t", "2026", "ZH-0000", note="演示")
    lines, _size = share._wrapped(name, size=56)
    assert len(lines) <= 2
    assert share.png(picture).startswith(b"\x89PNG")


def test_the_page_offers_snippets_with_a_text_for_who_sees_no_picture(client, certificate):
    retired.paper_of(statement_row(certificate.retirement.id))
    text = unescape(unescape(client.get(f"/en/certificates/{certificate.code}").content.decode()))
    assert re.search(
        rf'<iframe src="http://testserver/embed/{certificate.code}\?lang=en"[^>]* title="[^"]+',
        text,
    )
    assert re.search(
        rf'<img src="http://testserver/embed/{certificate.code}\.svg\?lang=en"[^>]* alt="[^"]+',
        text,
    )


def test_a_period_comes_as_one_zip_with_its_table(client, certificate, organizer, nanshan_expo):
    retired.paper_of(statement_row(certificate.retirement.id))
    later = retired.retirement(owner=nanshan_expo.party, kg=300)
    log.seal()
    sign_in(client, organizer)
    mine = f"organization={nanshan_expo.party.public_id}"
    assert certificate.code in client.get(f"/en/account/certificates/?{mine}").content.decode()
    answer = client.get(f"/en/account/certificates.zip?{mine}")
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as packed:
        assert packed.testzip() is None
        assert f"{certificate.code}-r1.pdf" in packed.namelist()
        rows = list(csv.DictReader(io.StringIO(packed.read("index.csv").decode("utf-8-sig"))))
        paper = packed.read(f"{certificate.code}-r1.pdf")
    from marketplace import canonical

    assert [int(row["kg"]) for row in rows] == [2_000, 300]
    assert rows[0]["pdf_sha256"] == canonical.sha256(paper)
    assert rows[1]["file"] == "" and rows[1]["certificate"] == later.statements.get().code


def test_a_period_without_papers_or_the_wrong_way_round(
    client, certificate, organizer, nanshan_expo
):
    sign_in(client, organizer)
    mine = f"organization={nanshan_expo.party.public_id}"
    ago = (timezone.localdate() - timedelta(days=900)).isoformat()
    assert (
        "Nothing was retired"
        in client.get(f"/en/account/certificates/?{mine}&since={ago}&until={ago}").content.decode()
    )
    today = timezone.localdate().isoformat()
    answer = client.get(f"/en/account/certificates.zip?{mine}&since={today}&until={ago}")
    assert answer.status_code == 422 and "before the first one" in answer.content.decode()


def test_too_many_are_not_packed_but_said(
    client, certificate, organizer, nanshan_expo, monkeypatch
):
    monkeypatch.setattr(bulk, "MOST", 0)
    sign_in(client, organizer)
    mine = f"organization={nanshan_expo.party.public_id}"
    answer = client.get(f"/en/account/certificates.zip?{mine}")
    assert (
        answer["Content-Type"].startswith("text/html")
        and "Too many for one file" in answer.content.decode()
    )


def test_nobody_packs_anothers_certificates(client, certificate, stranger, nanshan_expo):
    mine = f"organization={nanshan_expo.party.public_id}"
    assert client.get(f"/en/account/certificates.zip?{mine}").status_code == 302
    sign_in(client, stranger)
    assert client.get(f"/en/account/certificates.zip?{mine}").status_code == 404
    assert client.get("/en/account/certificates/?organization=nonsense").status_code == 404
    assert certificate.code not in client.get("/en/account/certificates/").content.decode()
