"""SdI's controls on the model, so that each finding names the model's field and, through it, the ERP's.

The same controls run again over the written XML (`einvoice/fatturapa/controls.py`), which decides.
Not checked: what needs the Agenzia's registers (00303 numbers that exist, 00311/00312 active recipients,
00404 duplicates) or a clock (00403).
"""

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from stdnum import iban
from stdnum.it import codicefiscale, iva

from einvoice.countries.italy.block import SOURCE as FORMAT
from einvoice.countries.italy.block import ItalyBlock, block_of
from einvoice.countries.italy.completion import ABROAD, NO_CODE, complete
from einvoice.countries.italy.natura import GENERIC, NATURE
from einvoice.countries.italy.texts import street, text_faults
from einvoice.faults import Fault, Severity, Unacceptable
from einvoice.groups import groups
from einvoice.model import Invoice, Party, Vat, minor_unit

SOURCE = "SdI, Elenco dei controlli 2.0"
TYPES = {"380": "TD01", "381": "TD04", "386": "TD02", "383": "TD05"}
_BIC = re.compile(r"[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?")
_TD = re.compile(r"TD0[1-6]|TD2[0-9]|TD1[6-9]")
_REGIME = re.compile(r"RF(0[1245678]|09|1[0-9]|20)")


def check(invoice: Invoice) -> list[Fault]:
    """Every native finding; call it on what `complete` gave."""
    try:
        block = block_of(invoice)
    except Unacceptable as refusal:
        return refusal.faults
    invoice = complete(invoice)
    block = block_of(invoice)
    return [
        *_document(invoice, block),
        *_seller(invoice.seller, block),
        *_buyer(invoice.buyer),
        *_recipient(invoice.buyer, block),
        *_payment(invoice),
        *_vat(invoice),
        *_sums(invoice),
        *text_faults(invoice),
    ]


def _fault(code: str, path: str, message: str, source: str = SOURCE, severity: Severity = "error") -> Fault:
    return Fault(code=code, path=path, message=message, source=source, severity=severity)


def _document(invoice: Invoice, block: ItalyBlock) -> Iterator[Fault]:
    if not any(c.isdigit() for c in invoice.number):
        yield _fault("00425", "number", f"the number {invoice.number!r} has no digit")
    if invoice.type_code not in TYPES:
        message = f"document type {invoice.type_code} has no FatturaPA counterpart here ({', '.join(TYPES)} have)"
        yield _fault("SOLDE-IT-TYPE", "type_code", message, FORMAT)
    if block.tipo_documento and not _TD.fullmatch(block.tipo_documento):
        message = f"{block.tipo_documento!r} is not a TipoDocumento (TD01 ...)"
        yield _fault("SOLDE-IT-TYPE", "national.IT.tipo_documento", message, FORMAT)
    if not _REGIME.fullmatch(block.regime_fiscale):
        message = f"{block.regime_fiscale!r} is not a RegimeFiscale (RF01 ... RF20)"
        yield _fault("00200", "national.IT.regime_fiscale", message, FORMAT)
    if block.esigibilita not in {"", "I", "D", "S"}:
        message = f"{block.esigibilita!r} is not an EsigibilitaIVA (I, D or S)"
        yield _fault("00200", "national.IT.esigibilita", message, FORMAT)
    if invoice.currency != "EUR" and not block.eur_rate:
        message = (
            f"the invoice is in {invoice.currency}; FatturaPA shows taxable amounts and VAT in euro, so the rate "
            "of the day is needed as eur_rate (euro for one unit)"
        )
        yield _fault("SOLDE-IT-EUR", "national.IT.eur_rate", message, "DPR 633/1972, art. 21, c. 2, lett. l")
    for i, reference in enumerate(invoice.preceding):
        if invoice.is_credit and reference.issue_date and invoice.issue_date < reference.issue_date:
            message = f"the credit note is dated {invoice.issue_date}, before the invoice it refers to"
            yield _fault("00418", f"preceding[{i}].issue_date", message)


