"""A reviewer's pages: what was given to them, and nothing else."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import SignedInRequest
from look.templatetags.look import localname
from marketplace.errors import MarketError
from marketplace.methodologies import queries, reviews
from marketplace.methodologies.access import own_seat
from marketplace.methodologies.forms import OpinionForm
from marketplace.methodologies.models import Assignment, Expert
from marketplace.methodologies.views import crumbs


@never_cache
@login_required
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """List a reviewer's seats, and what the roster says of them."""
    expert = _expert(request)
    seats = Assignment.objects.filter(expert=expert, released_at=None).exclude(
        submission__status="withdrawn"
    )
    seats = seats.select_related("submission", "opinion").order_by("-assigned_at")
    context = {"expert": expert, "seats": seats, "crumbs": crumbs(_("My reviews"))}
    return render(request, "methodologies/reviews.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def review(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what is to be reviewed, and take the opinion."""
    seat = own_seat(request.user, pk)
    form = OpinionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reviews.give_opinion(seat, form.judgement, actor=request.user)
        except MarketError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Your opinion is given. Thank you."))
            return redirect("methodologies:reviews")
    context = {
        "seat": seat,
        "proposal": queries.proposal_view(seat.submission),
        "given": getattr(seat, "opinion", None),
        "form": form,
        "crumbs": crumbs(localname(seat.submission)),
    }
    status = 422 if form.is_bound else 200
    return render(request, "methodologies/review.html", context, status=status)


@login_required
@require_POST
def decline(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a seat back before an opinion was given."""
    try:
        reviews.release(own_seat(request.user, pk), actor=request.user)
        messages.success(request, _("Somebody else will be asked."))
    except MarketError as refusal:
        messages.error(request, refusal.message)
    return redirect("methodologies:reviews")


@login_required
@require_POST
def name(request: SignedInRequest) -> HttpResponse:
    """Decide whether the public reads one's name beside one's opinions."""
    reviews.show_name(
        _expert(request), shows_name=request.POST.get("shows_name") == "1", actor=request.user
    )
    messages.success(request, _("Saved."))
    return redirect("methodologies:reviews")


def _expert(request: SignedInRequest) -> Expert:
    expert = Expert.objects.filter(user=request.user).first()
    if expert is None:
        raise Http404
    return expert
