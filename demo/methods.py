"""The demo's methodologies: the real ones with their sources, and one made-up submission under review."""

from typing import Any

from accounts.models import Organization
from demo.cast import Cast, content
from marketplace.methodologies import reviews, submissions
from marketplace.methodologies.models import Expert, Submission
from marketplace.methodologies.questions import QUESTIONS
from marketplace.registry import filings
from marketplace.registry.models import MethodologyVersion

# A whole small PDF that says what it is; a demo needs no more.
PAPER = """%PDF-1.4
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj
3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 420 200] /Contents 4 0 R /Resources <</Font <</F <</Type /Font
/Subtype /Type1 /BaseFont /Helvetica>>>>>>>> endobj
4 0 obj <</Length 62>> stream
BT /F 14 Tf 40 100 Td (Made up for the demonstration.) Tj ET
endstream endobj
trailer <</Root 1 0 R>>
%%EOF
"""


def record(row: dict[str, Any]) -> MethodologyVersion:
    """Record a real methodology, as far as its source was seen."""
    facts = {"document_number": "", "url": "", "published": ""} | row
    code, accepted = facts.pop("code"), facts.pop("accepted")
    return filings.record_version(code=code, text=filings.Text(**facts), accepted=accepted)


def load(cast: Cast) -> None:
    """Record what no project uses yet; put two experts on the roster; let one submission be under review."""
    data = content("methodologies")
    for row in data["methodology"]:
        record(row)
    experts = [_expert(row, cast) for row in data["expert"]]
    row = data["submission"]
    if not Submission.objects.filter(code=row["code"], is_demo=True).exists():
        _under_review(row, experts, cast)


def _expert(row: dict[str, Any], cast: Cast) -> Expert:
    conflicts: list[Organization] = [cast.organizations[key] for key in row["conflicts"]]
    profile = reviews.Profile(
        kinds=row["kinds"], affiliation=row["affiliation"], conflicts=conflicts
    )
    return reviews.put_expert(cast.user(row["user"]), profile, actor=cast.user("registrar"))


def _under_review(row: dict[str, Any], experts: list[Expert], cast: Cast) -> None:
    """Handed in by a developer, both seats given, one opinion there: the other waits for its expert."""
    organization = cast.organizations[row["organization"]]
    actor = cast.user(row["actor"])
    said = {name: row[name] for name in submissions.Words.__dataclass_fields__}
    made = submissions.draft(organization, submissions.Words(**said), actor=actor, is_demo=True)
    submissions.add_document(made, name=row["document"], content=PAPER.encode(), actor=actor)
    submissions.submit(made, actor=actor)
    seats = [reviews.assign(made, each, actor=cast.user("registrar")) for each in experts]
    answers = {question.key: "yes" for question in QUESTIONS} | row["answers"]
    judgement = reviews.Judgement("accept", row["report"], answers)
    reviews.give_opinion(seats[0], judgement, actor=seats[0].expert.user)
