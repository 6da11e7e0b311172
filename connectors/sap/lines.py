"""Items of a billing document as invoice lines (BG-25), with a price that leads exactly to the posted net."""

from decimal import ROUND_HALF_UP, Decimal

from connectors.records import Origin
from connectors.sap import taxes, units
from connectors.sap.settings import Settings
from connectors.sap.taxes import Treatment
from connectors.sap.values import Case, Row, bare, decimal, money, text
from einvoice.model import AllowanceCharge, Identifier, Line

ENTITY = "A_BillingDocumentItem"
FIELDS = (
    "BillingDocumentItem", "BillingDocumentItemText", "Material", "InternationalArticleNumber", "BillingQuantity",
    "BillingQuantityUnit", "NetAmount", "TaxAmount", "ServicesRenderedDate", "SalesDocument", "SalesDocumentItem",
    "SalesSDDocumentCategory", "ReferenceSDDocument", "ReferenceSDDocumentCategory",
)  # fmt: skip
CONDITION_FIELDS = (
    "ConditionType", "ConditionClass", "ConditionCalculationType", "ConditionRateValue", "ConditionAmount",
    "ConditionQuantity", "ConditionQuantityUnit", "ConditionCurrency", "ConditionIsForStatistics",
    "ConditionInactiveReason", "TaxCode",
)  # fmt: skip
_PRICE, _SURCHARGE, _TAX = "B", "A", "D"  # classes of conditions
_PERCENT, _BY_QUANTITY = "A", "C"  # ways of calculating
_EIGHT = Decimal("1e-8")
_ZERO, _ONE = Decimal(0), Decimal(1)


def read(
    case: Case, document: Row, items: list[Row], settings: Settings, country: str, sign: int, unit: Decimal
) -> tuple[tuple[Line, ...], list[Treatment]]:
    """Lines in SAP's order, and how each is taxed. `sign` turns the document's amounts positive as a whole.

    Items without quantity and value (texts, parts of a kit that are priced above) are no lines.
    """
    found: list[Line] = []
    treated: list[Treatment] = []
    number, currency = bare(text(document, "BillingDocument")), text(document, "TransactionCurrency")
    for item in items:
        path = f"lines[{len(found)}]"
        key = f"{number}/{bare(text(item, 'BillingDocumentItem'))}"
        case.origin(path, ENTITY, key, "BillingDocumentItem")
        net = case.amount(path, item, "NetAmount") * sign
        quantity = abs(case.amount(path, item, "BillingQuantity"))
        conditions = taxes.active(item)
        treatment = taxes.of_item(item, conditions, country, settings)
        if not (net or quantity or treatment.tax):
            continue
        if treatment.unclear:
            case.origins[f"{path}.vat"] = _place(case, key, treatment.unclear, "TaxCode")
        treated.append(treatment)
        found.append(_line(case, path, key, item, conditions, net, quantity, treatment, settings, currency, unit))
    return tuple(found), treated


def _line(
    case: Case, path: str, key: str, item: Row, conditions: list[Row], net: Decimal, quantity: Decimal,
    treatment: Treatment, settings: Settings, currency: str, unit: Decimal,
) -> Line:  # fmt: skip
    measure = text(item, "BillingQuantityUnit")
    code = units.code(measure, settings.units)
    if not code:
        case.origins[f"{path}.unit"] = _place(
            case, key, f"unit {measure or '(empty)'}: say its code of UN/ECE Rec 20 in units", "BillingQuantityUnit"
        )
    if not quantity:  # a value that was credited or charged as such
        quantity, code = _ONE, code or "C62"
    net = at if (at := money(net, unit)) is not None else net
    price, base, discounts = _priced(conditions, abs(net), quantity, measure, currency, unit)
    material, gtin = text(item, "Material"), text(item, "InternationalArticleNumber")
    if net < 0:
        # A price is never negative (BR-27), a quantity may be; then a discount gives less back.
        quantity = -quantity
        discounts = tuple(_turned(each) for each in discounts)
    return Line(
        id=bare(text(item, "BillingDocumentItem")),
        name=text(item, "BillingDocumentItemText") or material,
        quantity=_tidy(quantity),
        unit=code,
        net=net,
        price=price,
        base_quantity=base,
        vat=treatment.vat,
        seller_item=material,
        standard_item=Identifier(value=gtin, scheme="0160") if gtin.isdigit() else None,
        allowances=discounts,
    )


