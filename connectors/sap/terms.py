"""When and how an invoice is paid: BT-9, BT-20, the instalments, BG-16."""

from datetime import date
from decimal import Decimal

from connectors.records import Due
from connectors.sap.settings import Settings
from connectors.seller import Seller
from einvoice.model import Instalment, PaymentMeans

_TRANSFER, _SEPA, _DIRECT_DEBIT = "30", "58", ("49", "59")  # UNTDID 4461


def instalments(dues: tuple[Due, ...]) -> tuple[Instalment, ...]:
    """As the receivable items say."""
    return tuple([Instalment(due=each.date, amount=each.amount) for each in dues])


def due_date(dues: tuple[Due, ...]) -> date | None:
    """BT-9: the last of several."""
    return max([each.date for each in dues], default=None)


def skonto(days: int, percent: Decimal) -> dict[str, object]:
    """Facts of Germany's block for a cash discount (XRechnung, BR-DE-18)."""
    return {"skonto_days": days, "skonto_percent": percent} if days > 0 and percent > 0 else {}


def means(
    seller: Seller, settings: Settings, remittance: str, *, currency: str, method: str, mandate: str
) -> tuple[PaymentMeans, ...]:
    """BG-16: the seller's account, or the mandate. A credit note asks for no money."""
    sepa = currency == "EUR" and bool(seller.iban)
    code = settings.payment_methods.get(method, _SEPA if sepa else _TRANSFER)
    if code in _DIRECT_DEBIT:
        return (PaymentMeans(code=code, remittance=remittance, mandate=mandate, creditor_id=seller.creditor_id),)
    return (
        PaymentMeans(
            code=code,
            remittance=remittance,
            iban=seller.iban.replace(" ", ""),
            bic=seller.bic,
            account_name=seller.account_name or (seller.name if seller.iban else ""),
        ),
    )
