"""Each mandatory field of the recorded rows, dropped and garbled in turn: a fault that names it, or a good document.

Never a crash, and never a document that the judge refuses without a fault that leads to the field.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest

from connectors.records import Invoice, Unreadable, locate
from einvoice.artefacts import ArtefactMissing, Artefacts, default_folder
from einvoice.emission import emit, obligations
from einvoice.faults import errors
from einvoice.judges import Judges
from tests.connectors.odoo.recorded import VERSIONS, Recorded, connector, load

# What a judge or a rule needs, by model; each with the field that a fault may name instead of it.
MANDATORY: dict[str, tuple[str, ...]] = {
    "account.move": ("name", "invoice_date", "currency_id", "commercial_partner_id", "partner_id", "amount_untaxed",
                     "amount_tax", "amount_total", "amount_residual", "state", "payment_state"),
    "account.move.line": ("display_type", "name", "quantity", "price_unit", "price_subtotal", "discount", "tax_ids",
                          "amount_currency", "tax_line_id", "account_type", "date_maturity",
                          "amount_residual_currency"),
    "account.tax": ("amount", "amount_type"),
    "res.partner": ("name", "country_code", "street", "city", "zip", "vat"),
    "res.company": ("name", "partner_id", "vat", "currency_id"),
}  # fmt: skip
# A field whose fault leads elsewhere for a good reason.
ALIASES = {
    "country_code": {"country_id", "partner_id"},  # what people edit is the country; a company has its contact's
    "amount": {"tax_ids"},  # a tax without a rate is seen on the lines that have it
    "amount_type": {"tax_ids"},
    "price_include": {"tax_ids"},
    "quantity": {"price_unit", "price_subtotal"},
    "price_subtotal": {"amount_currency"},  # the same figure as shown and as posted; the fault gives both
    "vat": {"siret", "company_registry"},
    "account_type": {"line_ids"},
}
GONE = object()
VALUES: tuple[Any, ...] = (GONE, False, "??", -7.25, [], {"a": 1})
CASES = [(model, field) for model, fields in MANDATORY.items() for field in fields]


@lru_cache(maxsize=1)
def judges() -> Judges:
    return Judges(Artefacts(default_folder()))


def verdicts(bill: Invoice) -> list[tuple[str, str]]:
    """(fault, the field it leads to) of every error on the documents owed."""
    paper = bill.document
    owed = obligations(paper.seller, paper.buyer, paper.type_code, paper.issue_date)
    assert owed, "an invoice that owes nothing would be passed over in silence"
    found = []
    for document in owed:
        try:
            emitted = emit(paper, document, judges(), 1)
        except ArtefactMissing as missing:
            pytest.skip(str(missing))
        for fault in errors(list(emitted.faults)):
            origin = locate(fault.path, bill.origins)
            found.append((f"{fault} ({fault.path})", f"{origin.field} {origin.record}" if origin else ""))
    return found


def spoilt(version: int, number: str, model: str, field: str, value: Any) -> Iterator[Recorded]:
    """The recording of this one invoice, with one value spoilt in each of the rows that it uses."""
    whole = Recorded(load(version))
    whole.rows["account.move"] = [whole.row("account.move", int(number))]
    for i, sound in enumerate(rows_of(whole, number, model)):
        if field not in sound or sound[field] == value:
            continue
        fake = Recorded(whole.content)
        row = rows_of(fake, number, model)[i]
        if value is GONE:
            del row[field]
        else:
            row[field] = value
        yield fake


def rows_of(fake: Recorded, number: str, model: str) -> list[dict[str, Any]]:
    """One row of each sort: the first product line, the tax line, the receivable line; the buyer and the seller."""
    move = fake.row("account.move", int(number))
    if model == "account.move":
        return [move]
    lines = [row for row in fake.rows["account.move.line"] if row["move_id"][0] == move["id"]]
    first = {row["display_type"]: row for row in reversed(lines)}
    if model == "account.move.line":
        return [first[kind] for kind in ("product", "tax", "payment_term") if kind in first]
    if model == "account.tax":
        return [fake.row(model, first["product"]["tax_ids"][0])]
    company = fake.row("res.company", move["company_id"][0])
    if model == "res.company":
        return [company]
    return [fake.row(model, move["commercial_partner_id"][0]), fake.row(model, company["partner_id"][0])]


def subjects(version: int) -> list[str]:
    """The ids of a French and an Italian invoice."""
    moves = load(version)["rows"]["account.move"]
    buyers = ("Menuiserie Dubois SARL", "Officina Luce S.r.l.")
    return [next(str(m["id"]) for m in moves if buyer in m["commercial_partner_id"][1]) for buyer in buyers]


def outcome(fake: Recorded, number: str, field: str) -> str:
    """Empty when the field is named or the document is good; else what was said instead."""
    records = [r for page in connector(fake).pull("invoice", None) for r in page.records]
    record = next(r for r in records if r.ref.id == number)
    names = {field} | ALIASES.get(field, set())
    if isinstance(record, Unreadable):
        said = " | ".join(fault.message for fault in record.faults)
        return "" if record.faults and any(name in said for name in names) else f"unreadable: {said}"
    assert isinstance(record, Invoice)
    found = verdicts(record)
    if not found or any(origin.split(" ")[0] in names for _, origin in found):
        return ""
    return f"refused: {found}"


@pytest.mark.slow
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("model", "field"), CASES, ids=str)
def test_every_mandatory_field_is_named_when_it_is_wrong(version: int, model: str, field: str) -> None:
    problems = []
    for number in subjects(version):
        for value in VALUES:
            for fake in spoilt(version, number, model, field, value):
                if problem := outcome(fake, number, field):
                    shown = "gone" if value is GONE else repr(value)
                    problems.append(f"{number} {model}.{field} = {shown}: {problem}")
    assert problems == []


@pytest.mark.parametrize(("model", "field"), CASES, ids=str)
def test_no_value_makes_it_crash(model: str, field: str) -> None:
    """The quick part of the test above: on the newest version, without judges."""
    for number in subjects(19):
        for value in VALUES:
            for fake in spoilt(19, number, model, field, value):
                ids = {r.ref.id for page in connector(fake).pull("invoice", None) for r in page.records}
                assert ids, "whatever the value, the rest goes on"
