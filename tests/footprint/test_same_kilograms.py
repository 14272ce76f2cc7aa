"""The same calculation through the page, the file, the API and the command gives the same kilograms."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from footprint import drafts
from footprint.assumptions import Basics
from footprint.workbook.template import template
from tests.footprint.spreadsheets import as_csv, as_xlsx

pytestmark = pytest.mark.django_db
FACTS = {"title": "湾区论坛", "participants": "400", "days": "2", "region": "CN-GD"}


def by_command(path, capsys) -> str:
    call_command("calculate", str(path))
    return json.loads(capsys.readouterr().out)["total_kg_exact"]


def by_api(client: Client, activities: list[dict[str, object]]) -> str:
    body = {"guideline": "mee-2019-19", "region": "CN-GD", "activities": activities}
    answer = client.post("/api/v1/footprints/calculate", body, content_type="application/json")
    return answer.json()["total_kg_exact"]


def by_page(
    client: Client, page: str, file: SimpleUploadedFile, *, accept: str, **said: str
) -> str:
    client.post(
        reverse("footprint:event"),
        {"participants": "400", "days": "2", "origin": "mixed", "region": "CN-GD"},
    )
    args = ["event"] if page == "workbook" else []
    name = "footprint:workbook" if page == "workbook" else "footprint:event_travel"
    shown = client.post(reverse(name, args=args), {"file": file}, follow=True).context["preview"]
    client.post(reverse(f"{name}_accept", args=args), {"accept": accept})
    if accept == "whole":
        kept = client.get(reverse("footprint:draft_result", args=["event"])).context["sheet"]
        assert kept.footprint.total_exact == shown.sheet.footprint.total_exact
    return format(shown.sheet.footprint.total_exact.normalize(), "f")


def test_a_workbook_by_page_command_and_api(client, tmp_path, capsys):
    draft = drafts.new_event(Basics(400, 2), title="湾区论坛")
    content = template("event", language="zh", facts=FACTS, entered=draft.entered())
    path = tmp_path / "论坛.xlsx"
    path.write_bytes(content)
    document = tmp_path / "论坛.json"
    activities = [item.as_data() for item in draft.entered()]
    document.write_text(
        json.dumps({"guideline": "mee-2019-19", "region": "CN-GD", "activities": activities})
    )
    found = {
        by_command(path, capsys),
        by_command(document, capsys),
        by_api(client, activities),
        by_page(client, "workbook", SimpleUploadedFile("论坛.xlsx", content), accept="whole"),
    }
    assert found == {"29949.604494"}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_attendance_file_by_page_command_and_api(client, tmp_path, capsys, kind):
    rows = [
        ("广州", "深圳", 110.5, 30, "", "高铁", "", "是"),
        ("北京", "深圳", "", 12, "", "飞机", "经济舱", "是"),
    ]
    content = as_csv(rows, encoding="gb18030") if kind == "csv" else as_xlsx(rows)
    path = tmp_path / f"出行.{kind}"
    path.write_bytes(content)
    activities = [
        {"activity": "high_speed_rail", "value": "30", "unit": "person", "distance_km": "110.5", "trip": "return"},
        {"activity": "flight", "value": "12", "unit": "person", "distance_km": "1943", "trip": "return",
         "cabin": "economy", "route": "domestic"},
    ]  # fmt: skip
    found = {
        by_command(path, capsys),
        by_api(client, activities),
        by_page(client, "travel", SimpleUploadedFile(path.name, content), accept="1"),
    }
    assert len(found) == 1


def test_the_command_names_the_first_bad_cell(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(as_csv([("广州", "深圳", "近", 30, "", "高铁", "", "是")]))
    with pytest.raises(CommandError, match=r"1 bad rows; C2 \(单程公里数\)"):
        call_command("calculate", str(path))
