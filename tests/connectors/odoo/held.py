"""A customer on credit hold in a real Odoo with the module, and the people around it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace

from connectors.errors import Misconfigured, Refused
from connectors.odoo.client import Client
from connectors.secret import Secret
from tests.connectors.odoo.hands import Hands
from tests.connectors.odoo.servers import Server, addresses, label, opened

MODULE, GLUE = "solde_credit_hold", "solde_credit_hold_stock"
REASON = "F1 is 46 days overdue. To be released: pay 120.00 EUR."
SET, MANAGER = f"{MODULE}.group_set", f"{MODULE}.group_manager"
# What a salesperson with many rights has, and none of it is ours.
_ORDINARY = (
    "base.group_user",
    "base.group_partner_manager",
    "sales_team.group_sale_manager",
    "account.group_account_invoice",
    "stock.group_stock_manager",
    "website.group_website_designer",
)


def module_state(server: Server, name: str = MODULE) -> str:
    """Empty where the server does not see it, also after it has looked again."""
    for _ in range(2):
        rows = server.client.search_read("ir.module.module", [["name", "=", name]], ("state",))
        if rows:
            return str(rows[0]["state"])
        server.client.call("ir.module.module", "update_list")
    return ""


def switch(server: Server, button: str) -> None:
    """Install or remove over RPC, as the Apps page does. What is known of the fields is forgotten."""
    ids = server.client.ids("ir.module.module", [["name", "=", MODULE]])
    server.client.call("ir.module.module", button, ids)
    server.client._fields.clear()


def install(server: Server) -> None:
    switch(server, "button_immediate_install")


def remove(server: Server) -> None:
    switch(server, "button_immediate_uninstall")


class People:
    """Users of the tests, each with a session of its own over JSON-RPC."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.office = Hands(server, server.french)
        self._warehouse()
        self.clerk = self.hired("hold-clerk", *_ORDINARY)
        self.robot = self.hired("hold-robot", *_ORDINARY, SET)
        self.manager = self.hired("hold-manager", *_ORDINARY, MANAGER)

    def _warehouse(self) -> None:
        """A company that is older than the Inventory module has none."""
        here = [["company_id", "=", self.server.french]]
        if self.server.client.has("stock.warehouse") and not self.server.client.ids("stock.warehouse", here):
            self.office.create("stock.warehouse", name="Lyon", code="LY", company_id=self.server.french)

    def hired(self, login: str, *groups: str, **values: Any) -> Hands:
        """A user with these groups and no others; those of modules that are not there are left out."""
        found = [self.group(name) for name in groups]
        field = "group_ids" if "group_ids" in self.server.client.fields("res.users") else "groups_id"
        password = uuid4().hex
        companies = [self.server.french, self.server.italian]
        values |= {
            "password": password,
            "company_id": self.server.french,
            "company_ids": [[6, 0, companies]],
            field: [[6, 0, [id_ for id_ in found if id_]]],
        }
        known = self.office.call("res.users", "search", domain=[["login", "=", login]])
        if known:
            self.office.write("res.users", known[0], **values)
        else:
            self.office.create("res.users", name=login, login=login, email=f"{login}@atelier.example", **values)
        return self.entered(login, password)

    def group(self, name: str) -> int:
        module, _, key = name.partition(".")
        rows = self.server.client.search_read(
            "ir.model.data", [["module", "=", module], ["name", "=", key]], ("res_id",)
        )
        return int(rows[0]["res_id"]) if rows else 0

    def entered(self, login: str, password: str) -> Hands:
        hands = Hands(self.server, self.server.french)
        settings = replace(self.server.settings, user=login, password=Secret(password), transport="jsonrpc")
        hands.client = Client(settings, self.server.client.companies)
        return hands


@pytest.fixture(scope="module", params=addresses() or [""], ids=label)
def people(request: pytest.FixtureRequest) -> Iterator[People]:
    """On each server, with the module installed for the time of a file's tests."""
    server = opened(request.param)
    state = module_state(server)
    if not state:
        pytest.skip("the server does not see the module: add odoo_addons to its addons path")
    if state != "installed":
        install(server)
    yield People(server)
    if state != "installed":
        remove(server)
    server.client.close()


@dataclass
class Stage:
    """A held customer with a contact and a quotation, and somebody who is not held."""

    people: People
    customer: int
    contact: int
    other: int
    order: int

    def hold(self) -> dict[str, Any]:
        fields = ("solde_hold", "solde_hold_reason", "solde_hold_source", "active")
        rows = self.people.server.client.search_read("res.partner", [["id", "=", self.customer]], fields)
        return {k: v for k, v in rows[0].items() if k != "id"} if rows else {}

    def quotation(self, partner: int, **values: Any) -> int:
        return quotation(self.people.office, partner, **values)

    def states(self) -> set[str]:
        """Of every order of the customer and its contact."""
        domain = [["partner_id", "in", [self.customer, self.contact]]]
        return {row["state"] for row in self.people.server.client.search_read("sale.order", domain, ("state",))}


def quotation(hands: Hands, partner: int, **values: Any) -> int:
    product = hands.first("product.product", ["sale_ok", "=", True], ["type", "=", "consu"])
    line = {"product_id": product, "product_uom_qty": 1, "price_unit": 30.0}
    return hands.create("sale.order", partner_id=partner, order_line=[[0, 0, line]], **values)


def staged(people: People, source: str = "solde") -> Stage:
    office = people.office
    name = uuid4().hex[:6]
    customer = office.partner(f"Officina Lenta {name}", "IT")
    contact = office.create("res.partner", name="Bruna", parent_id=customer, type="delivery")
    other = office.partner(f"Officina Puntuale {name}", "IT")
    stage = Stage(people, customer, contact, other, quotation(office, customer))
    hands = people.robot if source == "solde" else people.manager
    hands.write("res.partner", customer, solde_hold=True, solde_hold_reason=REASON)
    return stage


def refusal(hands: Hands, model: str, method: str, ids: list[int], **named: Any) -> str:
    """What Odoo answers; empty where it let it pass."""
    try:
        hands.call(model, method, ids, **named)
    except (Refused, Misconfigured) as error:
        return str(error)
    return ""
