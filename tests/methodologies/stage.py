"""Methodologies on their way, made through the verbs: a developer's, two experts, a registrar."""

import io
import zipfile
from datetime import date

from accounts.models import Organization, User
from marketplace.methodologies import deciding, reviews, submissions
from marketplace.methodologies.models import Assignment, Submission
from marketplace.methodologies.questions import QUESTIONS
from marketplace.methodologies.reviews import Judgement, Profile
from marketplace.methodologies.submissions import Words
from tests.registry import supply

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
WORDS = Words(
    code="sz-cup",
    version="V1",
    name_zh="自带杯减碳方法学",
    name_en="Bring-your-own-cup methodology",
    scope_zh="自带杯替代一次性杯。",
    scope_en="Own cups in place of disposable ones.",
    kinds=["household"],
    contact="010-1234",
)
FACTS = deciding.FilingFacts(
    issuer_zh="深圳市生态环境局",
    issuer_en="Shenzhen Ecology and Environment Bureau",
    document_number="深环备〔2026〕1号",
    filed_on=date(2026, 10, 8),
)
ANSWERS = {question.key: "yes" for question in QUESTIONS}


def docx(*, macros: bool = False) -> bytes:
    """A file that is a Word document as far as its parts tell."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
        if macros:
            archive.writestr("word/vbaProject.bin", "macros")
    return buffer.getvalue()


def drafted(organization: Organization, actor: User, words: Words = WORDS) -> Submission:
    """A draft with everything in it."""
    made = submissions.draft(organization, words, actor=actor)
    submissions.add_document(made, name="text.pdf", content=PDF, actor=actor)
    return made


def submitted(organization: Organization, actor: User, words: Words = WORDS) -> Submission:
    """A submission that waits for reviewers."""
    made = drafted(organization, actor, words)
    submissions.submit(made, actor=actor)
    made.refresh_from_db()
    return made


def expert(name: str, registrar: User, **profile: object):
    """Somebody on the roster."""
    return reviews.put_expert(
        supply.user(name), Profile(**({"kinds": ["household"]} | profile)), actor=registrar
    )


def under_review(
    organization: Organization, actor: User, registrar: User, words: Words = WORDS
) -> tuple[Submission, Assignment, Assignment]:
    """A submission with both seats given."""
    made = submitted(organization, actor, words)
    first = reviews.assign(made, expert("expert-1", registrar), actor=registrar)
    second = reviews.assign(made, expert("expert-2", registrar), actor=registrar)
    made.refresh_from_db()
    return made, first, second


def say(seat: Assignment, verdict: str = "accept") -> None:
    """The seat's expert gives an opinion."""
    reviews.give_opinion(
        seat, Judgement(verdict, "Carefully read.", ANSWERS), actor=seat.expert.user
    )


def filed(organization: Organization, actor: User, registrar: User, words: Words = WORDS):
    """A version filed after review."""
    made, *seats = under_review(organization, actor, registrar, words)
    for seat in seats:
        say(seat)
    return deciding.file(made, FACTS, actor=registrar)
