"""Who is buying: a guest with an address, a person who has signed in, or a member for an organization."""

from dataclasses import dataclass

from accounts import parties
from accounts.models import Organization, Party, User


@dataclass(frozen=True)
class Buyer:
    """The one who asks: always an e-mail address, perhaps a user, perhaps the organization acted for."""

    email: str
    user: User | None = None
    organization: Organization | None = None
    origin: tuple[str, ...] = ()
    """Marks of the browser and the network, where a page is asked (see ``origins``)."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "email", self.email.strip().lower())

    @property
    def verified(self) -> bool:
        """Whether the buyer is an organization that staff have verified: only then any part of a listing is held."""
        return self.organization is not None and self.organization.verified_at is not None

    @property
    def party(self) -> Party:
        """The account in the ledger: the organization's, the person's or the guest's, made on first use."""
        if self.organization is not None:
            return self.organization.party
        return (
            parties.party_for_user(self.user) if self.user else parties.party_for_guest(self.email)
        )


def of_user(user: User, organization: Organization | None = None) -> Buyer:
    """Return the buyer that a signed-in person is, alone or for an organization."""
    return Buyer(email=user.email, user=user, organization=organization)
