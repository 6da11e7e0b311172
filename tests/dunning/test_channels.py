"""How a notice leaves: the level's channel, what is tried after it, and what the customer wishes."""

import pytest

from dunning.policy import Level, Reaction, way
from tests.dunning.accounts import account, invoice, told, without

POLICY = without(levels=(Level(name="First", days=5, channel="mail", fallback=("letter", "phone")),))


@pytest.mark.parametrize(
    ("failed", "order"),
    [
        ((), ("mail", "letter", "phone")),
        (("mail",), ("letter", "phone")),
        (("letter",), ("mail", "phone")),
        (("mail", "letter", "phone"), ("activity",)),
    ],
)
def test_a_channel_that_failed_is_passed_over_and_at_last_a_person_looks(
    failed: tuple[str, ...], order: tuple[str, ...]
) -> None:
    notice = told(account(invoice(), unreachable=frozenset(failed)), 5, POLICY)
    assert (notice.channel, *notice.fallback) == order


def test_a_customer_may_wish_for_another_channel() -> None:
    notice = told(account(invoice(), channel="letter"), 5, POLICY)
    assert (notice.channel, *notice.fallback) == ("letter", "mail", "phone")


def test_a_wish_turns_no_telephone_call_into_a_letter() -> None:
    call = without(levels=(Level(name="Call", days=5, channel="phone"),))
    assert told(account(invoice(), channel="letter"), 5, call).channel == "phone"


def test_the_way_of_a_notice_is_its_level_or_its_reaction() -> None:
    reaction = Reaction(on="promise-broken", channel="phone")
    policy = without(reactions=(reaction,))
    assert way(policy, 4) is policy.levels[3]
    assert way(policy, 4, "promise-broken") is reaction
    for level, happening in ((0, ""), (5, ""), (1, "plan-broken")):
        with pytest.raises(LookupError):
            way(policy, level, happening)