def _priced(
    conditions: list[Row], net: Decimal, quantity: Decimal, measure: str, currency: str, unit: Decimal
) -> tuple[Decimal, Decimal, tuple[AllowanceCharge, ...]]:
    """Price, base quantity, discounts and surcharges of a line of this (positive) net: as SAP's conditions say it
    where they lead to the posted net, else what does.
    """
    said = _by_conditions(conditions, net, quantity, measure, currency, unit)
    if said is not None:
        return said
    price = (net / quantity).quantize(_EIGHT, ROUND_HALF_UP)
    if (price * quantity).quantize(unit, ROUND_HALF_UP) == net:
        return _tidy(price), _ONE, ()
    return _tidy(net), _tidy(quantity), ()


def _by_conditions(
    conditions: list[Row], net: Decimal, quantity: Decimal, measure: str, currency: str, unit: Decimal
) -> tuple[Decimal, Decimal, tuple[AllowanceCharge, ...]] | None:
    """The one price per quantity, and what is taken off or put on; None where that is not all there is."""
    prices: list[Row] = []
    changes: list[Row] = []
    for each in conditions:
        kind = text(each, "ConditionClass")
        if kind == _PRICE:
            prices.append(each)
        elif kind != _TAX and decimal(each.get("ConditionAmount")) != 0:
            if kind != _SURCHARGE:
                return None
            changes.append(each)
    if len(prices) != 1:
        return None
    price = prices[0]
    rate, base = decimal(price.get("ConditionRateValue")), decimal(price.get("ConditionQuantity")) or _ONE
    suits = text(price, "ConditionQuantityUnit") == measure and text(price, "ConditionCurrency") == currency
    if rate is None or rate < 0 or base < 0 or not suits or text(price, "ConditionCalculationType") != _BY_QUANTITY:
        return None
    gross = (quantity * rate / base).quantize(unit, ROUND_HALF_UP)
    amounts = [decimal(each.get("ConditionAmount")) or _ZERO for each in changes]
    for turn in (1, -1):  # the amounts of an item that is taken back are negative as a whole
        if gross + turn * sum(amounts, _ZERO) == net:
            parts = (_change(each, turn * amount, gross) for each, amount in zip(changes, amounts, strict=True))
            return _tidy(rate), _tidy(base), tuple(parts)
    return None


def _change(condition: Row, amount: Decimal, gross: Decimal) -> AllowanceCharge:
    """BG-27 or BG-28: always a positive amount."""
    percent = decimal(condition.get("ConditionRateValue"))
    exact = (
        text(condition, "ConditionCalculationType") == _PERCENT
        and percent is not None
        and abs((gross * percent / 100) - amount) < Decimal("0.01")
    )
    return AllowanceCharge(
        amount=abs(amount),
        charge=amount > 0,
        base=gross if exact else None,
        percent=_tidy(abs(percent)) if exact and percent is not None else None,
        reason=text(condition, "ConditionType") or ("Surcharge" if amount > 0 else "Discount"),
        reason_code="ABL" if amount > 0 else "95",
    )


def _turned(part: AllowanceCharge) -> AllowanceCharge:
    return AllowanceCharge(amount=part.amount, charge=not part.charge, reason=part.reason)


def _tidy(value: Decimal) -> Decimal:
    """Without zeros that say nothing."""
    found = value.normalize()
    return found.quantize(_ONE) if found == found.to_integral_value() else found


def _place(case: Case, key: str, what: str, field: str) -> Origin:
    return Origin(erp="SAP", place=f"{case.title} > {what}", record=f"{ENTITY} {key}", field=field)
