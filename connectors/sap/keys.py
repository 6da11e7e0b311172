"""Which accounting documents billing documents were posted with."""

from collections.abc import Iterable

from connectors.sap import bill, documents, filters
from connectors.sap.bill import Bill
from connectors.sap.client import Query
from connectors.sap.items import CUSTOMER, ENTITY, KEYS, SERVICE, Key, billing_of
from connectors.sap.values import bare, text
from connectors.sap.world import World


def keys_of(world: World, bills: Iterable[Bill]) -> dict[str, Key]:
    """By number. Where the fiscal year is not said, the items tell which billing document they are of."""
    found = {bill.number: (bill.company, bill.year, bill.accounting) for bill in bills}
    lacking = sorted(number for number, key in found.items() if key[2] and not key[1].strip("0"))
    if lacking:
        where = filters.both(CUSTOMER, filters.one_of("CompanyCode", sorted(world.companies)))
        fields = (*KEYS[:3], "BillingDocument", "ReferenceDocumentType", "OriginalReferenceDocument")
        for row in world.client.lookup(SERVICE, ENTITY, "BillingDocument", lacking, Query(select=fields, filter=where)):
            number, company, document = billing_of(row), text(row, KEYS[0]), bare(text(row, KEYS[2]))
            if (company, document) == found.get(number, ("", "", ""))[::2]:
                found[number] = company, text(row, KEYS[1]), document
    return found


def originals(world: World, bills: Iterable[Bill]) -> dict[str, Key]:
    """The accounting documents of what these cancel, by billing document."""
    named = {bill.cancels for bill in bills} - {""}
    if not named:
        return {}
    query = Query(select=("BillingDocument", "CompanyCode", "FiscalYear", "AccountingDocument"))
    found = world.client.lookup(documents.SERVICE, documents.ENTITY, "BillingDocument", sorted(named), query)
    return keys_of(world, [each for row in found if (each := bill.of(row)).accounting])
