"""The VAT of an item: its tax condition, and what the configuration says that its tax code means."""

from collections.abc import Mapping
from decimal import Decimal

import msgspec

from connectors.sap.settings import Settings, Tax
from connectors.sap.values import Row, decimal, flag, many, text
from einvoice.model import Vat

Codes = Mapping[str, Mapping[str, Tax]]  # country (ISO) -> tax code -> meaning
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
        vat=meaning(code, country, settings.tax_codes, rate) or Vat(category="", rate=rate or _ZERO),
        tax=amount if amount is not None else tax if tax is not None else _ZERO,
        unclear=unknown(code, country, settings.tax_codes),
    )


def meaning(code: str, country: str, codes: Codes, rate: Decimal | None) -> Vat | None:
    """The tax code of a country in the terms of EN 16931; `rate` is what SAP applied, in per cent."""
    table = codes.get(country, {}).get(code)
    if table is None:
        return None
    own = table.rate if table.rate is not None else rate if rate is not None else _ZERO
    return Vat(
        category=table.category,
        rate=tidy(own) if table.category == "S" or own else _ZERO,
        exemption_reason=table.exemption_reason,
        exemption_code=table.exemption_code,
        national_code=table.national_code,
    )


def unknown(code: str, country: str, codes: Codes) -> str:
    """What to add to the configuration, "" where nothing is missing."""
    if code in codes.get(country, {}):
        return ""
    where = f"tax_codes.{country or 'COUNTRY'}.{code or 'CODE'}"
    return f"tax code {code or '(empty)'} of {country or 'no country'}: say what it means in {where}"


def tidy(rate: Decimal) -> Decimal:
    """A rate without zeros that say nothing: 19.000 as 19."""
    found = rate.normalize()
    return found.quantize(Decimal(1)) if found == found.to_integral_value() else found
