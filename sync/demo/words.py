"""What the two sellers' ERP writes to a customer in the customer's language."""

import msgspec


class _Words(msgspec.Struct, frozen=True, kw_only=True):
    cash: str
    days: str
    month_end: str
    discount: str


_WORDS = {
    "fr": _Words(
        cash="Paiement comptant",
        days="{} jours date de facture",
        month_end="{} jours fin de mois",
        discount="Remise",
    ),
    "it": _Words(
        cash="Pagamento immediato",
        days="{} giorni data fattura",
        month_end="{} giorni fine mese",
        discount="Sconto",
    ),
    "de": _Words(
        cash="Zahlbar sofort",
        days="{} Tage ab Rechnungsdatum",
        month_end="{} Tage zum Monatsende",
        discount="Rabatt",
    ),
    "es": _Words(
        cash="Pago al contado",
        days="{} días fecha de factura",
        month_end="{} días fin de mes",
        discount="Descuento",
    ),
    "nl": _Words(
        cash="Contante betaling",
        days="{} dagen na factuurdatum",
        month_end="{} dagen einde maand",
        discount="Korting",
    ),
    "en": _Words(
        cash="Payment on receipt",
        days="{} days from the invoice date",
        month_end="{} days end of month",
        discount="Discount",
    ),
}


def terms_text(language: str, terms: str) -> str:
    """The payment terms: days, `30EOM` (end of month) or `30/60` (in two halves)."""
    words = _WORDS[language]
    if terms == "0":
        return words.cash
    return (words.month_end if terms.endswith("EOM") else words.days).format(terms.removesuffix("EOM"))


def discount_text(language: str) -> str:
    """Why a line costs less than its price says."""
    return _WORDS[language].discount
