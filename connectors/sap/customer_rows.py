"""Which rows make a customer beside the business partner itself, and how they are fetched for a page of partners."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from connectors.sap import addresses, filters, holds, parties, tax_numbers
from connectors.sap.client import Query
from connectors.sap.scan import Source
from connectors.sap.values import Row, text
from connectors.sap.walk import Path
from connectors.sap.world import World

_SERVICE = parties.SERVICE


class Around(msgspec.Struct, frozen=True, kw_only=True):
    """By customer number, what he has in our company codes; credit accounts by business partner."""

    companies: Mapping[str, Sequence[Row]] = {}
    areas: Mapping[str, Sequence[Row]] = {}
    dunning: Mapping[str, Sequence[Row]] = {}
    credit: Mapping[str, Sequence[Row]] = {}
    recipients: Mapping[str, Row] = {}  # business partners of other customers who get the reminders


def around(world: World, partners: Sequence[Row]) -> Around:
    """One lookup for each entity set, whatever the number of partners."""
    customers = [text(row, "Customer") for row in partners]
    companies = _by_customer(world, companies_path(world), customers)
    ours = [number for number in customers if number in companies]
    dunning = _by_customer(world, dunning_path(world), ours)
    credit: Mapping[str, Sequence[Row]] = {}
    if reads_credit(world):
        keys = [parties.key_of(row) for row in partners if text(row, "Customer") in companies]
        credit = _lookup(world, credit_path(), "BusinessPartner", keys)
    recipients = {text(row, "DunningRecipient") for rows in dunning.values() for row in rows} - {""}
    return Around(
        companies=companies,
        areas=_by_customer(world, areas_path(world), ours),
        dunning=dunning,
        credit=credit,
        recipients=parties.fetch(world, recipients),
    )


def compared(world: World) -> dict[str, tuple[Source, ...]]:
    """What carries no change date, by the field that names the business partner to be read again."""
    customers = (_customers(), companies_path(world), areas_path(world), dunning_path(world))
    places = Source(path=_addresses(), by="BusinessPartner", inside=addresses.inside())
    taxes = _path("A_BusinessPartnerTaxNumber", ("BusinessPartner", "BPTaxType"), tax_numbers.FIELDS)
    partners = (taxes, *((credit_path(),) if reads_credit(world) else ()))
    return {
        "Customer": tuple(Source(path=path, by="Customer") for path in customers),
        "BusinessPartner": (places, *(Source(path=path, by="BusinessPartner") for path in partners)),
    }


def companies_path(world: World) -> Path:
    fields = ("CompanyCode", "AccountingClerk", "AccountingClerkInternetAddress", "CustomerHeadOffice", "PaymentTerms",
              "DeletionIndicator")  # fmt: skip
    return _path("A_CustomerCompany", ("Customer", "CompanyCode"), fields, filters.one_of("CompanyCode", codes(world)))


def areas_path(world: World) -> Path:
    named = (world.settings.customer_group, world.settings.customer_grade)
    fields = ("OrderIsBlockedForCustomer", "DeliveryIsBlockedForCustomer", "BillingIsBlockedForCustomer",
              "DeletionIndicator", "CustomerPaymentTerms", *named)  # fmt: skip
    return _path("A_CustomerSalesArea", ("Customer", "SalesOrganization", "DistributionChannel", "Division"), fields)


def dunning_path(world: World) -> Path:
    """Without level and date: Solde writes those itself, and nothing of ours is read from them."""
    ours = filters.one_of("CompanyCode", codes(world))
    keys = ("Customer", "CompanyCode", "DunningArea")
    return _path("A_CustomerDunning", keys, ("DunningBlock", "DunningRecipient", "LegDunningProcedureOn"), ours)


def credit_path() -> Path:
    fields = ("CreditAccountIsBlocked", "CreditAccountBlockReason", "CreditLimitAmount", "CreditLimitIsZero",
              "CreditSegmentCurrency")  # fmt: skip
    return _path("CreditManagementAccount", ("BusinessPartner", "CreditSegment"), fields, service=holds.CREDIT)


def reads_credit(world: World) -> bool:
    """Where credit management is not in use its service need not be reachable."""
    return world.settings.hold == "credit" or bool(world.settings.credit_segments)


def codes(world: World) -> list[str]:
    """Our company codes."""
    return sorted(world.companies)


def _customers() -> Path:
    return _path("A_Customer", ("Customer",), parties.CUSTOMER_FIELDS)


def _addresses() -> Path:
    path = _path("A_BusinessPartnerAddress", ("BusinessPartner", "AddressID"), addresses.FIELDS)
    expand = tuple(each.removeprefix("/") for each in addresses.EXPANDED)
    return msgspec.structs.replace(path, query=msgspec.structs.replace(path.query, expand=expand))


def _path(entity: str, keys: tuple[str, ...], fields: Iterable[str], where: str = "", service: str = _SERVICE) -> Path:
    select = tuple(dict.fromkeys(field for field in (*keys, *fields) if field))
    return Path(service=service, entity=entity, keys=keys, query=Query(select=select, filter=where))


def _by_customer(world: World, path: Path, customers: Sequence[str]) -> dict[str, list[Row]]:
    return _lookup(world, path, "Customer", customers)


def _lookup(world: World, path: Path, field: str, values: Sequence[str]) -> dict[str, list[Row]]:
    """In the order of the keys, so that "the first" is the same one every time."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    if values:
        rows = world.client.lookup(path.service, path.entity, field, values, path.query)
        for row in sorted(rows, key=lambda row: [text(row, key) for key in path.keys]):
            found[text(row, field)].append(row)
    return dict(found)
