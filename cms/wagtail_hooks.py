"""What the editor has beside Wagtail's own: our faces, and Traditional Chinese that follows what is published."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from accounts.models import User
from cms import traditional
from cms.traditional import Followed


@hooks.register("insert_global_admin_css")
def faces() -> SafeString:
    """Let the console use our own faces where the machine has none for Chinese."""
    addresses = [(static(f"css/{name}.css"),) for name in ("fonts", "cms")]
    return format_html_join("", '<link rel="stylesheet" href="{}">', addresses)


@hooks.register("after_publish_page")
def convert(request: HttpRequest, page: Page) -> None:
    """Bring the Traditional page up to date, and tell the editor where somebody has to look."""
    followed = traditional.follow(page)
    if followed is Followed.PUBLISHED:
        messages.success(
            request, _("The Traditional Chinese page was converted and published, too.")
        )
    elif followed is Followed.DRAFT:
        messages.warning(
            request,
            _(
                "The Traditional Chinese page was corrected by hand, so it stays as it is. The conversion waits there "
                "as a draft: please compare and publish it."
            ),
        )


@hooks.register("after_unpublish_page")
def withdraw(request: HttpRequest, page: Page) -> None:
    """Take the Traditional page down, too, and say so."""
    if traditional.withdraw(page):
        messages.success(request, _("The Traditional Chinese page was unpublished, too."))


@hooks.register("before_delete_user")
def keep_person(request: HttpRequest, user: User) -> HttpResponse:
    """Answer kindly that nobody is deleted here: what a person did must keep its name."""
    return _kept(request)


@hooks.register("before_bulk_action")
def keep_people(
    request: HttpRequest, action: str, objects: list[object], action_class: object
) -> HttpResponse | None:
    """Refuse the same for many at once."""
    models = getattr(action_class, "models", [])
    return _kept(request) if action == "delete" and User in models else None


def _kept(request: HttpRequest) -> HttpResponse:
    messages.error(
        request,
        _(
            "People are not deleted here. They close their accounts themselves; what they did stays."
        ),
    )
    return redirect("wagtailusers_users:index")
