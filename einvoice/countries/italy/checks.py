"""What is looked at before a FatturaPA is written, for afterwards it would not be seen any more.

SdI's controls run over the document (`einvoice/fatturapa/controls`), and its schema says what is missing or
malformed. Here stands only what the document could not show: facts that are needed to write it at all, what the
writer has to leave out or to round, and check digits, to which our own numbers are held.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from stdnum import iban

from einvoice.countries.italy.block import SOURCE as FORMAT
from einvoice.countries.italy.block import block_of
from einvoice.countries.italy.completion import NO_CODE, complete
from einvoice.countries.italy.kinds import TYPES
from einvoice.countries.italy.numbers import sound_fiscal, sound_vat
from einvoice.countries.italy.texts import telephone
from einvoice.faults import Fault, Severity, Unacceptable
from einvoice.model import Invoice, minor_unit
from einvoice.rules.rule import Finding, Rule, run

_HOME = ("", "IT")
_RATE = Decimal("0.01")


def check(invoice: Invoice, language: str = "en") -> list[Fault]:
    """Every native finding, said in `language`; the document's own controls come after it is written."""
    try:
        block_of(invoice)
    except Unacceptable as refusal:
        return refusal.faults
    return run(CHECKS, complete(invoice), language)


def type_unknown(invoice: Invoice) -> Iterator[Finding]:
    """A type code that has no TipoDocumento, and none is given."""
    if invoice.type_code not in TYPES and not block_of(invoice).tipo_documento:
        yield "type_code", {"type": invoice.type_code, "known": ", ".join(TYPES)}


def country_unknown(invoice: Invoice) -> Iterator[Finding]:
    """Italian or foreign: CAP, province and the recipient's code follow from it."""
    for side, party in (("seller", invoice.seller), ("buyer", invoice.buyer)):
        if not party.address.country.strip():
            yield f"{side}.address.country", {}


def euro_rate_unknown(invoice: Invoice) -> Iterator[Finding]:
    """Amounts in another currency need the rate of the day."""
    if invoice.currency != "EUR" and not block_of(invoice).eur_rate:
        yield "national.IT.eur_rate", {"currency": invoice.currency}


def seller_number(invoice: Invoice) -> Iterator[Finding]:
    """An Italian seller has a partita IVA; of a seller abroad (TD17 ...) nothing is known here."""
    seller = invoice.seller
    italian = seller.vat_id.startswith("IT") and sound_vat(seller.vat_id[2:])
    if seller.address.country in _HOME and not italian:
        yield "seller.vat_id", {"number": seller.vat_id}


def seller_fiscal(invoice: Invoice) -> Iterator[Finding]:
    """The seller's codice fiscale, where it is given."""
    number = invoice.seller.tax_registration
    if invoice.seller.address.country in _HOME and number and not sound_fiscal(number):
        yield "seller.tax_registration", {"number": number}


def buyer_number(invoice: Invoice) -> Iterator[Finding]:
    """The partita IVA of a buyer in Italy; it starts with its country, as every VAT number does (BT-48)."""
    number = invoice.buyer.vat_id
    wrong = not sound_vat(number[2:]) if number.startswith("IT") else not re.match(r"[A-Z]{2}", number)
    if invoice.buyer.address.country == "IT" and number and wrong:
        yield "buyer.vat_id", {"number": number}


def buyer_fiscal(invoice: Invoice) -> Iterator[Finding]:
    """The codice fiscale of a buyer in Italy."""
    number = invoice.buyer.tax_registration
    if invoice.buyer.address.country == "IT" and number and not sound_fiscal(number):
        yield "buyer.tax_registration", {"number": number}


def price_and_net(invoice: Invoice) -> Iterator[Finding]:
    """The writer works the price out from the net where the two are a rounding apart; more is not rounding."""
    unit = minor_unit(invoice.currency)
    for i, line in enumerate(invoice.lines):
        extras = sum((a.amount if a.charge else -a.amount for a in line.allowances), Decimal(0))
        expected = line.quantity * line.price / (line.base_quantity or 1) + extras
        # One minor unit of rounding and one of spreading.
        if abs(line.net - expected) > 2 * unit:
            yield f"lines[{i}].net", {"expected": f"{expected.normalize():f}", "stated": line.net}


def rate_not_written(invoice: Invoice) -> Iterator[Finding]:
    """AliquotaIVA has two decimals; more would be rounded away."""
    places = [(f"lines[{i}].vat.rate", n.vat.rate) for i, n in enumerate(invoice.lines)]
    places += [(f"taxes[{i}].vat.rate", t.vat.rate) for i, t in enumerate(invoice.taxes)]
    places += [(f"allowances[{i}].vat.rate", a.vat.rate) for i, a in enumerate(invoice.allowances) if a.vat]
    for path, rate in places:
        if rate % _RATE or not 0 <= rate <= 100:
            yield path, {"rate": rate}


def pec_left_out(invoice: Invoice) -> Iterator[Finding]:
    """The writer leaves a PEC address out where the recipient has a code."""
    block = block_of(invoice)
    if block.pec and block.codice_destinatario != NO_CODE:
        yield "national.IT.pec", {"recipient": block.codice_destinatario}


def half_a_register(invoice: Invoice) -> Iterator[Finding]:
    """IscrizioneREA has province and number, or is not there."""
    block = block_of(invoice)
    if bool(block.rea_ufficio) != bool(block.rea_numero):
        yield f"national.IT.{'rea_numero' if block.rea_ufficio else 'rea_ufficio'}", {}


def account_number(invoice: Invoice) -> Iterator[Finding]:
    """The check digits of the account that is to be paid to; the schema looks at its form alone."""
    for i, means in enumerate(invoice.payment[:1]):
        if means.iban and not iban.is_valid(means.iban):
            yield f"payment[{i}].iban", {"iban": means.iban}


def phone_left_out(invoice: Invoice) -> Iterator[Finding]:
    """Telefono has 5 to 12 characters; a number that has others is left out."""
    contact = invoice.seller.contact
    if contact and contact.phone and not telephone(contact.phone):
        yield "seller.contact.phone", {"phone": contact.phone}


def _check(
    code: str,
    test: Callable[[Invoice], Iterable[Finding]],
    severity: Severity = "error",
    origin: str = FORMAT,
) -> Rule[Invoice]:
    return Rule(code, origin, test, "italy", severity)


def _control(code: str, test: Callable[[Invoice], Iterable[Finding]]) -> Rule[Invoice]:
    """What SdI would refuse under this code; said in the control's own words."""
    return Rule(code, f"SdI, Elenco dei controlli 2.0, code {code}", test, "sdi")


CHECKS: tuple[Rule[Invoice], ...] = (
    _check("SOLDE-IT-TYPE", type_unknown),
    _check("SOLDE-IT-COUNTRY", country_unknown),
    _check("SOLDE-IT-EUR", euro_rate_unknown, origin="DPR 633/1972, art. 21, c. 2, lett. l"),
    _control("00301", seller_number),
    _control("00302", seller_fiscal),
    _control("00305", buyer_number),
    _control("00306", buyer_fiscal),
    _control("00423", price_and_net),
    _control("00426", pec_left_out),
    _check("SOLDE-IT-RATE", rate_not_written),
    _check("SOLDE-IT-REA", half_a_register),
    _check("SOLDE-IT-IBAN", account_number),
    _check("SOLDE-IT-PHONE", phone_left_out, severity="warning"),
)
