"""The command on real Odoo servers: `pytest -m odoo` with SOLDE_ODOO_URLS set (docs/odoo.md)."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dunning.calendar import rest_day
from tests.connectors.odoo.hands import Hands
from tests.connectors.odoo.servers import FRENCH, ITALIAN, Server, addresses, label, opened
from tests.end_to_end.conftest import solde

pytestmark = pytest.mark.odoo


class Office:
    """Two companies on one server, on a day that no other run uses, so that only our records count."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.issued = self._unused_day()
        self.today = self._workday(self.issued + timedelta(days=60))
        self.fr, self.it = Hands(server, server.french), Hands(server, server.italian)
        self.tag = f"{int(time.time())}"
        self._configure()

    @staticmethod
    def _workday(day: date) -> date:
        while rest_day(day, "FR") or rest_day(day, "IT"):
            day += timedelta(days=1)
        return day

    def _unused_day(self) -> date:
        """The day after every invoice that is there: with it as first day, only ours are reminded and emitted."""
        where = [["move_type", "in", ["out_invoice", "out_refund"]], ["invoice_date", ">=", "2027-01-01"]]
        rows = self.server.client.search_read("account.move", where, ("invoice_date",))
        return max([date(2027, 1, 1), *(date.fromisoformat(row["invoice_date"]) for row in rows)]) + timedelta(days=1)

    def _configure(self) -> None:
        s = self.server.settings
        (self.folder / "secret").write_text(s.password.reveal())
        (self.folder / "secret").chmod(0o600)
        company = f'\nconnection = "odoo"\nemit_from = {self.issued}\nremind_from = {self.issued}\n'
        (self.folder / "solde.toml").write_text(f"""
data = "data"
[connections.odoo]
type = "odoo"
url = "{s.url}"
database = "{s.database}"
user = "{s.user}"
password = "file:secret"
[companies.FR]{company}id = "{self.server.french}"
name = "{FRENCH}"
country = "FR"
time_zone = "Europe/Paris"
reply_to = "compta@atelier.example"
[companies.IT]{company}id = "{self.server.italian}"
name = "{ITALIAN}"
country = "IT"
time_zone = "Europe/Rome"
[mail]
backend = "files"
sender = "solde@atelier.example"
""")

    def french_customer(self, name: str) -> int:
        salesman = self.fr.first("res.users", ["login", "=", "billing"])
        siret = {"siret": "73282932000074", "company_registry": "73282932000074"}
        known = self.server.client.fields("res.partner")
        return self.fr.partner(
            f"{name} {self.tag}", "FR", vat="FR44732829320", street="8 rue du Port", zip="44000", city="Nantes",
            email=f"contact-{self.tag}@dubois.example", user_id=salesman,
            **({"siret": siret["siret"]} if "siret" in known else {"company_registry": siret["company_registry"]}),
        )  # fmt: skip

    def invoice(self, hands: Hands, partner: int, rate: float, price: float = 100.0, name: str = "Work") -> int:
        tax = hands.tax(rate, "20%", "20% G", "22%", "22% G")
        line = {"name": name, "quantity": 3, "price_unit": price, "tax_ids": [[6, 0, [tax]]]}
        due = self.issued + timedelta(days=1)
        return hands.invoice(partner, [line], due=due.isoformat(), issued=self.issued.isoformat())

    def run(self, *more: str, code: int = 0) -> dict[str, Any]:
        done = solde(self.folder, "run", "--json", "--today", self.today.isoformat(), "--confirm", *more)
        assert done.returncode == code, done.stderr + done.stdout
        result: dict[str, Any] = json.loads(done.stdout)
        return result

    def rows(self, model: str, *domain: Any, fields: tuple[str, ...]) -> list[dict[str, Any]]:
        return list(self.server.client.search_read(model, list(domain), fields))

    def attachments(self, move: int) -> list[dict[str, Any]]:
        where = (["res_model", "=", "account.move"], ["res_id", "=", move])
        return self.rows("ir.attachment", *where, fields=("name", "mimetype", "datas"))

    def notes(self, model: str, id_: int) -> list[str]:
        where = (["model", "=", model], ["res_id", "=", id_])
        return [row["body"] for row in self.rows("mail.message", *where, fields=("body",))]

    def mails(self) -> list[str]:
        return [path.read_text() for path in (self.folder / "data" / "mail").glob("*.eml")]

    def moved(self, name: str) -> list[str]:
        return [mail for mail in self.mails() if f"{name} {self.tag}" in mail]


