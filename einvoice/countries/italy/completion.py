"""Fill what follows from the invoice without doubt; everything else stays open and becomes a fault."""

import msgspec

from einvoice.countries.italy.block import ItalyBlock, block_of, with_block
from einvoice.countries.italy.natura import derive, law
from einvoice.faults import Unacceptable
from einvoice.model import Invoice, Party, Vat

ABROAD = "XXXXXXX"
NO_CODE = "0000000"
_IPA, _SDI = "0201", "0205"  # EAS: codice univoco unità organizzativa (IPA), codice destinatario (SdI)
_FISCAL, _VAT = "0210", "0211"  # EAS and ICD: codice fiscale, partita IVA


def complete(invoice: Invoice) -> Invoice:
    """Natura and legal reference where unambiguous, the recipient's code, RF01; the amounts stay as they are."""
    try:
        block = block_of(invoice)
    except Unacceptable:
        return invoice  # `check` says what is wrong with it
    regime = block.regime_fiscale or "RF01"
    country = invoice.buyer.address.country
    reasons = {(t.vat.category, t.vat.rate): t.vat for t in invoice.taxes}

    def settled(vat: Vat, *, breakdown: bool) -> Vat:
        known = reasons.get((vat.category, vat.rate))
        code = vat.national_code or derive(known or vat, country, regime)
        reason = vat.exemption_reason
        if breakdown and code and not reason:
            reason = law(code)
        return msgspec.structs.replace(vat, national_code=code, exemption_reason=reason)

    lines = tuple(msgspec.structs.replace(n, vat=settled(n.vat, breakdown=False)) for n in invoice.lines)
    taxes = tuple(msgspec.structs.replace(t, vat=settled(t.vat, breakdown=True)) for t in invoice.taxes)
    allowances = tuple(
        msgspec.structs.replace(a, vat=settled(a.vat, breakdown=False)) if a.vat else a for a in invoice.allowances
    )
    block = msgspec.structs.replace(block, regime_fiscale=regime, codice_destinatario=_recipient(invoice.buyer, block))
    filled = msgspec.structs.replace(
        invoice, buyer=_numbered(invoice.buyer), lines=lines, taxes=taxes, allowances=allowances
    )
    return with_block(filled, block)


def _numbered(buyer: Party) -> Party:
    """The buyer with a codice fiscale or partita IVA that stands among its other identifiers."""
    known = (*buyer.identifiers, *(i for i in (buyer.legal_id, buyer.endpoint) if i))
    found = {i.scheme: i.value for i in reversed(known)}
    return msgspec.structs.replace(
        buyer,
        tax_registration=buyer.tax_registration or found.get(_FISCAL, ""),
        vat_id=buyer.vat_id or found.get(_VAT, ""),
    )


def _recipient(buyer: Party, block: ItalyBlock) -> str:
    """CodiceDestinatario (1.1.4): as given, else from the electronic address, else the Agenzia's conventions."""
    if block.codice_destinatario:
        return block.codice_destinatario
    if buyer.address.country not in {"", "IT"}:
        return ABROAD
    if buyer.endpoint is not None and buyer.endpoint.scheme in {_IPA, _SDI}:
        return buyer.endpoint.value.upper()
    return "" if buyer.public_body else NO_CODE
