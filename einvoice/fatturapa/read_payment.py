"""DatiPagamento into due dates, instalments and means of payment."""

from decimal import Decimal
from typing import NamedTuple

from einvoice.countries.italy.blocks.payment import DettaglioPagamento, Pagamento
from einvoice.fatturapa.units import from_means, to_means
from einvoice.model import Instalment, PaymentMeans

_ZERO = Decimal(0)


class Payment(NamedTuple):
    """`paid`: the sum of what is to be paid, None if nothing is said of it. `parts`: every detail with a date."""

    means: tuple[PaymentMeans, ...]
    parts: tuple[Instalment, ...]
    paid: Decimal | None
    modalita: str  # where the model's means cannot say it


def payment(found: tuple[Pagamento, ...]) -> Payment:
    """Several DatiPagamento of one and the same sum are ways to pay it; else all of them are to be paid."""
    details = [detail for place in found for detail in place.dettaglio_pagamento]
    if not details:
        return Payment((), (), None, "")
    kinds = {detail.modalita_pagamento for detail in details}
    kind = kinds.pop() if len(kinds) == 1 else ""
    modalita = kind if kind and to_means(from_means(kind)) != kind else ""
    alike = {(d.importo_pagamento, d.data_scadenza_pagamento) for d in details}
    if len(found) == len(details) and len(alike) == 1:
        ways = tuple(_means(detail) for detail in details)
        return Payment(ways, _parts(details[:1], ways[0]), details[0].importo_pagamento, modalita)
    first = _means(details[0])
    paid = sum((detail.importo_pagamento for detail in details), _ZERO)
    return Payment((first,), _parts(details, first), paid, modalita)


def _parts(details: list[DettaglioPagamento], usual: PaymentMeans) -> tuple[Instalment, ...]:
    return tuple(
        Instalment(
            due=detail.data_scadenza_pagamento,
            amount=detail.importo_pagamento,
            means=None if _means(detail) == usual else _means(detail),
        )
        for detail in details
        if detail.data_scadenza_pagamento
    )


def _means(detail: DettaglioPagamento) -> PaymentMeans:
    return PaymentMeans(
        code=from_means(detail.modalita_pagamento),
        remittance=detail.codice_pagamento,
        iban=detail.iban,
        account_name=detail.beneficiario,
        bic=detail.bic,
    )
