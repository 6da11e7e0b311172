"""DatiPagamento from the model: what is paid, when, and into which account.

What is paid is not always what is due (BT-115). Withholding tax (DatiRitenuta) is paid to the State and not to the
seller, and so is the whole VAT under split payment (EsigibilitaIVA S, VAT category B): ImportoPagamento is the
amount due without both, while BT-115 keeps the withholding, which EN 16931 does not know. The VAT of a split
payment stands in BT-113 as already settled, as the Italian CIUS has it; where it does not, it is taken off here.
Instalments are amounts to be paid: they are written as they are.
"""

from datetime import date
from decimal import Decimal

from einvoice.countries.italy.block import ItalyBlock
from einvoice.countries.italy.blocks.payment import DettaglioPagamento, Pagamento
from einvoice.fatturapa.figures import fits
from einvoice.fatturapa.lines import due_when
from einvoice.fatturapa.units import to_means
from einvoice.model import Instalment, Invoice, PaymentMeans

_NO_MEANS = PaymentMeans()


def payments(invoice: Invoice, block: ItalyBlock) -> tuple[Pagamento, ...]:
    """What the model says, where the block says nothing of its own.

    Several accounts are several ways to pay the whole, each a DatiPagamento. A credit note has none: it would have
    the buyer pay what he gets back.
    """
    if invoice.is_credit:
        return ()
    if invoice.instalments:
        means = invoice.payment[0] if invoice.payment else None
        parts = tuple(_part(part, means, block) for part in invoice.instalments)
        return (Pagamento(condizioni_pagamento="TP01" if len(parts) > 1 else "TP02", dettaglio_pagamento=parts),)
    amount = to_pay(invoice, block)
    if not (invoice.payment or invoice.due_date or block.modalita_pagamento) or amount <= 0:
        return ()
    ways = invoice.payment or (_NO_MEANS,)
    details = (_detail(means, invoice.due_date, amount, block) for means in ways)
    return tuple(Pagamento(condizioni_pagamento="TP02", dettaglio_pagamento=(detail,)) for detail in details)


def to_pay(invoice: Invoice, block: ItalyBlock) -> Decimal:
    """What the buyer pays to the seller, in EUR."""
    amount = invoice.totals.payable - withheld(block)
    split = split_tax(invoice, block)
    return amount - split if split and invoice.totals.prepaid < split else amount


def withheld(block: ItalyBlock) -> Decimal:
    """The sum of DatiRitenuta: taxes and contributions that the buyer pays elsewhere."""
    return sum((r.importo_ritenuta for r in block.ritenute), Decimal(0))


def split_tax(invoice: Invoice, block: ItalyBlock) -> Decimal:
    """The VAT that the buyer pays to the State (art. 17-ter DPR 633/72)."""
    more = dict(enumerate(block.riepiloghi))
    return sum(
        (
            tax.tax
            for i, tax in enumerate(invoice.taxes)
            if ((i in more and more[i].esigibilita_iva) or due_when(tax.vat, block)) == "S"
        ),
        Decimal(0),
    )


def _part(part: Instalment, means: PaymentMeans | None, block: ItalyBlock) -> DettaglioPagamento:
    return _detail(part.means or means or _NO_MEANS, part.due, part.amount, block)


def _detail(means: PaymentMeans, due: date | None, amount: Decimal, block: ItalyBlock) -> DettaglioPagamento:
    return DettaglioPagamento(
        beneficiario=means.account_name,
        modalita_pagamento=block.modalita_pagamento or to_means(means.code),
        data_scadenza_pagamento=due,
        importo_pagamento=amount,
        iban=means.iban.replace(" ", ""),
        bic=means.bic,
        codice_pagamento=means.remittance if fits(means.remittance, 60) else "",
    )