def _payment(invoice: Invoice) -> Iterator[Fault]:
    for i, means in enumerate(invoice.payment[:1]):
        if means.iban and not iban.is_valid(means.iban):
            yield _fault("00200", f"payment[{i}].iban", f"{means.iban!r} is not an IBAN: its check digits are wrong")
        if means.bic and not _BIC.fullmatch(means.bic):
            yield _fault("00200", f"payment[{i}].bic", f"{means.bic!r} is not a BIC: it has 8 or 11 characters")


def _seller(seller: Party, block: ItalyBlock) -> Iterator[Fault]:
    if not seller.vat_id:
        yield _fault("00301", "seller.vat_id", "the seller has no partita IVA")
    elif not seller.vat_id.startswith("IT") or not iva.is_valid(seller.vat_id[2:]):
        message = f"{seller.vat_id!r} is not an Italian partita IVA: IT and 11 digits, the last a check digit"
        yield _fault("00301", "seller.vat_id", message)
    if seller.tax_registration and not codicefiscale.is_valid(seller.tax_registration):
        message = f"{seller.tax_registration!r} is not a codice fiscale: its check character is wrong"
        yield _fault("00302", "seller.tax_registration", message)
    if bool(block.rea_ufficio) != bool(block.rea_numero):
        message = "the company register needs both its province (rea_ufficio) and its number (rea_numero)"
        yield _fault("00200", "national.IT.rea_numero", message, FORMAT)
    if seller.contact and seller.contact.email and not re.fullmatch(r".+@.+[.].+", seller.contact.email):
        message = f"{seller.contact.email!r} is not an e-mail address"
        yield _fault("00200", "seller.contact.email", message, FORMAT)
    if seller.contact and len(phone(seller.contact.phone)) > 12:
        message = f"the phone number {seller.contact.phone!r} is longer than 12 characters and is left out"
        yield _fault("SOLDE-IT-PHONE", "seller.contact.phone", message, FORMAT, "warning")
    yield from _address("seller", seller)


def phone(number: str) -> str:
    """A phone number as Telefono (1.2.5.1) takes it: digits and a plus sign."""
    return "".join(c for c in number if (c.isdigit() and c.isascii()) or c == "+")


def _address(side: str, party: Party) -> Iterator[Fault]:
    address, path = party.address, f"{side}.address"
    needed = (("line1", street(party), "street"), ("city", address.city, "city"))
    for field, value, word in (*needed, ("country", address.country, "country")):
        if not value.strip():
            yield _fault("00200", f"{path}.{field}", f"the {side}'s address has no {word}", FORMAT)
    if address.country == "IT" and not re.fullmatch(r"[0-9]{5}", address.postcode):
        message = f"the {side}'s CAP has five digits, not {address.postcode!r}"
        yield _fault("00200", f"{path}.postcode", message, FORMAT)
    if address.country == "IT" and address.subdivision and not re.fullmatch(r"[A-Z]{2}", address.subdivision):
        message = f"the {side}'s province is two letters, not {address.subdivision!r}"
        yield _fault("00200", f"{path}.subdivision", message, FORMAT)


def _buyer(buyer: Party) -> Iterator[Fault]:
    yield from _address("buyer", buyer)
    if buyer.address.country != "IT":
        return  # a foreign number is not checked, and a foreign buyer without one has its own convention
    if not (buyer.vat_id or buyer.tax_registration):
        message = "an Italian buyer needs a partita IVA (BT-48) or a codice fiscale"
        yield _fault("00417", "buyer.vat_id", message)
    if buyer.vat_id.startswith("IT") and not iva.is_valid(buyer.vat_id[2:]):
        message = f"{buyer.vat_id!r} is not an Italian partita IVA: IT and 11 digits, the last a check digit"
        yield _fault("00305", "buyer.vat_id", message)
    elif buyer.vat_id and not re.match(r"[A-Z]{2}", buyer.vat_id):
        message = f"the buyer's VAT number {buyer.vat_id!r} must start with its country code"
        yield _fault("00305", "buyer.vat_id", message)
    if buyer.tax_registration and not codicefiscale.is_valid(buyer.tax_registration):
        message = f"{buyer.tax_registration!r} is not a codice fiscale: its check character is wrong"
        yield _fault("00306", "buyer.tax_registration", message)


