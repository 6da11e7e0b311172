"""What stands on the invoice page: the model in words, dates and numbers of the page's language."""

import re
import tomllib
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from einvoice.model import Address, AllowanceCharge, Invoice, Line, Party, TaxBreakdown, Vat, minor_unit
from einvoice.typeset import TEMPLATES

LANGUAGES = ("fr", "it", "en")
# Notes that the law asks for stand in the small print (UNTDID 4451: recovery fee, penalties, discount ...).
_LEGAL = frozenset({"PMT", "PMD", "AAB", "REG", "ABL", "TXD"})
_PACKAGE = re.compile("X[0-9A-Z]{2}")  # UN/ECE Rec 21, as Rec 20 takes it over
_CODE = re.compile("[0-9A-Z]{2,3}")
_HIDDEN = frozenset({"BAR"})  # how the French platform shall treat the invoice: nothing for people
_SPEAKS = {**dict.fromkeys(("FR", "MC", "LU"), "fr"), **dict.fromkeys(("IT", "SM", "VA"), "it")}


def language_for(invoice: Invoice) -> str:
    """The language of the buyer's country, English where the page does not speak it."""
    return _SPEAKS.get(invoice.buyer.address.country, "en")


def title(invoice: Invoice, language: str) -> str:
    """`Facture FA-2026-0412`."""
    return f"{_kind(invoice, _labels(language))} {invoice.number}"


def page(invoice: Invoice, language: str) -> dict[str, Any]:
    """The data of `templates/invoice.typ`, as texts that need no more thought."""
    return _Page(invoice, language).data()


@lru_cache
def _labels(language: str) -> dict[str, Any]:
    return tomllib.loads((TEMPLATES / f"labels_{language}.toml").read_text(encoding="utf-8"))


def _kind(invoice: Invoice, labels: dict[str, Any]) -> str:
    default = labels["title_credit"] if invoice.is_credit else labels["title"]
    return str(labels["types"].get(invoice.type_code, default))


