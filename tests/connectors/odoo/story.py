"""The records that the fixtures are made of: a French and an Italian company at work."""

from decimal import Decimal
from typing import Any

from tests.connectors.odoo.hands import Hands
from tests.connectors.odoo.servers import Server

Made = dict[str, list[int]]


class Story:
    """Makes everything once; `made` lists the ids by model."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.made: Made = {}
        self.fr, self.it = Hands(server, server.french), Hands(server, server.italian)
        self.hours = self.fr.first("uom.uom", ["name", "=", "Hours"])
        self.consulting = self._product("Consulting", "CONS", "service", self.hours)
        self.lamp = self._product("Desk lamp", "LAMP-1", "consu", 0)

    def keep(self, model: str, id_: int) -> int:
        self.made.setdefault(model, []).append(id_)
        return id_

    def _product(self, name: str, code: str, kind: str, unit: int) -> int:
        found = self.fr.client.ids("product.product", [["default_code", "=", code]], limit=1)
        if found:
            return found[0]
        values: dict[str, Any] = {"name": name, "default_code": code, "type": kind, "taxes_id": False}
        if unit:
            values["uom_id"] = unit
            if "uom_po_id" in self.fr.client.fields("product.product"):
                values["uom_po_id"] = unit
        return self.fr.create("product.product", **values)

    def line(self, product: int, name: str, quantity: float, price: float, *taxes: int, **more: Any) -> dict[str, Any]:
        return {
            "product_id": product,
            "name": name,
            "quantity": quantity,
            "price_unit": price,
            "tax_ids": [[6, 0, list(taxes)]],
            **more,
        }

    def tell(self) -> Made:
        self._france()
        self._italy()
        return self.made

    def _france(self) -> None:
        fr = self.fr
        salesman = fr.first("res.users", ["login", "=", "billing"])
        dubois = self.keep(
            "res.partner",
            fr.partner(
                "Menuiserie Dubois SARL", "FR", vat="FR44732829320", siret="73282932000074", street="8 rue du Port",
                zip="44000", city="Nantes", email="contact@dubois.example", phone="+33 2 40 00 00 00", ref="C-0001",
                user_id=salesman,
                **({} if "siret" in fr.client.fields("res.partner") else {"company_registry": "73282932000074"}),
            ),
        )  # fmt: skip
        self.keep(
            "res.partner",
            fr.create(
                "res.partner", name="Comptabilité", type="invoice", parent_id=dubois, email="compta@dubois.example"
            ),
        )
        sonne = self.keep(
            "res.partner",
            fr.partner("Tischlerei Sonne GmbH", "DE", vat="DE136695976", street="Am Markt 3", zip="80331",
                       city="München", email="info@sonne.example"),
        )  # fmt: skip
        martin = self.keep(
            "res.partner",
            fr.create("res.partner", name="Jeanne Martin", is_company=False, customer_rank=1, street="2 place Kléber",
                      zip="67000", city="Strasbourg", country_id=fr.country("FR"), email="jeanne@martin.example"),
        )  # fmt: skip
        moebel = self.keep(
            "res.partner",
            fr.partner("Alpen Möbel AG", "CH", street="Bahnhofstrasse 7", zip="8001", city="Zürich"),
        )
        full, eu, export = fr.tax(20.0, "20% G"), fr.tax(0.0, "0% EU G"), fr.tax(0.0, "0% EX G")
        service = fr.tax(20.0, "20% S")
        included = self._included(fr)
        term = fr.first("account.payment.term", ["name", "ilike", "30% Now"])
        big = self.keep(
            "account.move",
            fr.invoice(
                dubois,
                [
                    {"display_type": "line_section", "name": "Works"},
                    self.line(self.consulting, "Consulting, October", 12.5, 80.0, service),
                    self.line(self.lamp, "Desk lamp\nbrass, with switch", 3, 33.33, full, discount=10.0),
                    {"display_type": "line_note", "name": "Delivered by our own van"},
                ],
                invoice_payment_term_id=term,
                ref="PO-4711",
                narration="<p>Thank you for your order.</p>",
                delivery_date="2026-10-31",
            ),
        )
        self.keep("account.payment", fr.pay(big, Decimal("100.00")))
        self.keep("account.move", fr.invoice(sonne, [self.line(self.lamp, "Desk lamp", 10, 30.0, eu)],
                                             delivery_date="2026-10-30"))  # fmt: skip
        paid = self.keep("account.move", fr.invoice(martin, [self.line(self.lamp, "Desk lamp", 1, 39.9, included)]))
        self.keep("account.payment", fr.pay(paid))
        self.keep("account.move", fr.invoice(moebel, [self.line(self.lamp, "Desk lamp", 4, 30.0, export)]))
        wrong = self.keep("account.move", fr.invoice(dubois, [self.line(self.lamp, "Desk lamp", 2, 33.33, full)]))
        self.keep("account.move", fr.credit_note(wrong))
        gone = self.keep("account.move", fr.invoice(dubois, [self.line(self.lamp, "Desk lamp", 1, 33.33, full)]))
        fr.cancel(gone)
        self.keep("account.payment", fr.payment_on_account(dubois, Decimal("25.00")))
        self.keep("account.move.line", fr.journal_credit(sonne, Decimal("12.50")))
        order = {"product_id": self.lamp, "name": "Desk lamp", "product_uom_qty": 5, "price_unit": 33.33,
                 "tax_ids": [[6, 0, [full]]]}  # fmt: skip
        self.keep("sale.order", fr.order(dubois, [order], client_order_ref="PO-4712"))

    def _included(self, hands: Hands) -> int:
        """A tax inside the price, as shops have it."""
        name = "20% in the price"
        found = hands.client.ids("account.tax", [["name", "=", name], ["company_id", "=", hands.company]], limit=1)
        if found:
            return found[0]
        values: dict[str, Any] = {"name": name, "amount": 20.0, "type_tax_use": "sale", "company_id": hands.company}
        if "price_include_override" in hands.client.fields("account.tax"):
            values["price_include_override"] = "tax_included"
        else:
            values["price_include"] = True
        return hands.create("account.tax", **values)

    def _italy(self) -> None:
        it = self.it
        luce = self.keep(
            "res.partner",
            it.partner("Officina Luce S.r.l.", "IT", vat="IT12345670017", street="Via Po 1", zip="10123", city="Torino",
                       state_id=self._province("TO"), l10n_it_pa_index="ABC1234", l10n_it_pec_email="luce@pec.example",
                       email="info@luce.example"),
        )  # fmt: skip
        comune = self.keep(
            "res.partner",
            it.partner("Comune di Esempio", "IT", street="Piazza Grande 1", zip="40121", city="Bologna",
                       state_id=self._province("BO"), l10n_it_pa_index="UFABC1",
                       l10n_it_codice_fiscale="80012300010"),
        )  # fmt: skip
        sonne = self.keep(
            "res.partner",
            it.partner("Lampen Licht GmbH", "DE", vat="DE129273398", street="Hauptstr. 5", zip="10115", city="Berlin"),
        )
        rossi = self.keep(
            "res.partner",
            it.create("res.partner", name="Mario Rossi", is_company=False, customer_rank=1, street="Via Appia 9",
                      zip="00183", city="Roma", country_id=it.country("IT"), state_id=self._province("RM"),
                      l10n_it_codice_fiscale="RSSMRA80A01H501U"),
        )  # fmt: skip
        full, reduced = it.tax(22.0, "22%"), it.tax(10.0, "10%")
        eu, excluded = it.tax(0.0, "0% EU", "0% EU G"), it.tax(0.0, "0% Art.15")
        self.keep(
            "account.move",
            it.invoice(
                luce,
                [
                    self.line(self.consulting, "Consulenza", 7, 61.37, full, discount=5.0),
                    self.line(self.lamp, "Lampada è blu", 3, 12.345, full),
                    self.line(self.lamp, "Lampada piccola", 7, 3.335, reduced),
                    self.line(self.lamp, "Spese anticipate", 1, 9.99, excluded),
                ],
            ),
        )
        self.keep("account.move", it.invoice(sonne, [self.line(self.lamp, "Lamp", 10, 30.0, eu)]))
        self.keep("account.move", it.invoice(rossi, [self.line(self.lamp, "Lampada", 1, 49.0, full)]))
        self.keep("account.move", it.invoice(comune, [self.line(self.consulting, "Consulenza", 4, 60.0, full)]))
        wrong = self.keep("account.move", it.invoice(luce, [self.line(self.lamp, "Lampada", 2, 12.5, full)]))
        self.keep("account.move", it.credit_note(wrong))

        dollar = self._dollars()
        self.keep("account.move", it.invoice(sonne, [self.line(self.lamp, "Lamp", 3, 33.33, full)], currency_id=dollar))

    def _dollars(self) -> int:
        """A currency of which 1.25 make one euro."""
        id_ = int(self.it.call("res.currency", "search", domain=[["name", "=", "USD"]])[0])
        self.it.write("res.currency", id_, active=True)
        known = [["currency_id", "=", id_], ["company_id", "=", self.it.company]]
        if not self.it.client.ids("res.currency.rate", known):
            self.it.create(
                "res.currency.rate", currency_id=id_, company_id=self.it.company, name="2026-10-01", rate=1.25
            )
        return id_

    def _province(self, code: str) -> int:
        return self.it.first("res.country.state", ["code", "=", code], ["country_id.code", "=", "IT"])