def _recipient(buyer: Party, block: ItalyBlock) -> Iterator[Fault]:
    path, code = "national.IT.codice_destinatario", block.codice_destinatario
    length = 6 if buyer.public_body and buyer.address.country == "IT" else 7
    if not re.fullmatch(rf"[A-Z0-9]{{{length}}}", code):
        whom = "a public body" if length == 6 else "a private recipient"
        said = repr(code) if code else "nothing"
        message = f"the CodiceDestinatario of {whom} has {length} capital letters and digits, not {said}"
        yield _fault("00427", path, message)
    if code == ABROAD and buyer.address.country == "IT":
        yield _fault("00313", path, f"{ABROAD} is for foreign buyers, but the buyer is in Italy")
    if block.pec and code != NO_CODE:
        message = f"a PEC address goes with CodiceDestinatario {NO_CODE} only, not with {code}"
        yield _fault("00426", "national.IT.pec", message)


def _vat(invoice: Invoice) -> Iterator[Fault]:
    places: list[tuple[str, Vat, str, str]] = [
        *((f"lines[{i}].vat", n.vat, "00400", "00401") for i, n in enumerate(invoice.lines)),
        *((f"taxes[{i}].vat", t.vat, "00429", "00430") for i, t in enumerate(invoice.taxes)),
        *((f"allowances[{i}].vat", a.vat, "00400", "00401") for i, a in enumerate(invoice.allowances) if a.vat),
    ]
    block = block_of(invoice)
    for path, vat, missing, extra in places:
        natura = vat.national_code
        if vat.rate != round(vat.rate, 2) or not 0 <= vat.rate <= 100:
            yield _fault("00424", f"{path}.rate", f"{vat.rate} is not a rate in per cent with two decimals")
        if vat.rate == 0 and not natura:
            message = (
                f"there is no VAT and no Natura that says why; category {vat.category} leaves several, so the ERP's "
                "tax must carry it (N1 ... N7)"
            )
            yield _fault(missing, f"{path}.national_code", message)
        elif vat.rate != 0 and natura:
            message = f"a rate of {vat.rate} % and Natura {natura} exclude one another"
            yield _fault(extra, f"{path}.national_code", message)
        elif natura in GENERIC:
            message = f"the general Natura {natura} has not been accepted since 2021; one of its parts is needed"
            yield _fault("00445", f"{path}.national_code", message)
        elif natura and natura not in NATURE:
            yield _fault("00200", f"{path}.national_code", f"{natura!r} is not a Natura", FORMAT)
        if natura.startswith("N6") and block.esigibilita == "S" and path.startswith("taxes"):
            message = "reverse charge (N6) and split payment exclude one another"
            yield _fault("00420", "national.IT.esigibilita", message)


def _sums(invoice: Invoice) -> Iterator[Fault]:
    cent = minor_unit(invoice.currency)
    for i, line in enumerate(invoice.lines):
        extras = sum((a.amount if a.charge else -a.amount for a in line.allowances), Decimal(0))
        expected = line.quantity * line.price / (line.base_quantity or 1) + extras
        # One minor unit of rounding and one of spreading are mended by the writer's price; more is not rounding.
        if abs(line.net - expected) > 2 * cent:
            message = f"price x quantity is {expected.normalize():f}, but the line's net is {line.net}"
            yield _fault("00423", f"lines[{i}].net", message)
    for i, tax in enumerate(invoice.taxes):
        due = (tax.base * tax.vat.rate / 100).quantize(cent, ROUND_HALF_UP)
        if abs(tax.tax - due) > cent:
            message = f"{tax.vat.rate} % of {tax.base} is {due}, but {tax.tax} is posted"
            yield _fault("00421", f"taxes[{i}].tax", message)
    for group in groups(invoice):
        if not group.taxes:
            path = f"lines[{group.lines[0][0]}].vat" if group.lines else "allowances"
            yield _fault("00419", path, f"there is no VAT summary for {group.label}")
        elif abs(group.base - group.summed) >= 1:
            message = f"the lines of {group.label} add up to {group.summed}, but the summary says {group.base}"
            yield _fault("00422", f"taxes[{group.taxes[0][0]}].base", message)
