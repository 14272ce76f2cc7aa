"""The market's stall, and the two supervisors."""

import pytest

from tests.cast import TOTP_SECRET, people
from tests.market.conftest import expo, guest, metro, office, roofs, seller_party

__all__ = ["expo", "guest", "metro", "office", "roofs", "seller_party"]


@pytest.fixture
def second_supervisor(cast_database):
    user = people.create_person("second-supervisor@zhonghe.example", name="监督员乙", password=None)
    people.make_staff(user, groups=("supervisor",), totp_secret=TOTP_SECRET)
    return user
