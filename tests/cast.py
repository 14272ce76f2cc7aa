"""The cast: the people and organizations that every test may name.

Ask for a person and the person exists: `def test_…(client, clerk, district_office)`. Staff have an
authenticator app; `sign_in(client, person)` signs in as the site would have it, the second
factor proven in that session. A test that commits asks for `fresh_db`; all others get `db`.

| fixture | who |
|---|---|
| `organizer` | 陈会 of `nanshan_expo` (南山会展, verified), administrator |
| `clerk`, `approver` | preparer and approver of `district_office` (below) |
| `office_admin` | administrator of `district_office` (福田区机关事务管理局, with approval) |
| `seller` | administrator of `seller_organization` (鹏城光伏, verified) |
| `citizen` | 林市民, a person with an account and no organization |
| `stranger` | signed up, member of `other_organization` (not verified), sees nobody else's things |
| `registrar`, `second_registrar`, `finance`, `second_finance`, `supervisor`, `editor` | staff |
"""

import time

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts import organizations, people, second_factor
from accounts.models import Membership, Organization, Role, User

PASSWORD = "a long and boring passphrase"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def sign_in(client: Client, person: User, *, with_second_factor: bool = True) -> Client:
    """Sign a person in; where a factor is enrolled, it is proven in this session too."""
    client.force_login(person)
    records = [
        {"method": "password", "at": time.time(), "email": person.email, "reauthenticated": True}
    ]
    factor = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    if factor and with_second_factor:
        records.append(
            {
                "method": "mfa",
                "at": time.time(),
                "id": factor.pk,
                "type": "totp",
                "reauthenticated": True,
            }
        )
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = records
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client


def code_of(person: User) -> str:
    """The six digits that a staff member's authenticator app shows now."""
    return second_factor.current_code(person)


def verified_organization(
    *, founder: User, name_zh: str, name_en: str, uscc: str, approval_required: bool = False
) -> Organization:
    """Store an organization as a registrar has verified it."""
    organization = organizations.create(
        founder=founder,
        name_zh=name_zh,
        name_en=name_en,
        uscc=uscc,
        approval_required=approval_required,
    )
    checker = User.objects.filter(email="checker@zhonghe.example").first() or people.create_person(
        "checker@zhonghe.example", name="核验员", password=None
    )
    organizations.verify(organization, staff=checker)
    organization.refresh_from_db()
    return organization


def _person(name: str, local_part: str, *groups: str) -> User:
    user = people.create_person(f"{local_part}@zhonghe.example", name=name, password=PASSWORD)
    if groups:
        people.make_staff(user, groups=groups, totp_secret=TOTP_SECRET)
    return user


@pytest.fixture
def cast_database(request: pytest.FixtureRequest) -> None:
    """The database the test chose: its own clone if it asked for one, else the transaction."""
    request.getfixturevalue("fresh_db" if "fresh_db" in request.fixturenames else "db")


@pytest.fixture
def organizer(cast_database: None) -> User:
    return _person("陈会", "organizer")


@pytest.fixture
def nanshan_expo(organizer: User) -> Organization:
    return verified_organization(
        founder=organizer,
        name_zh="南山会展",
        name_en="Nanshan Expo Group",
        uscc="91440300MA5HNEXP08",
    )


@pytest.fixture
def office_admin(cast_database: None) -> User:
    return _person("何主任", "office-admin")


@pytest.fixture
def district_office(office_admin: User) -> Organization:
    return verified_organization(
        founder=office_admin,
        name_zh="福田区机关事务管理局",
        name_en="Futian District Government Offices Administration",
        uscc="114403050075500213",
        approval_required=True,
    )


@pytest.fixture
def clerk(district_office: Organization) -> User:
    user = _person("苏文", "clerk")
    Membership.objects.create(user=user, organization=district_office, role=Role.PREPARER)
    return user


@pytest.fixture
def approver(district_office: Organization) -> User:
    user = _person("郑批", "approver")
    Membership.objects.create(user=user, organization=district_office, role=Role.APPROVER)
    return user


@pytest.fixture
def citizen(cast_database: None) -> User:
    return _person("林市民", "citizen")


@pytest.fixture
def seller(cast_database: None) -> User:
    return _person("罗阳", "seller")


@pytest.fixture
def seller_organization(seller: User) -> Organization:
    return verified_organization(
        founder=seller, name_zh="鹏城光伏", name_en="Pengcheng Solar", uscc="91440300MA5TELL103"
    )


@pytest.fixture
def stranger(cast_database: None) -> User:
    return _person("外人", "stranger")


@pytest.fixture
def other_organization(stranger: User) -> Organization:
    return organizations.create(founder=stranger, name_zh="别家公司", name_en="Somebody Else Ltd")


@pytest.fixture
def registrar(cast_database: None) -> User:
    return _person("登记员甲", "registrar", "registrar")


@pytest.fixture
def second_registrar(cast_database: None) -> User:
    return _person("登记员乙", "second-registrar", "registrar")


@pytest.fixture
def finance(cast_database: None) -> User:
    return _person("财务甲", "finance", "finance")


@pytest.fixture
def second_finance(cast_database: None) -> User:
    return _person("财务乙", "second-finance", "finance")


@pytest.fixture
def supervisor(cast_database: None) -> User:
    return _person("监督员", "supervisor", "supervisor")


@pytest.fixture
def editor(cast_database: None) -> User:
    return _person("编辑", "editor", "editor")