class _Page:
    """One invoice in one language; each method is a block of the page."""

    def __init__(self, invoice: Invoice, language: str) -> None:
        self.invoice = invoice
        self.labels = _labels(language)
        self.locale = Locale.parse({"en": "en_GB"}.get(language, language))
        self.digits = -int(minor_unit(invoice.currency).as_tuple().exponent)

    def data(self) -> dict[str, Any]:
        invoice = self.invoice
        notes = [note for note in invoice.notes if note.text and note.subject not in _HIDDEN]
        return {
            "labels": {key: value for key, value in self.labels.items() if isinstance(value, str)},
            "title": _kind(invoice, self.labels),
            "number": invoice.number,
            "seller": self.seller(),
            "addressed": self.labels["customer" if invoice.is_credit else "billed_to"],
            "buyer": self.recipient(),
            "facts": self.facts(),
            "lines": [self.line(line) for line in invoice.lines],
            "extras": [self.adjustment(extra) for extra in invoice.allowances],
            "taxes": [self.tax(tax) for tax in invoice.taxes],
            "totals": self.totals(),
            "payable": self.payable(),
            "payment": [] if invoice.is_credit else self.payment(),
            "terms": invoice.terms,
            "instalments": self.instalments(),
            "notes": [note.text for note in notes if note.subject not in _LEGAL],
            "legal": [note.text for note in notes if note.subject in _LEGAL],
        }

    def day(self, when: date) -> str:
        text = format_date(when, "long", locale=self.locale)
        return text.replace("1 ", "1er ", 1) if self.locale.language == "fr" and when.day == 1 else text

    def money(self, amount: Decimal) -> str:
        pattern = "#,##0" + ("." + "0" * self.digits if self.digits else "")
        return _minus(format_decimal(amount, pattern, locale=self.locale))

    def price(self, amount: Decimal) -> str:
        pattern = "#,##0" + ("." + "0" * self.digits if self.digits else ".") + "#" * 8
        return _minus(format_decimal(amount, pattern, locale=self.locale))

    def number(self, amount: Decimal) -> str:
        return _minus(format_decimal(amount, "#,##0.########", locale=self.locale))

    def rate(self, vat: Vat) -> str:
        return "–" if vat.category == "O" else self.percent(vat.rate)

    def percent(self, rate: Decimal) -> str:
        return self.number(rate) + ("%" if self.locale.language == "en" else "\u00a0%")

    def unit(self, code: str, quantity: Decimal) -> str:
        units = self.labels["units"]
        # A code that has no word here is for machines, which find it in the XML; words are left as they are.
        unknown = units["package"] if _PACKAGE.fullmatch(code) else "" if _CODE.fullmatch(code) else code
        one, _, many = str(units.get(code, unknown)).partition("|")
        return many if many and abs(quantity) > 1 else one

    def seller(self) -> dict[str, Any]:
        seller = self.invoice.seller
        contact = seller.contact
        return {
            "name": seller.trading_name or seller.name,
            "legal_name": seller.name if seller.trading_name not in {"", seller.name} else "",
            "address": self.address(seller.address, home=True),
            "contact": [part for part in (contact.phone, contact.email) if part] if contact else [],
            "identifiers": self.identifiers(seller),
            "legal": seller.legal_info,
        }

    def identifiers(self, party: Party) -> list[str]:
        found = []
        for identifier in filter(None, (party.legal_id, *party.identifiers)):
            name = {"0002": "siren", "0009": "siret"}.get(identifier.scheme)
            if name:
                found.append(f"{self.labels[name]} {identifier.value}")
        if party.vat_id:
            found.append(f"{self.labels['vat_id']} {party.vat_id}")
        if party.tax_registration:
            found.append(f"{self.labels['tax_number']} {party.tax_registration}")
        return found

    def recipient(self) -> list[str]:
        buyer = self.invoice.buyer
        names = [buyer.name]
        if buyer.contact and buyer.contact.name not in {"", buyer.name}:
            names.append(buyer.contact.name)
        home = buyer.address.country == self.invoice.seller.address.country
        return names + self.address(buyer.address, home=home)

    def address(self, address: Address, *, home: bool) -> list[str]:
        """The lines of an address as its own country writes them; abroad the country's name in capitals."""
        if address.country in {"US", "CA", "AU"}:
            region = f"{address.subdivision} {address.postcode}".strip()
            town = [", ".join(filter(None, (address.city, region)))]
        elif address.country in {"GB", "IE"}:
            town = [address.city, address.postcode]
        else:
            province = f" ({address.subdivision})" if address.country == "IT" and address.subdivision else ""
            town = [f"{address.postcode} {address.city}".strip() + province]
        country = [] if home else [self.country(address.country).upper()]
        return [line for line in (address.line1, address.line2, *town, *country) if line]

    def country(self, code: str) -> str:
        return str(self.locale.territories.get(code, code))

    def facts(self) -> list[tuple[str, str]]:
        """The labelled facts at the head of the page."""
        invoice, words = self.invoice, self.labels
        rows = [("date", self.day(invoice.issue_date))]
        if invoice.due_date and not invoice.is_credit and len(invoice.instalments) < 2:
            rows.append(("due", self.day(invoice.due_date)))
        for reference in invoice.preceding:
            when = f" {words['period_of']} {self.day(reference.issue_date)}" if reference.issue_date else ""
            rows.append(("preceding", reference.number + when))
        if invoice.delivery and invoice.delivery.delivered:
            rows.append(("delivered", self.day(invoice.delivery.delivered)))
        rows += [
            ("order", invoice.purchase_order),
            ("sales_order", invoice.sales_order),
            ("contract", invoice.contract),
            ("reference", invoice.buyer_reference),
            ("buyer_vat", invoice.buyer.vat_id),
        ]
        if invoice.buyer.legal_id and invoice.buyer.legal_id.scheme == "0002":
            rows.append(("buyer_siren", invoice.buyer.legal_id.value))
        rows.append(("delivered_to", self.place()))
        return [(words[key], value) for key, value in rows if value]

    def place(self) -> str:
        delivery = self.invoice.delivery
        if not delivery or not delivery.address or delivery.address == self.invoice.buyer.address:
            return ""
        home = delivery.address.country == self.invoice.seller.address.country
        return ", ".join(filter(None, (delivery.name, *self.address(delivery.address, home=home))))

    def line(self, line: Line) -> dict[str, Any]:
        details = [text for text in (line.description, line.note) if text]
        colon = "\u00a0: " if self.locale.language == "fr" else ": "
        details += [f"{self.reason(extra)}{colon}{self.signed(extra)}" for extra in line.allowances]
        per = ""
        if line.base_quantity != 1:
            unit = self.unit(line.unit, line.base_quantity)
            per = f"{self.labels['per']} {self.number(line.base_quantity)} {unit}".strip()
        return {
            "item": line.seller_item,
            "name": line.name,
            "details": details,
            "quantity": self.number(line.quantity),
            "unit": self.unit(line.unit, line.quantity),
            "price": self.price(line.price),
            "per": per,
            "rate": self.rate(line.vat),
            "amount": self.money(line.net),
        }

    def reason(self, extra: AllowanceCharge) -> str:
        name = extra.reason or self.labels["charge" if extra.charge else "allowance"]
        return f"{name} {self.percent(extra.percent)}" if extra.percent is not None else name

    def signed(self, extra: AllowanceCharge) -> str:
        return self.money(extra.amount if extra.charge else -extra.amount)

    def adjustment(self, extra: AllowanceCharge) -> dict[str, str]:
        return {
            "name": self.reason(extra),
            "rate": self.rate(extra.vat) if extra.vat else "",
            "amount": self.signed(extra),
        }

    def tax(self, tax: TaxBreakdown) -> dict[str, str]:
        reason = tax.vat.exemption_reason
        if not reason and tax.vat.category != "S":
            reason = self.labels["categories"].get(tax.vat.category, tax.vat.exemption_code)
        return {
            "rate": self.rate(tax.vat),
            "base": self.money(tax.base),
            "tax": self.money(tax.tax),
            "reason": reason,
        }

    def totals(self) -> list[tuple[str, str]]:
        invoice, totals, words = self.invoice, self.invoice.totals, self.labels
        rows = [("net", self.money(totals.tax_exclusive)), ("vat_total", self.money(totals.tax))]
        if totals.allowances or totals.charges:
            rows.insert(0, ("sum_lines", self.money(totals.lines)))
        listed = [(words[key], value) for key, value in rows]
        if totals.tax_accounting is not None and invoice.tax_currency not in {"", invoice.currency}:
            listed.append((f"{words['vat_accounting']} {invoice.tax_currency}", self.accounting_tax()))
        listed.append((words["gross"], self.money(totals.tax_inclusive)))
        if totals.prepaid:
            listed.append((words["prepaid"], self.money(-totals.prepaid)))
        if totals.rounding:
            listed.append((words["rounding"], self.money(totals.rounding)))
        return listed

    def accounting_tax(self) -> str:
        amount = self.invoice.totals.tax_accounting or Decimal(0)
        return format_decimal(amount, "#,##0.00", locale=self.locale)

    def payable(self) -> tuple[str, str]:
        amount = self.invoice.totals.payable
        key = "credit" if self.invoice.is_credit else "payable" if amount > 0 else "settled"
        digits = "0" * self.digits
        shown = format_currency(
            amount, self.invoice.currency, self.pattern(digits), locale=self.locale, currency_digits=False
        )
        return self.labels[key], _minus(shown)

    def pattern(self, digits: str) -> str:
        number = "#,##0" + (f".{digits}" if digits else "")
        return f"¤\u00a0{number}" if self.locale.language == "en" else f"{number}\u00a0¤"

    def payment(self) -> list[tuple[str, str]]:
        """How to pay: means, account, reference; each fact once."""
        rows: list[tuple[str, str]] = []
        words = self.labels
        for means in self.invoice.payment:
            account = "iban" if means.iban[:2].isalpha() else "account"
            rows += [
                (words["means"], means.text or words["means_names"].get(means.code, "")),
                (words["holder"], means.account_name),
                (words[account], _grouped(means.iban)),
                (words["bic"], means.bic),
                (words["remittance"], means.remittance),
            ]
        return [row for row in dict.fromkeys(rows) if row[1]]

    def instalments(self) -> list[tuple[str, str]]:
        if len(self.invoice.instalments) < 2:
            return []
        parts = sorted(self.invoice.instalments, key=lambda part: part.due)
        return [(self.day(part.due), self.money(part.amount)) for part in parts]


def _minus(number: str) -> str:
    """A true minus sign, as wide as the plus and the figures."""
    return number.replace("-", "\u2212")


def _grouped(iban: str) -> str:
    plain = iban.replace(" ", "")
    return " ".join(plain[i : i + 4] for i in range(0, len(plain), 4)) if plain[:2].isalpha() else plain
