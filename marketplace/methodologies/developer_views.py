"""A developer's pages: propose, draft, hand in, follow, withdraw, try again."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import PREPARERS, SignedInRequest, organization_for
from accounts.queries import organizations_of
from look.templatetags.look import localname
from marketplace.errors import MarketError
from marketplace.methodologies import queries, submissions
from marketplace.methodologies.access import own_submission
from marketplace.methodologies.forms import BeginForm, DocumentForm, WordsForm
from marketplace.methodologies.models import Submission
from marketplace.methodologies.questions import QUESTIONS
from marketplace.methodologies.submissions import Words
from marketplace.methodologies.views import mine


@never_cache
@login_required
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """List what the person's organizations have proposed."""
    organizations = organizations_of(request.user)
    found = queries.proposals_of([each.party_id for each in organizations])
    context = {"proposals": found, "organizations": organizations, "crumbs": mine()}
    return render(request, "methodologies/mine.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def begin(request: SignedInRequest) -> HttpResponse:
    """Begin a draft: for which organization, under which code and version."""
    organizations = [each for each in organizations_of(request.user) if each.role in PREPARERS]
    initial = {"code": request.GET.get("code", "")[:40]}
    form = BeginForm(request.POST or None, organizations=organizations, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        organization, _membership = organization_for(
            request.user, data["organization"], roles=PREPARERS
        )
        try:
            made = submissions.draft(
                organization, _first_words(data["code"], data["version"]), actor=request.user
            )
        except MarketError as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("methodologies:submission", public_id=made.public_id)
    context = {
        "form": form,
        "organizations": organizations,
        "crumbs": mine(_("Propose a methodology")),
    }
    status = 422 if form.is_bound else 200
    return render(request, "methodologies/begin.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def submission(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Show a submission to its organization; a draft can be written on."""
    found = own_submission(request.user, public_id)
    if found.status != Submission.Status.DRAFT:
        return _too_late(request, found) if request.method == "POST" else _standing(request, found)
    words = WordsForm(request.POST or None, initial=_initial(found))
    if request.method == "POST" and words.is_valid():
        try:
            submissions.save(found, words.words, actor=request.user)
            if "hand_in" in request.POST:
                submissions.submit(found, actor=request.user)
                messages.success(request, _("Handed in. A registrar now looks for two reviewers."))
            else:
                messages.success(request, _("Saved."))
        except MarketError as refusal:
            messages.error(request, refusal.message)
        return redirect("methodologies:submission", public_id=public_id)
    return _drafting(request, found, words=words, file=DocumentForm())


@login_required
@require_POST
def add_document(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Add a file to a draft."""
    found = own_submission(request.user, public_id)
    if found.status != Submission.Status.DRAFT:
        return _too_late(request, found)
    form = DocumentForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["document"]
        try:
            submissions.add_document(found, name=file.name, content=file.read(), actor=request.user)
        except MarketError as refusal:
            form.add_error("document", refusal.message)
    if form.errors:
        return _drafting(request, found, words=WordsForm(initial=_initial(found)), file=form)
    return redirect("methodologies:submission", public_id=public_id)


@login_required
@require_POST
def remove_document(request: SignedInRequest, public_id: UUID, document: UUID) -> HttpResponse:
    """Take a file away from a draft."""
    found = own_submission(request.user, public_id)
    row = get_object_or_404(found.documents.defer("content"), public_id=document)
    return _act(request, found, lambda: submissions.remove_document(found, row, actor=request.user))


@login_required
@require_POST
def withdraw(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Take a submission back."""
    found = own_submission(request.user, public_id)
    return _act(request, found, lambda: submissions.withdraw(found, actor=request.user))


@login_required
@require_POST
def discard(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Throw a draft away."""
    found = own_submission(request.user, public_id)
    try:
        submissions.discard(found, actor=request.user)
    except MarketError as refusal:
        messages.error(request, refusal.message)
        return redirect("methodologies:submission", public_id=public_id)
    messages.success(request, _("The draft is gone."))
    return redirect("methodologies:mine")


@login_required
@require_POST
def try_again(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Begin a new draft in place of one that was returned, rejected or withdrawn."""
    found = own_submission(request.user, public_id)
    try:
        found = submissions.try_again(found, actor=request.user)
    except MarketError as refusal:
        messages.error(request, refusal.message)
    return redirect("methodologies:submission", public_id=found.public_id)


def _first_words(code: str, version: str) -> Words:
    """Return a draft's first words: for a new version, what the version in force says."""
    page = queries.page(code)
    if page is None:
        return Words(code=code, version=version)
    now = page.current
    return Words(
        code=code,
        version=version,
        name_zh=now.name_zh,
        name_en=now.name_en,
        scope_zh=now.scope_zh,
        scope_en=now.scope_en,
        kinds=now.kinds,
    )


def _initial(found: Submission) -> dict[str, object]:
    return {name: getattr(found, name) for name in Words.__dataclass_fields__}


def _act(request: SignedInRequest, found: Submission, verb) -> HttpResponse:
    try:
        verb()
    except MarketError as refusal:
        messages.error(request, refusal.message)
    return redirect("methodologies:submission", public_id=found.public_id)


def _drafting(
    request: SignedInRequest, found: Submission, *, words: WordsForm, file: DocumentForm
) -> HttpResponse:
    context = {
        "submission": found,
        "documents": found.documents.defer("content"),
        "words": words,
        "file": file,
        "lacking": submissions.lacking(found),
        "former": submissions.former(found),
        "crumbs": mine(str(found)),
    }
    wrong = words.errors if words.is_bound else file.errors
    return render(request, "methodologies/draft.html", context, status=422 if wrong else 200)


def _too_late(request: SignedInRequest, found: Submission) -> HttpResponse:
    """Say to whoever writes on an old page that this is a draft no longer."""
    text = _("Nothing was saved: this is not a draft any more (%(state)s).")
    messages.error(request, text % {"state": found.get_status_display()})
    return redirect("methodologies:submission", public_id=found.public_id)


def _standing(request: SignedInRequest, found: Submission) -> HttpResponse:
    view = queries.proposal_view(found, inside=True)
    context = {
        "proposal": view,
        "submission": found,
        "open": found.status in submissions.OPEN,
        "again": found.status in submissions.MAY_BE_TRIED_AGAIN,
        "questions": QUESTIONS,
        "crumbs": mine(localname(view)),
    }
    return render(request, "methodologies/standing.html", context)
