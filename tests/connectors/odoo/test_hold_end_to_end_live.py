"""The whole way of a hold on real Odoo servers: overdue, held, refused, paid, released, confirmed.

Solde logs in as a user with the rights that docs/odoo.md asks for and no others.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from config.settings import Connection, Settings
from connectors.channels import folder
from dunning.policy import HoldRule, Policy
from einvoice.artefacts import Artefacts, default_folder
from einvoice.judges import Judges
from sync import cycle
from sync.engine import Engine, connect, open_mail
from sync.evidence import Vault
from sync.models import HoldCase
from tests.connectors.odoo import held
from tests.connectors.odoo.held import People, people, quotation, refusal
from tests.sync import conftest as small_world

__all__ = ["people"]
pytestmark = [pytest.mark.odoo, pytest.mark.django_db]
TODAY = date(2026, 11, 2)
RIGHTS = (
    "base.group_user",
    "account.group_account_invoice",
    "sales_team.group_sale_salesman_all_leads",
    "base.group_partner_manager",
    held.SET,
)


@pytest.fixture
def engine(people: People, tmp_path: Path) -> Iterator[Engine]:
    """Solde over this database, holding whoever is more than 45 days overdue."""
    robot = people.hired("hold-solde", *RIGHTS).client
    chosen: Settings = small_world.settings(
        tmp_path,
        connections={"odoo": Connection(type="odoo", settings=robot.settings)},
        policies={"standard": Policy(name="standard", levels=(), hold=HoldRule(days=45))},
    )
    company = msgspec.structs.replace(chosen.companies["FR"], connection="odoo", id=str(people.server.french))
    chosen = msgspec.structs.replace(chosen, companies={"FR": company})
    letters = folder.open_channel("print", folder.Settings(path=tmp_path / "letters"))
    with Judges(Artefacts(default_folder())) as judges:
        yield Engine(
            settings=chosen,
            connectors={"odoo": connect(chosen, "odoo")},
            channels={"mail": open_mail(chosen), "print": letters},
            judges=judges,
            vault=Vault(chosen.data / "evidence"),
            pinned=TODAY,
        )


def test_overdue_held_refused_paid_released_confirmed(people: People, engine: Engine) -> None:
    office = people.office
    customer = office.partner("Menuiserie Tardive SARL", "FR", street="8 rue du Port", zip="44000", city="Nantes",
                              email="compta@tardive.example")  # fmt: skip
    line = {"name": "Shelves", "quantity": 1, "price_unit": 100.0, "tax_ids": [[6, 0, [office.tax(20.0, "20% G")]]]}
    invoice = office.invoice(customer, [line], due="2026-09-10", issued="2026-08-10")
    order = quotation(office, customer)

    messages = [f.message for f in engine.connectors["odoo"].check() if f.level in ("error", "warning")]
    assert not any("hold" in message for message in messages)
    cycle.run(engine, confirmed=True)
    row = people.office.call("res.partner", "read", [customer], fields=["solde_hold", "solde_hold_source"])[0]
    assert (row["solde_hold"], row["solde_hold_source"]) == (True, "solde")
    case = HoldCase.objects.get(account=f"odoo//customer/{customer}")
    assert case.placed
    number = office.call("account.move", "read", [invoice], fields=["name"])[0]["name"]
    for hands in (people.clerk, office):
        said = refusal(hands, "sale.order", "action_confirm", [order])
        assert "Menuiserie Tardive SARL is on credit hold" in said
        assert f"{number} is 53 days overdue" in said
        assert "To be released: pay" in said

    office.pay(invoice, Decimal("20.00"))
    cycle.run(engine, confirmed=True)
    assert refusal(people.clerk, "sale.order", "action_confirm", [order]), "a part payment is not enough"

    office.pay(invoice)
    cycle.run(engine, confirmed=True)
    row = people.office.call("res.partner", "read", [customer], fields=["solde_hold", "solde_hold_reason"])[0]
    assert (row["solde_hold"], row["solde_hold_reason"]) == (False, False)
    assert refusal(people.clerk, "sale.order", "action_confirm", [order]) == ""
    assert office.call("sale.order", "read", [order], fields=["state"])[0]["state"] == "sale"
