"""Fill what follows from the invoice without doubt; everything else stays open and becomes a fault."""

from collections.abc import Callable
from typing import TypeVar

import msgspec

from einvoice.countries.italy.block import ItalyBlock, block_of, with_block
from einvoice.countries.italy.natura import derive, law
from einvoice.faults import Unacceptable
from einvoice.model import AllowanceCharge, Invoice, Line, Party, TaxBreakdown, Vat

ABROAD = "XXXXXXX"
NO_CODE = "0000000"
_IPA, _SDI = "0201", "0205"  # EAS: codice univoco unità organizzativa (IPA), codice destinatario (SdI)
_FISCAL, _VAT = "0210", "0211"  # EAS and ICD: codice fiscale, partita IVA
_Taxed = TypeVar("_Taxed", bound=Line | TaxBreakdown | AllowanceCharge)


def complete(invoice: Invoice) -> Invoice:
    """Natura and legal reference where unambiguous, the recipient's code, RF01; the amounts stay as they are."""
    try:
        block = block_of(invoice)
    except Unacceptable:
        return invoice  # `check` says what is wrong with it
    regime = block.regime_fiscale or "RF01"
    country = invoice.buyer.address.country
    reasons = {(t.vat.category, t.vat.rate): t.vat for t in invoice.taxes}

    def natura(vat: Vat) -> Vat:
        if vat.rate or vat.national_code:
            return vat
        code = derive(reasons.get((vat.category, vat.rate), vat), country, regime)
        return msgspec.structs.replace(vat, national_code=code) if code else vat

    def reasoned(vat: Vat) -> Vat:
        vat = natura(vat)
        reason = "" if vat.exemption_reason else law(vat.national_code)
        return msgspec.structs.replace(vat, exemption_reason=reason) if reason else vat

    done = msgspec.structs.replace(block, regime_fiscale=regime, codice_destinatario=_recipient(invoice.buyer, block))
    filled = msgspec.structs.replace(
        invoice,
        buyer=_numbered(invoice.buyer),
        lines=_settled(invoice.lines, natura),
        taxes=_settled(invoice.taxes, reasoned),
        allowances=_settled(invoice.allowances, natura),
    )
    return filled if done == block else with_block(filled, done)


def completed(invoice: Invoice) -> Invoice:
    """The invoice itself where nothing that a document needs is open; else what `complete` makes of it."""
    block = invoice.national.get("IT", {})
    buyer = invoice.buyer
    settled = (
        block.get("regime_fiscale")
        and block.get("codice_destinatario")
        and (buyer.vat_id or buyer.tax_registration or buyer.address.country != "IT")
        and all(n.vat.rate or n.vat.national_code for n in invoice.lines)
        and all(t.vat.rate or t.vat.national_code for t in invoice.taxes)
        and all(a.vat.rate or a.vat.national_code for a in invoice.allowances if a.vat)
    )
    return invoice if settled else complete(invoice)


def _settled(items: tuple[_Taxed, ...], settle: Callable[[Vat], Vat]) -> tuple[_Taxed, ...]:
    """The same tuple where nothing is to be done."""
    old = [_vat(item) for item in items]
    new = [vat and settle(vat) for vat in old]
    if all(after is before for after, before in zip(new, old, strict=True)):
        return items
    return tuple(msgspec.structs.replace(item, vat=vat) for item, vat in zip(items, new, strict=True))


def _vat(item: Line | TaxBreakdown | AllowanceCharge) -> Vat | None:
    """How VAT applies to a line, a document allowance or a breakdown."""
    return item.vat


def _numbered(buyer: Party) -> Party:
    """The buyer with a codice fiscale or partita IVA that stands among its other identifiers."""
    known = (*buyer.identifiers, *(i for i in (buyer.legal_id, buyer.endpoint) if i))
    found = {i.scheme: i.value for i in reversed(known)}
    number = buyer.tax_registration or found.get(_FISCAL, "")
    vat_id = buyer.vat_id or found.get(_VAT, "")
    if (number, vat_id) == (buyer.tax_registration, buyer.vat_id):
        return buyer
    return msgspec.structs.replace(buyer, tax_registration=number, vat_id=vat_id)


def _recipient(buyer: Party, block: ItalyBlock) -> str:
    """CodiceDestinatario (1.1.4): as given, else from the electronic address, else the Agenzia's conventions."""
    if block.codice_destinatario:
        return block.codice_destinatario
    if buyer.address.country not in {"", "IT"}:
        return ABROAD
    if buyer.endpoint is not None and buyer.endpoint.scheme in {_IPA, _SDI}:
        return buyer.endpoint.value.upper()
    return "" if buyer.public_body else NO_CODE
