"""How a reader wants pages drawn: care mode (关怀版) and light or dark, kept in two cookies and nowhere else."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse

CARE_COOKIE: Final = "care"
THEME_COOKIE: Final = "theme"
THEMES: Final = ("auto", "light", "dark")
ONE_YEAR_SECONDS: Final = 365 * 24 * 3600


@dataclass(frozen=True)
class Display:
    """``theme`` is auto, light or dark; ``care`` asks for large type, one column and high contrast."""

    care: bool = False
    theme: str = "auto"


def display_of(request: HttpRequest) -> Display:
    """What the cookies say; anything unknown in them counts as unsaid."""
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    return Display(
        care=request.COOKIES.get(CARE_COOKIE) == "on", theme=theme if theme in THEMES else "auto"
    )


def remember(
    request: HttpRequest, response: HttpResponse, *, care: str | None, theme: str | None
) -> None:
    """Write what the reader chose; a choice of the default deletes its cookie."""
    chosen = {CARE_COOKIE: (care, ("on",), "off"), THEME_COOKIE: (theme, ("light", "dark"), "auto")}
    for name, (value, kept, default) in chosen.items():
        if value in kept:
            response.set_cookie(
                name,
                value,
                max_age=ONE_YEAR_SECONDS,
                secure=request.is_secure(),
                httponly=True,
                samesite="Lax",
            )
        elif value == default:
            response.delete_cookie(name, samesite="Lax")
