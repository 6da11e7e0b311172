"""A rate that no table has is told by `solde run`, with what to write where; the reminder leaves without interest."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from config import rates
from dunning.policy import Level
from dunning.rates import Rate, Rates
from sync.gaps import gaps
from tests.sync.conftest import POLICY, World, settings

ASKING = msgspec.structs.replace(POLICY, levels=(Level(name="first", days=5, interest=True),), hold=None)
AUTUMN, SPRING = date(2026, 11, 2), date(2026, 5, 4)  # Mondays; no rate of the autumn is shipped


def asking(**changes: object) -> dict[str, object]:
    company = msgspec.structs.replace(settings(Path()).companies["FR"], **changes)
    return {"policies": {"standard": ASKING}, "rates": rates.shipped(), "companies": {"FR": company}}


def told(day: date, **changes: object) -> list[str]:
    return [text.partition(",")[0] for text in gaps(settings(Path(), **asking(**changes)), {"FR": day})]


def test_a_run_whose_reminder_leaves_without_its_interest_says_what_to_add(build_world: Callable[..., World]) -> None:
    world = build_world(**asking())
    luce = world.erp.customer("Officina Luce", email="luce@luce.example")
    world.erp.invoice(luce, due=date(2026, 10, 20))
    done = world.run(AUTUMN)
    assert len(world.mails) == 1
    (trouble,) = [text for text in done.troubles if "main refinancing" in text]
    assert "2026H2" in trouble and "rates/ecb.toml beside solde.toml" in trouble


def test_with_the_rate_the_reminder_asks_for_interest_and_nothing_is_told(build_world: Callable[..., World]) -> None:
    """1000 due 20 October, 13 days to 2 November at an invented 2 + 10 = 12 %: 1000 x 12 % x 13 / 365 = 4.2739."""
    known = rates.shipped()
    ecb, legal = (known.tables[name] for name in ("ecb", "fr-legal"))
    more = {"2026H2": Rate(half_year="2026H2", percent=Decimal("2.00"))}
    tables = {
        **known.tables,
        "ecb": msgspec.structs.replace(ecb, rates={**ecb.rates, **more}),
        "fr-legal": msgspec.structs.replace(legal, rates={**legal.rates, **more}),
    }
    world = build_world(**{**asking(), "rates": Rates(tables=tables, laws=known.laws)})
    luce = world.erp.customer("Officina Luce", email="luce@luce.example")
    world.erp.invoice(luce, amount="1000.00", due=date(2026, 10, 20))
    done = world.run(AUTUMN)
    assert done.troubles == []
    (mail,) = world.mails
    assert "4.27" in mail.read_text()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, ["the ECB's main refinancing rate is not known for 2026H2", "the French legal rate"]),
        ({"country": "IT"}, ["the ECB's main refinancing rate is not known for 2026H2"]),
        ({"country": "IT", "late_interest": "12.5"}, []),
        ({"late_interest": "none"}, []),
        ({"late_interest": "12.5"}, ["the French legal rate"]),  # the floor of contracts needs it
        ({"country": "CH"}, []),
        ({"remind_from": None}, []),
    ],
)
def test_what_is_missing_depends_on_the_law_and_on_what_was_agreed(
    changes: dict[str, object], words: list[str]
) -> None:
    found = told(AUTUMN, **changes)
    assert len(found) == len(words)
    assert all(any(text.startswith(word) for text in found) for word in words)


def test_nothing_is_missing_in_a_half_year_that_is_known() -> None:
    assert told(SPRING) == []


def test_a_policy_without_interest_needs_no_rate() -> None:
    chosen = settings(Path(), **{**asking(), "policies": {"standard": POLICY}})
    assert gaps(chosen, {"FR": AUTUMN}) == []
