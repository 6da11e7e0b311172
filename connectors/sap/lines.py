"""Items of a billing document as invoice lines (BG-25), with a price that leads exactly to the posted net."""

from decimal import ROUND_HALF_UP, Decimal

from connectors.prices import price_for
from connectors.records import Origin
from connectors.sap import conditions, taxes, units
from connectors.sap.bill_rows import BillItem, Condition
from connectors.sap.conditions import Conditions
from connectors.sap.settings import Settings
from connectors.sap.taxes import Known, Treatment
from connectors.sap.values import Case, at, bare, plain
from einvoice.model import AllowanceCharge, Identifier, Line

ENTITY = "A_BillingDocumentItem"
_PERCENT, _BY_QUANTITY = "A", "C"  # ways of calculating
_ZERO, _ONE, _CENT, _HUNDRED = Decimal(0), Decimal(1), Decimal("0.01"), Decimal(100)


def read(
    case: Case, number: str, items: list[BillItem], settings: Settings, country: str, sign: Decimal, currency: str,
    unit: Decimal, known: Known,
) -> tuple[tuple[Line, ...], list[Treatment]]:  # fmt: skip
    """Lines of the document `number` in SAP's order, and how each is taxed. `sign` turns its amounts positive as a
    whole.

    Items without quantity and value (texts, parts of a kit that are priced above) are no lines.
    """
    found: list[Line] = []
    treated: list[Treatment] = []
    for item in items:
        path = f"lines[{len(found)}]"
        key = f"{number}/{bare((item.number or '').strip())}"
        case.origin(path, ENTITY, key, "BillingDocumentItem")
        net = case.amount(path, item.net, "NetAmount") * sign
        quantity = abs(case.quantity(path, item.quantity, "BillingQuantity"))
        priced = conditions.of(item)
        treatment = taxes.of_item(item, priced, country, settings.tax_codes, known)
        if not (net or quantity or treatment.tax):
            continue
        if treatment.unclear:
            case.origins[f"{path}.vat"] = _place(case, key, treatment.unclear, "TaxCode")
        treated.append(treatment)
        found.append(_line(case, path, key, item, priced, net, quantity, treatment, settings, currency, unit))
    return tuple(found), treated


def _line(
    case: Case, path: str, key: str, item: BillItem, priced: Conditions, net: Decimal, quantity: Decimal,
    treatment: Treatment, settings: Settings, currency: str, unit: Decimal,
) -> Line:  # fmt: skip
    measure = (item.unit or "").strip()
    code = units.code(measure, settings.units)
    if not code:
        case.origins[f"{path}.unit"] = _place(
            case, key, f"unit {measure or '(empty)'}: say its code of UN/ECE Rec 20 in units", "BillingQuantityUnit"
        )
    if not quantity:  # a value that was credited or charged as such
        quantity, code = _ONE, code or "C62"
    net = at(net, unit)
    price, base, discounts = _priced(priced, settings, abs(net), quantity, measure, currency, unit)
    material, gtin = (item.material or "").strip(), (item.gtin or "").strip()
    if net < _ZERO:
        # A price is never negative (BR-27), a quantity may be; then a discount gives less back.
        quantity = -quantity
        discounts = tuple(_turned(each) for each in discounts)
    return Line(
        id=bare((item.number or "").strip()),
        name=(item.name or "").strip() or material,
        quantity=quantity,
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
    priced: Conditions, settings: Settings, net: Decimal, quantity: Decimal, measure: str, currency: str, unit: Decimal
) -> tuple[Decimal, Decimal, tuple[AllowanceCharge, ...]]:
    """Price, base quantity, discounts and surcharges of a line of this (positive) net: as SAP's conditions say it
    where they lead to the posted net, else what does.
    """
    said = _by_conditions(priced, settings, net, quantity, measure, currency, unit)
    if said is not None:
        return said
    return *price_for(net, quantity, unit), ()


def _by_conditions(
    priced: Conditions, settings: Settings, net: Decimal, quantity: Decimal, measure: str, currency: str, unit: Decimal
) -> tuple[Decimal, Decimal, tuple[AllowanceCharge, ...]] | None:
    """The one price per quantity, and what is taken off or put on; None where that is not all there is."""
    if len(priced.prices) != 1 or priced.strange:
        return None
    price = priced.prices[0]
    rate, base = plain(price.rate), plain(price.quantity) or _ONE
    suits = (price.unit or "").strip() == measure and (price.currency or "").strip() == currency
    if rate is None or rate < _ZERO or base < _ZERO or not suits:
        return None
    if price.way != _BY_QUANTITY:
        return None
    gross = (quantity * rate / base).quantize(unit, ROUND_HALF_UP)
    back = gross + priced.change != net  # the amounts of an item that is taken back are negative as a whole
    if back and gross - priced.change != net:
        return None
    parts = [_change(each, -amount if back else amount, gross, settings) for each, amount in priced.changes]
    return rate, base, tuple(parts)


def _change(condition: Condition, amount: Decimal, gross: Decimal, settings: Settings) -> AllowanceCharge:
    """BG-27 or BG-28: always a positive amount. Its reason is the code, and the configured words for the type."""
    percent, charge = None, amount > _ZERO
    if condition.way == _PERCENT:
        percent = plain(condition.rate)
        if percent is not None and abs(gross * percent / _HUNDRED - amount) >= _CENT:
            percent = None
    return AllowanceCharge(
        amount=abs(amount),
        charge=charge,
        base=None if percent is None else gross,
        percent=None if percent is None else abs(percent),
        reason=settings.conditions.get((condition.type or "").strip(), ""),
        reason_code="ABL" if charge else "95",
    )


def _turned(part: AllowanceCharge) -> AllowanceCharge:
    return AllowanceCharge(
        amount=part.amount, charge=not part.charge, reason=part.reason, reason_code="95" if part.charge else "ABL"
    )


def _place(case: Case, key: str, what: str, field: str) -> Origin:
    return Origin(erp="SAP", place=f"{case.title} > {what}", record=f"{ENTITY} {key}", field=field)
