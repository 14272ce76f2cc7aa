"""The pages behind the ``type`` of a problem document: what a code means, why there is such a rule, what to do.

``type`` is ``PROBLEM_TYPE_PREFIX`` + code and stays the same for ever; the address without a language leads to
the page in the reader's.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from look.parts import Crumb
from marketplace.errors import REFUSALS

FILE = Path(__file__).with_name("problem_types.toml")
INPUTS_WHY = (
    "系统不会悄悄用别的数字代替：缺什么就问什么，这样每个结果都能追溯到来源。",
    "Nothing is silently replaced: what is missing is asked for, so that every result can be traced.",
)


@dataclass(frozen=True)
class ProblemType:
    """One code in words; works with ``|localname`` (stems: title, what, why, do)."""

    code: str
    title_zh: str
    title_en: str
    what_zh: str
    what_en: str
    why_zh: str
    why_en: str
    do_zh: str
    do_en: str
    status: int | None


@cache
def types() -> dict[str, ProblemType]:
    """Return every code's words, in the file's order."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {code: _type(code, row) for code, row in rows.items()}


def _type(code: str, row: dict[str, list[str]]) -> ProblemType:
    words = {"why": INPUTS_WHY} | row
    refusal = REFUSALS.get(code)
    return ProblemType(
        code=code,
        status=refusal.status if refusal else None,
        **{
            f"{stem}_{language}": words[stem][place]
            for stem in ("title", "what", "why", "do")
            for place, language in enumerate(("zh", "en"))
        },
    )


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List all codes."""
    crumbs = [Crumb(_("What an error means"))]
    context = {"types": types().values(), "crumbs": crumbs}
    return render(request, "problems/index.html", context)


@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Say what one code means, why, and what to do."""
    found = types().get(code)
    if found is None:
        raise Http404
    crumbs = [Crumb(_("What an error means"), reverse("problems")), Crumb(code)]
    return render(request, "problems/page.html", {"problem": found, "crumbs": crumbs})


@require_safe
def lead(request: HttpRequest, code: str = "") -> HttpResponse:
    """Lead from the address that a problem document names to the page in the reader's language."""
    if code and code not in types():
        raise Http404
    with override(get_language_from_request(request)):
        address = reverse("problem", args=[code]) if code else reverse("problems")
    answer = redirect(address)
    answer["Vary"] = "Accept-Language, Cookie"
    return answer
