"""XRechnung in both syntaxes: sound German invoices are accepted by KoSIT's rules, and so is what others wrote."""

from decimal import Decimal
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from einvoice import cii, ubl, xrechnung_cii, xrechnung_ubl
from einvoice.faults import Unacceptable
from einvoice.model import (
    Address,
    AllowanceCharge,
    Contact,
    Identifier,
    Instalment,
    Invoice,
    Note,
    Party,
    PaymentMeans,
    Reference,
    Vat,
)
from einvoice.parsing import parse
from einvoice.xrechnung import PROCESS, SPECIFICATION

from . import samples
from .corpora import ABSENT, CORPORA
from .official import findings
from .strategies import invoices

FORMATS = (xrechnung_cii, xrechnung_ubl)
SYNTAX = {xrechnung_cii: "cii", xrechnung_ubl: "ubl"}
STANDARD, REDUCED = Vat(category="S", rate=Decimal(19)), Vat(category="S", rate=Decimal(7))
OUTSIDE = Vat(category="O", exemption_reason="Nicht steuerbar", exemption_code="VATEX-EU-O")
SELLER = Party(
    name="Werkstatt am Kanal GmbH",
    identifiers=(Identifier(value="4012345000009", scheme="0088"),),
    legal_id=Identifier(value="HRB 123456"),
    vat_id="DE136695976",
    tax_registration="201/123/40207",
    legal_info="Sitz Leipzig, Geschäftsführerin Jana Vogt",
    endpoint=Identifier(value="rechnung@werkstatt-kanal.example", scheme="EM"),
    address=Address(line1="Uferweg 4", city="Leipzig", postcode="04109", country="DE"),
    contact=Contact(name="Jana Vogt", phone="+49 341 000000", email="rechnung@werkstatt-kanal.example"),
)
BUYER = Party(
    name="Stadtbücherei Lindenau",
    public_body=False,
    endpoint=Identifier(value="04011000-12345-03", scheme="0204"),
    address=Address(line1="Lindenplatz 1", city="Leipzig", postcode="04177", country="DE"),
)
TRANSFER = PaymentMeans(
    code="58", text="SEPA-Überweisung", remittance="RE-2026-88", iban="DE75512108001245126199", bic="SOLADEST600"
)
DEBIT = PaymentMeans(
    code="59", remittance="RE-2026-88", mandate="M-17", creditor_id="DE98ZZZ09999999999", debited_account=TRANSFER.iban
)


def german_invoice(**more: Any) -> Invoice:
    """Two rates, a line discount, freight, Leitweg-ID, a transfer."""
    rebate = AllowanceCharge(
        amount=Decimal("12.00"), base=Decimal("120.00"), percent=Decimal(10), reason="Mengenrabatt", reason_code="95"
    )
    lines = (
        samples.line(1, "Regalboden, Buche", "12", "10.00", STANDARD, allowances=(rebate,), order_line="1"),
        samples.line(2, "Handbuch Regalbau", "2", "18.60", REDUCED),
        samples.line(3, "Schrauben 5 × 60", "500", "4.80", STANDARD, base_quantity=Decimal(100)),
    )
    freight = AllowanceCharge(amount=Decimal("9.50"), charge=True, reason="Fracht", reason_code="FC", vat=STANDARD)
    fields: dict[str, Any] = {
        "number": "RE-2026-88",
        "buyer_reference": "04011000-12345-03",
        "allowances": (freight,),
        "payment": (TRANSFER,),
        "terms": "Zahlbar binnen 30 Tagen",
        "notes": (Note(text="Es gelten unsere Lieferbedingungen.", subject="ADU"), Note(text="Vielen Dank!")),
    }
    return samples.build(lines, **({"seller": SELLER, "buyer": BUYER} | fields | more))


def credit_note() -> Invoice:
    return german_invoice(
        number="GS-2026-9", type_code="381", preceding=(Reference(number="RE-2026-88", issue_date=samples.DAY),)
    )


def in_two_parts() -> Invoice:
    invoice = german_invoice()
    half = (invoice.totals.payable / 2).quantize(Decimal("0.01"))
    days = (samples.DAY.replace(day=16), samples.DAY.replace(month=12))
    amounts = (half, invoice.totals.payable - half)
    parts = tuple(Instalment(due=day, amount=amount) for day, amount in zip(days, amounts, strict=True))
    return replace(invoice, due_date=days[0], instalments=parts)


def outside_the_scope() -> Invoice:
    return samples.build(
        (samples.line(1, "Zuschuss", "1", "500", OUTSIDE),),
        vats=(OUTSIDE,),
        seller=replace(SELLER, vat_id=""),
        buyer=BUYER,
        number="RE-2026-89",
        buyer_reference="04011000-12345-03",
        payment=(TRANSFER,),
    )


