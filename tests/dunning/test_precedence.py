"""Which policy an account follows."""

import pytest

from dunning.precedence import choice, chosen

GROUPS = {"Key accounts": "soft", "Public": "slow"}


@pytest.mark.parametrize(
    ("group", "own", "name", "whose"),
    [
        ("", "", "standard", "company"),
        ("Retail", "", "standard", "company"),
        ("Public", "", "slow", "group"),
        ("Public", "hard", "hard", "customer"),
        ("", "hard", "hard", "customer"),
    ],
)
def test_the_customer_comes_before_its_group_and_the_group_before_the_company(
    group: str, own: str, name: str, whose: str
) -> None:
    found = choice("standard", GROUPS, group, own)
    assert (found.name, found.whose) == (name, whose)
    assert chosen("standard", GROUPS, group, own) == name
