"""The VAT of an item: its tax condition, and what the configuration says that its tax code means."""

from collections.abc import Mapping
from decimal import Decimal

import msgspec

from connectors.prices import tidy
from connectors.sap.bill_rows import BillItem
from connectors.sap.conditions import Conditions
from connectors.sap.values import decimal
from connectors.seller import Tax
from einvoice.model import Vat

Codes = Mapping[str, Mapping[str, Tax]]  # country (ISO) -> tax code -> meaning
Known = dict[tuple[str, str, str], tuple[Vat, str]]  # country, tax code, rate -> treatment, what is unclear
_ZERO = Decimal(0)


class Treatment(msgspec.Struct, frozen=True, kw_only=True):
    """How VAT applies to an item, and the tax as posted. `unclear` says what to set: then no e-invoice can leave."""

    vat: Vat
    tax: Decimal
    unclear: str = ""


def of_item(item: BillItem, conditions: Conditions, country: str, codes: Codes, known: Known) -> Treatment:
    """By the active tax condition. Where several have an amount, nobody can say which VAT it is.

    `known` keeps what a tax code at a rate means, for the next item.
    """
    posted = conditions.taxes
    if len(posted) > 1:
        posted = [each for each in posted if each[1]] or posted[:1]
    if len(posted) != 1:
        why = "there is no tax condition" if not posted else "there are several tax conditions with an amount"
        return Treatment(vat=Vat(category=""), tax=decimal(item.tax) or _ZERO, unclear=why)
    condition, amount = posted[0]
    code, rate = (condition.tax_code or "").strip(), condition.rate
    place = (country, code, str(rate))
    means = known.get(place)
    if means is None:
        percent = decimal(rate)
        vat = meaning(code, country, codes, percent) or Vat(category="", rate=percent or _ZERO)
        means = known[place] = (vat, unknown(code, country, codes))
    if amount is None:
        amount = decimal(item.tax) or _ZERO
    return Treatment(vat=means[0], tax=amount, unclear=means[1])


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
