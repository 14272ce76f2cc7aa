"""Letters on what was decided: asked for in the transaction that decides, one per person, in that person's language."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts import mail
from accounts.access import ALL_ROLES
from accounts.models import Membership, User
from marketplace import outbox


def people_of(parties: Collection[int], *, roles: Collection[str] = ALL_ROLES) -> list[int]:
    """Return the users behind parties: members with one of these roles, and the persons themselves."""
    members = Membership.objects.filter(organization__in=parties, role__in=roles)
    persons = User.objects.filter(Q(party__in=parties) | Q(party__merged_parties__in=parties))
    active = User.objects.filter(is_active=True)
    found = active.filter(Q(pk__in=members.values("user")) | Q(pk__in=persons.values("pk")))
    return list(found.order_by("pk").values_list("pk", flat=True))


def ask(kind: str, key: str, people: Iterable[int], payload: Mapping[str, Any]) -> None:
    """Have each of these people written to once, whatever happens twice; the handler finds ``user_id``."""
    for user_id in people:
        outbox.put(kind, f"{key}:{user_id}", {**payload, "user_id": user_id})


def write(template: str, user: User, page: Sequence[Any], context: Mapping[str, Any]) -> None:
    """Write to a person who is still here, with the address of a page (its name, then its arguments) as ``link``.

    Raises OSError when the mail server refuses; the outbox tries again.
    """
    if not user.is_active:
        return
    name, *args = page
    with translation.override(user.language):
        link = settings.SITE_URL + reverse(name, args=args)
        send(template, user.email, {**context, "link": link})


def send(template: str, to: str, context: Mapping[str, Any]) -> None:
    """Send ``<template>_subject.txt`` and ``_message.txt``, as text and as HTML, in the language that is active."""
    line = " ".join(render_to_string(f"{template}_subject.txt", dict(context)).split())
    text = render_to_string(f"{template}_message.txt", dict(context)).strip()
    message = EmailMultiAlternatives(subject=mail.subject(line), body=text, to=[to])
    message.attach_alternative(mail.as_html(subject=line, text=text), "text/html")
    message.send()
