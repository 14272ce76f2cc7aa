"""A person's year, card by card. Each answer is one POST; nothing is kept but the session's draft."""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from footprint import drafts, sets
from footprint.drafts import Draft
from footprint.errors import CalculationError
from footprint.forms import CardForm
from footprint.numbers import EXACT, grouped
from footprint.personal import averages, questions, year
from footprint.personal.averages import Skip
from footprint.personal.questions import Question
from footprint.text import Text

ANSWERS = "answers"
"""Where a card leads back to when it was opened from the list of answers."""


@dataclass(frozen=True)
class Answered:
    """One row of the list of answers: `said` is the answer, else `skip` says what stands in."""

    question: Question
    said: Text | None
    skip: Skip
    is_open: bool


def begin(request: HttpRequest) -> HttpResponse:
    """The first card that is open, at the calculator's own address."""
    draft = _draft(request)
    question = questions.first_open(draft.fields)
    if question is None:
        return redirect("footprint:personal_answers")
    return _page(request, draft, question)


@require_http_methods(["GET", "POST"])
def card(request: HttpRequest, card: str) -> HttpResponse:
    """One question; an answer leads to the next card, the last one to the result."""
    draft = _draft(request)
    question = questions.find(card)
    if question is None:
        raise Http404
    if not question.applies(draft.fields):
        return redirect("footprint:personal")
    if request.method != "POST":
        return _page(request, draft, question)
    if "skip" in request.POST:
        return _answered(request, draft, question, "")
    form = CardForm(question, request.POST, given="")
    if form.is_valid() and not form.needs_a_second_look:
        return _answered(request, draft, question, form.cleaned_data["answer"])
    return _page(request, draft, question, form)


def answers(request: HttpRequest) -> HttpResponse:
    """All answers, each with a way to change it."""
    draft = _draft(request)
    context = {
        "rows": [_row(question, draft) for question in questions.path(draft.fields)],
        "total": _total(draft, draft.fields),
        "open": questions.first_open(draft.fields),
        "back": ANSWERS,
    }
    return render(request, "footprint/personal/answers.html", context)


@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Drop all answers and begin again."""
    drafts.drop_from_session(request.session, "personal")
    return redirect("footprint:personal")


def _draft(request: HttpRequest) -> Draft:
    """The answers so far; those of the former form are read as what they meant."""
    draft = drafts.in_session(request.session, "personal") or Draft("personal")
    return replace(draft, fields=questions.from_old(draft.fields))


def _answered(request: HttpRequest, draft: Draft, question: Question, answer: str) -> HttpResponse:
    fields = {**draft.fields, question.id: answer}
    region = draft.region
    if question.id == "place":
        region = averages.region_of(answer or averages.SHENZHEN)
    drafts.keep_in_session(request.session, replace(draft, region=region, fields=fields))
    back = request.POST.get("then") == ANSWERS
    following = _following(question, fields, back=back)
    if following is not None:
        address = reverse("footprint:personal_card", args=[following.id])
        return redirect(f"{address}?then={ANSWERS}" if back else address)
    if back:
        return _leave(request, reverse("footprint:personal_answers"))
    return _leave(request, reverse("footprint:draft_result", args=["personal"]))


def _leave(request: HttpRequest, address: str) -> HttpResponse:
    """Go to another page: a card takes a card's place, but for any other the browser must leave."""
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(address)
    return redirect(address)


def _following(question: Question, fields: questions.Answers, *, back: bool) -> Question | None:
    """The next card: in order, or only what is still open when one answer was being changed."""
    path = questions.path(fields)
    rest = path[path.index(question) + 1 :]
    if rest and not back:
        return rest[0]
    return questions.first_open(fields)


def _page(
    request: HttpRequest, draft: Draft, question: Question, form: CardForm | None = None
) -> HttpResponse:
    given = draft.fields.get(question.id)
    path = questions.path(draft.fields)
    at = path.index(question)
    form = form or CardForm(question, None, given=given or "")
    before = path[at - 1] if at else None
    then = request.POST.get("then") or request.GET.get("then")
    context = {
        "question": question,
        "form": form,
        "given": given,
        "unusual": form.is_bound and form.is_valid(),
        "skip": averages.skip(question.id, _place(draft), sets.load()),
        "number": at + 1,
        "count": len(path),
        "before": before,
        "then": ANSWERS if then == ANSWERS else "",
        "total": _total(draft, draft.fields),
        "added": _added(draft, path[:at]),
    }
    return render(request, "footprint/personal/card.html", context)


def _place(draft: Draft) -> str:
    return averages.place_of(draft.fields, draft.region)


def _total(draft: Draft, fields: questions.Answers) -> Decimal | None:
    try:
        return year.so_far(fields, region=draft.region).total_exact
    except CalculationError:
        return None


def _added(draft: Draft, path: list[Question]) -> Decimal | None:
    """What the last card of this path added to those before it, in kilograms."""
    seen = {item.id: draft.fields[item.id] for item in path if item.id in draft.fields}
    if not path or path[-1].id not in seen:
        return None
    after = _total(draft, seen)
    del seen[path[-1].id]
    before = _total(draft, seen)
    if after is None or before is None:
        return None
    return EXACT.subtract(after, before)


def _row(question: Question, draft: Draft) -> Answered:
    answer = draft.fields.get(question.id)
    return Answered(
        question=question,
        said=_said(question, answer) if answer else None,
        skip=averages.skip(question.id, _place(draft), sets.load()),
        is_open=answer is None,
    )


def _said(question: Question, answer: str) -> Text:
    if question.id == "place":
        return averages.place_name(answer)
    if question.choices:
        return question.choices[answer]
    number = grouped(Decimal(answer))
    return Text(f"{number} {question.unit.zh}", f"{number} {question.unit.en}")
