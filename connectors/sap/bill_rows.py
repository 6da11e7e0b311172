"""Rows inside a billing document as the service says them: items, their price conditions, and partners.

Texts may have blanks around them; numbers are text. Nobody promises the form of a row: `loosely` reads one in which
anything may stand, and what is no text where one belongs says nothing.
"""

from typing import Any, TypeVar

import msgspec

from connectors.sap.shapes import Rows
from connectors.sap.values import Row, many

Text = str | None
_Shape = TypeVar("_Shape", bound=msgspec.Struct)


class Condition(
    msgspec.Struct,
    gc=False,
    rename={
        "type": "ConditionType", "kind": "ConditionClass", "way": "ConditionCalculationType",
        "rate": "ConditionRateValue", "amount": "ConditionAmount", "quantity": "ConditionQuantity",
        "unit": "ConditionQuantityUnit", "currency": "ConditionCurrency", "statistical": "ConditionIsForStatistics",
        "inactive": "ConditionInactiveReason", "tax_code": "TaxCode",
    },
):  # fmt: skip
    """A_BillingDocumentItemPrcgElmnt: one line of the price calculation."""

    type: Text = None
    kind: Text = None
    way: Text = None
    rate: Any = None
    amount: Any = None
    quantity: Any = None
    unit: Text = None
    currency: Text = None
    statistical: Any = None
    inactive: Any = None
    tax_code: Text = None


class BillItem(
    msgspec.Struct,
    gc=False,
    rename={
        "number": "BillingDocumentItem", "name": "BillingDocumentItemText", "material": "Material",
        "gtin": "InternationalArticleNumber", "quantity": "BillingQuantity", "unit": "BillingQuantityUnit",
        "net": "NetAmount", "tax": "TaxAmount", "rendered": "ServicesRenderedDate", "order": "SalesDocument",
        "order_kind": "SalesSDDocumentCategory", "about": "ReferenceSDDocument",
        "about_kind": "ReferenceSDDocumentCategory", "conditions": "to_PricingElement",
    },
):  # fmt: skip
    """A_BillingDocumentItem, with its conditions."""

    number: Text = None
    name: Text = None
    material: Text = None
    gtin: Text = None
    quantity: Any = None
    unit: Text = None
    net: Any = None
    tax: Any = None
    rendered: Any = None
    order: Text = None
    order_kind: Text = None
    about: Text = None
    about_kind: Text = None
    conditions: Rows[Condition] | None = None


class Partner(msgspec.Struct, gc=False, rename={"function": "PartnerFunction", "customer": "Customer"}):
    """A_BillingDocumentPartner."""

    function: Text = None
    customer: Text = None


INSIDE = (("to_Item", Rows[BillItem] | None), ("to_Partner", Rows[Partner] | None))


def fields(shape: type[msgspec.Struct]) -> tuple[str, ...]:
    """What is selected for it."""
    return tuple(each.encode_name for each in msgspec.structs.fields(shape) if not each.encode_name.startswith("to_"))


def items(row: Row) -> list[BillItem]:
    """The items of a row of A_BillingDocument, not to be changed."""
    found = row.get("to_Item")
    if found.__class__ is Rows:
        return found.results
    return [_item(each) for each in many(row, "to_Item")]


def partners(row: Row) -> list[Partner]:
    """The partners of its header, in the same way."""
    found = row.get("to_Partner")
    if found.__class__ is Rows:
        return found.results
    return [loosely(each, Partner) for each in many(row, "to_Partner")]


def _item(row: Row) -> BillItem:
    made = loosely(row, BillItem)
    made.conditions = Rows([loosely(each, Condition) for each in many(row, "to_PricingElement")])
    return made


def loosely(row: Row, shape: type[_Shape]) -> _Shape:
    """A row whatever stands in its fields."""
    said = {}
    for field in msgspec.structs.fields(shape):
        value = row.get(field.encode_name)
        if field.type is Any or isinstance(value, str):
            said[field.name] = value
    return shape(**said)
