"""An operator, a rule, and a person who has points by them."""

import pytest

from tests.points import stage


@pytest.fixture
def rule(registrar, second_registrar):
    return stage.rule(registrar, second_registrar)


@pytest.fixture
def operator(seller_organization, registrar):
    return stage.operator(seller_organization, registrar)


@pytest.fixture
def account(citizen, operator, rule, registrar, second_registrar):
    """A person with twelve points and 34 g left over."""
    stage.consent(citizen, operator)
    return stage.earned(citizen, operator, registrar, second_registrar)