SOUND = {
    "transfer": german_invoice(),
    "discount": german_invoice(terms="#SKONTO#TAGE=14#PROZENT=2.25#\n"),
    "debit": german_invoice(payment=(DEBIT,)),
    "card": german_invoice(payment=(PaymentMeans(code="54", card_number="4711", card_holder="A. Berg"),)),
    "two accounts": german_invoice(payment=(TRANSFER, replace(TRANSFER, iban="DE89370400440532013000", bic=""))),
    "two parts": in_two_parts(),
    "credit note": credit_note(),
    "corrected": replace(credit_note(), type_code="384", number="RE-2026-90"),
    "outside the scope": outside_the_scope(),
}


@pytest.mark.parametrize("format_", FORMATS, ids=lambda module: module.NAME)
@pytest.mark.parametrize("name", SOUND)
def test_a_sound_german_invoice_is_accepted_and_read_back(name: str, format_: ModuleType) -> None:
    xml = format_.write(SOUND[name])
    syntax = SYNTAX[format_]
    assert findings(xml, f"{syntax}-xsd", f"en16931-{syntax}", f"xrechnung-{syntax}") == []
    assert format_.read(xml) == SOUND[name]


@pytest.mark.parametrize("format_", FORMATS, ids=lambda module: module.NAME)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(invoice=invoices())
def test_any_invoice_is_read_back(format_: ModuleType, invoice: Invoice) -> None:
    own = replace(invoice, specification="", process="" if invoice.process == PROCESS else invoice.process)
    assert format_.read(format_.write(own)) == own


@pytest.mark.parametrize("format_", FORMATS, ids=lambda module: module.NAME)
def test_without_the_leitweg_id_kosit_refuses(format_: ModuleType) -> None:
    found = findings(format_.write(german_invoice(buyer_reference="")), f"xrechnung-{SYNTAX[format_]}")
    assert [fault.split(":")[0] for fault in found] == ["BR-DE-15"]


@pytest.mark.parametrize("format_", FORMATS, ids=lambda module: module.NAME)
def test_specification_and_process_are_written_by_the_format(format_: ModuleType) -> None:
    root = parse(format_.write(german_invoice(specification="urn:cen.eu:en16931:2017#compliant#urn:other")))
    texts = {element.text for element in root.iter()}
    assert {SPECIFICATION, PROCESS} <= texts


@pytest.mark.parametrize("format_", FORMATS, ids=lambda module: module.NAME)
def test_another_version_or_process_stays_what_it_is(format_: ModuleType) -> None:
    extension = f"{SPECIFICATION}#conformant#urn:xeinkauf.de:kosit:extension:xrechnung_3.0"
    invoice = german_invoice(specification=extension, process="urn:example.org:process")
    assert format_.read(format_.write(invoice)) == invoice


@pytest.mark.parametrize(
    ("format_", "plain"), [(xrechnung_cii, cii), (xrechnung_ubl, ubl)], ids=lambda module: module.NAME
)
def test_an_invoice_of_the_bare_standard_is_not_taken_for_xrechnung(format_: ModuleType, plain: ModuleType) -> None:
    assert format_.read(plain.write(german_invoice())).specification == plain.GUIDELINE
    assert plain.read(format_.write(german_invoice())).specification == SPECIFICATION


@pytest.mark.parametrize("format_", FORMATS, ids=lambda module: module.NAME)
def test_what_is_missing_is_named(format_: ModuleType) -> None:
    xml = format_.write(german_invoice())
    emptied = xml.replace(b">RE-2026-88<", b"><")
    assert "number" in format_.examine(emptied).absent
    with pytest.raises(Unacceptable, match="number"):
        format_.read(emptied)


def test_the_formats_are_installed() -> None:
    found = entry_points(group="solde.formats")
    for module in (ubl, *FORMATS):
        assert found[module.NAME].load() is module
        assert module.filename(german_invoice(), 7) == "RE-2026-88.xml"


FILES = sorted(CORPORA.glob("xrechnung/*.xml"))
# Warnings of CEN's rules for CII where there is more than one attachment; EN 16931 has no such limit.
WARNINGS = {"CII-SR-475", "CII-SR-476"}
# The extension's payments to third parties are no term of EN 16931; without them this sum cannot add up.
EXTENSION = {"05.01a-INVOICE_ubl": {"BR-DEX-09"}}


@pytest.mark.slow
@pytest.mark.skipif(not FILES, reason=ABSENT)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_kosit_accepts_is_accepted_when_rewritten_in_either_syntax(file: Path) -> None:
    before = file.read_bytes()
    here, there = (cii, ubl) if file.stem.endswith("uncefact") else (ubl, cii)
    invoice = here.read(before)
    refused = _codes(before, here.NAME) | WARNINGS | EXTENSION.get(file.stem, set())
    assert _codes(here.write(invoice), here.NAME) <= refused
    assert _codes(there.write(invoice), there.NAME) <= refused


def _codes(xml: bytes, syntax: str) -> set[str]:
    found = findings(xml, f"{syntax}-xsd", f"en16931-{syntax}", f"xrechnung-{syntax}")
    return {fault.partition(":")[0] for fault in found}
