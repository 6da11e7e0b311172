"""Customer before customer group before company, from what was configured and what was typed to what leaves."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec

from dunning.policy import Level, Policy
from sync import explain
from sync.customer.accounts import find
from sync.customer.wishes import NONE, wish
from sync.models import Notice
from tests.sync.conftest import TODAY, World, settings
from tests.sync.phone import desk


def policy(name: str, days: int, channel: str = "mail") -> Policy:
    return msgspec.convert(
        {"name": name, "levels": [msgspec.to_builtins(Level(name=name, days=days)) | {"channel": channel}]}, Policy
    )


def test_a_customers_own_policy_goes_before_its_groups_and_that_before_the_companys(
    build_world: Callable[..., World], tmp_path: Path
) -> None:
    company = msgspec.structs.replace(settings(tmp_path).companies["FR"], groups={"Key accounts": "soft"})
    made = {p.name: p for p in (policy("standard", 5), policy("soft", 30), policy("sharp", 1, "letter"))}
    world = build_world(companies={"FR": company}, policies=made)
    for name, group in (("Plain", ""), ("Grouped", "Key accounts"), ("Chosen", "Key accounts"), ("Other", "Others")):
        customer = world.erp.customer(name, email=f"{name.lower()}@luce.example", group=group)
        world.erp.invoice(customer, due=TODAY - timedelta(days=6))
    found = world.run(TODAY - timedelta(days=5))  # nothing is late enough for the company's policy
    assert not found.notices
    wish(desk(world), find("Chosen"), "policy", "sharp")
    world.run()
    left = {n.decision["policy"]: n.channel for n in Notice.objects.all()}
    assert left == {"standard": "mail", "sharp": "letter"}, "the group's policy is still quiet"
    assert Notice.objects.filter(decision__policy="standard").count() == 2
    [told] = explain.explain(world.engine, "Grouped")
    assert (told.policy, told.policy_why) == ("soft (version 1)", "the policy of the customer group Key accounts")
    assert explain.explain(world.engine, "Chosen")[0].policy_why == "the customer's own policy"
    wish(desk(world), find("Chosen"), "policy", NONE)
    assert explain.explain(world.engine, "Chosen")[0].policy == "soft (version 1)"
