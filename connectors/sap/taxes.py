"""The VAT of an item: its tax condition, and what the configuration says that its tax code means."""

from decimal import Decimal

import msgspec

from connectors.sap.settings import Settings
from connectors.sap.values import Row, decimal, flag, many, text
from einvoice.model import Vat

_TAX, _ZERO = "D", Decimal(0)


class Treatment(msgspec.Struct, frozen=True, kw_only=True):
    """How VAT applies to an item, and the tax as posted. `unclear` says what to set: then no e-invoice can leave."""

    vat: Vat
    tax: Decimal
    unclear: str = ""


def active(item: Row) -> list[Row]:
    """The conditions that make its price: neither statistical nor switched off."""
    return [
        each
        for each in many(item, "to_PricingElement")
        if not flag(each, "ConditionIsForStatistics") and not text(each, "ConditionInactiveReason")
    ]


def of_item(item: Row, conditions: list[Row], country: str, settings: Settings) -> Treatment:
    """By the active condition of class D (taxes). Where several have an amount, nobody can say which VAT it is."""
    found = [each for each in conditions if text(each, "ConditionClass") == _TAX]
    posted = [each for each in found if decimal(each.get("ConditionAmount"))] or found[:1]
    tax = decimal(item.get("TaxAmount"))
    if len(posted) != 1:
        total = tax if tax is not None else _ZERO
        why = "there is no tax condition" if not posted else "there are several tax conditions with an amount"
        return Treatment(vat=Vat(category=""), tax=total, unclear=why)
    one = posted[0]
    amount = decimal(one.get("ConditionAmount"))
    code = text(one, "TaxCode")
    rate = decimal(one.get("ConditionRateValue"))
    return Treatment(
        vat=meaning(code, country, settings, rate) or Vat(category="", rate=rate or _ZERO),
        tax=amount if amount is not None else tax if tax is not None else _ZERO,
        unclear=unknown(code, country, settings),
    )


def meaning(code: str, country: str, settings: Settings, rate: Decimal | None) -> Vat | None:
    """The tax code of a country in the terms of EN 16931; `rate` is what SAP applied, in per cent."""
    table = settings.tax_codes.get(country, {}).get(code)
    if table is None:
        return None
    own = table.rate if table.rate is not None else rate if rate is not None else _ZERO
    return Vat(
        category=table.category,
        rate=_tidy(own) if table.category == "S" or own else _ZERO,
        exemption_reason=table.exemption_reason,
        exemption_code=table.exemption_code,
        national_code=table.national_code,
    )


def unknown(code: str, country: str, settings: Settings) -> str:
    """What to add to the configuration, "" where nothing is missing."""
    if code in settings.tax_codes.get(country, {}):
        return ""
    where = f"tax_codes.{country or 'COUNTRY'}.{code or 'CODE'}"
    return f"tax code {code or '(empty)'} of {country or 'no country'}: say what it means in {where}"


def _tidy(rate: Decimal) -> Decimal:
    found = rate.normalize()
    return found.quantize(Decimal(1)) if found == found.to_integral_value() else found