@pytest.fixture(params=addresses() or [""], ids=label, scope="module")
def server(request: pytest.FixtureRequest) -> Server:
    return opened(request.param)


@pytest.fixture
def office(server: Server, tmp_path: Path) -> Iterator[Office]:
    yield Office(server, tmp_path)


def test_the_whole_cycle_and_a_second_one_without_effect(office: Office) -> None:
    luce = office.it.partner(
        f"Ferramenta Luce {office.tag}", "IT", vat="IT00743110157", street="Via Roma 1", zip="20121", city="Milano",
        state_id=office.it.first("res.country.state", ["code", "=", "MI"], ["country_id.code", "=", "IT"]),
        email=f"luce-{office.tag}@luce.example", l10n_it_pa_index="ABCDEF1",
    )  # fmt: skip
    dubois = office.french_customer("Menuiserie Dubois")
    by_hand = office.french_customer("Tenue a la main")
    french = office.invoice(office.fr, dubois, 20.0)
    italian = office.invoice(office.it, luce, 22.0)
    held = office.invoice(office.fr, by_hand, 20.0)
    office.fr.warn(by_hand, "Ask Mr Weber first")
    before = office.fr.warning(by_hand)

    checked = solde(office.folder, "check", "--json")
    found = json.loads(checked.stdout)
    assert checked.returncode == 0, checked.stdout
    told = " ".join(f["message"] for f in found)
    assert "action_confirm" in told or "confirm" in told

    first = office.run()
    assert sum(first["einvoices"].values()) == 3, first
    assert first["einvoices"] == {"facturx": 2, "fatturapa": 1}
    assert sum(first["notices"].values()) == 3, first
    assert first["troubles"] == []
    assert any(a["mimetype"] == "application/pdf" for a in office.attachments(french))
    assert any(a["name"].endswith(".xml") for a in office.attachments(italian))
    assert any("E-invoice" in note for note in office.notes("account.move", french))
    assert any("E-invoice" in note for note in office.notes("account.move", italian))
    activities = office.rows(
        "mail.activity", ["res_model", "=", "res.partner"], ["res_id", "=", dubois], fields=("summary", "user_id")
    )
    assert len(activities) == 1
    assert "overdue" in json.dumps(office.fr.warning(dubois)) or "Overdue" in json.dumps(office.fr.warning(dubois))
    assert office.fr.warning(by_hand) == before, "a hold set by hand is left as it is"
    assert len(office.mails()) == 3
    attached = len(office.attachments(french))

    again = office.run()
    assert (again["notices"], again["einvoices"], again["written_back"]) == ({}, {}, 0), again
    assert len(office.attachments(french)) == attached

    for invoice in (french, italian, held):
        hands = office.it if invoice == italian else office.fr
        hands.pay(invoice, on=office.today.isoformat())
    office.today = office._workday(office.today + timedelta(days=1))
    released = office.run()
    assert released["holds_released"] >= 1
    assert "overdue" not in json.dumps(office.fr.warning(dubois)).lower()
    assert office.fr.warning(by_hand) == before, "and never released by us"


def _pay(office: Office, invoice: int, partner: int) -> None:
    office.fr.pay(invoice, on=office.today.isoformat())


def _on_account(office: Office, invoice: int, partner: int) -> None:
    office.fr.payment_on_account(partner, Decimal("1000.00"), on=office.today.isoformat())


def _cancel(office: Office, invoice: int, partner: int) -> None:
    office.fr.cancel(invoice)


@pytest.mark.parametrize("deed", [_pay, _on_account, _cancel], ids=["payment", "on account", "cancellation"])
def test_what_happens_between_deciding_and_sending_stops_the_letter(
    office: Office, deed: Callable[[Office, int, int], None]
) -> None:
    dubois = office.french_customer("Menuiserie Dubois")
    invoice = office.invoice(office.fr, dubois, 20.0)
    # The mail server is away, so the letter stays in the outbox; meanwhile somebody acts in Odoo.
    mail = office.folder / "data" / "mail"
    mail.parent.mkdir(exist_ok=True)
    mail.write_text("in the way")
    office.run(code=1)
    mail.unlink()
    deed(office, invoice, dubois)
    solde(office.folder, "outbox", "retry", _waiting(office))
    done = office.run()
    assert office.mails() == []
    assert done["stopped"] == 1


def _waiting(office: Office) -> str:
    listed = json.loads(solde(office.folder, "outbox", "list", "--json").stdout)
    return str(next(row["number"] for row in listed if row["way"] == "mail"))
