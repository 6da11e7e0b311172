"""`solde check`: what the configuration says of company codes, sales organisations and tax codes, held against SAP."""

from collections.abc import Iterator
from datetime import date, timedelta

from connectors.cursor import server_now
from connectors.records import Finding
from connectors.sap import filters
from connectors.sap.findings import different, say, there
from connectors.sap.targets import ITEMS, PARTNERS
from connectors.sap.world import World

_CUBE = "A_OperationalAcctgDocItemCube"
_RECENT = timedelta(days=60)
_MIXED = "**"  # the tax code of an item over several


def companies(world: World) -> Iterator[Finding]:
    """Each company code: whether it is there, and whether its seller is named."""
    for code, name in world.companies.items():
        subject = f"company {name}"
        where = filters.eq("CompanyCode", code)
        if there(world, PARTNERS, "A_CustomerCompany", "CompanyCode", where):
            yield say("ok", subject, f"company code {code} has customers")
        elif there(world, ITEMS, _CUBE, "CompanyCode", where):
            yield say("warning", subject, f"company code {code} has postings, but no customers that this user may see")
        else:
            yield say("error", subject, f"company code {code} has neither customers nor postings, or this user may not "
                                        "see it (F_BKPF_BUK, F_KNA1_BUK)")  # fmt: skip
        seller = world.settings.sellers.get(code)
        if seller is None:
            yield say("error", subject, f"sellers.{code} is not set: no e-invoice can name its seller")
        elif not world.settings.tax_codes.get(seller.country):
            message = f"tax_codes.{seller.country} is not set: SAP's tax codes mean nothing to an e-invoice without it"
            yield say("error", subject, message)
    for code in sorted(set(world.settings.sellers) - set(world.companies)):
        yield say("note", "company codes", f"sellers.{code}: no company of the configuration has this company code")


def sales_organizations(world: World) -> Iterator[Finding]:
    """Those whose customers would be passed over."""
    found = list(different(world, PARTNERS, "A_CustomerSalesArea", "SalesOrganization"))
    others = [org for org in found if world.company_of(org) not in world.companies]
    if others:
        message = (
            "belong to no company of ours, so their orders are not read: map them in sales_organizations if they do"
        )
        yield say("note", "sales organisations", f"{', '.join(others)} {message}")
    for org in sorted(set(world.settings.sales_organizations) - set(found)):
        yield say("warning", "sales organisations", f"sales_organizations.{org}: no customer has such a sales area")


def currencies(world: World) -> Iterator[Finding]:
    """Whether the settings have each company code's own currency: credit limits are in it."""
    for code, seller in world.settings.sellers.items():
        if code in world.companies:
            found = list(different(world, ITEMS, _CUBE, "CompanyCodeCurrency", _receivables(code)))
            if found and seller.currency not in found:
                message = f"company code {code} keeps its accounts in {found[0]}, and sellers.{code}.currency is"
                yield say("error", "currencies", f"{message} {seller.currency}: set it to {found[0]}")


def tax_codes(world: World) -> Iterator[Finding]:
    """Tax codes that receivables of the last weeks carry and that nobody has explained."""
    for code in world.companies:
        seller = world.settings.sellers.get(code)
        known = world.settings.tax_codes.get(seller.country) if seller else None
        if not seller or not known:
            continue  # said above
        where = filters.both(_receivables(code), filters.ge("PostingDate", _since(world)))
        used = set(different(world, ITEMS, _CUBE, "TaxCode", where)) - {_MIXED}
        unknown = sorted(used - set(known))
        if unknown:
            message = f"{', '.join(unknown)} used in company code {code}, and not in tax_codes.{seller.country}"
            yield say("warning", "tax codes", f"{message}: invoices with it lie aside")


def dunning(world: World) -> Iterator[Finding]:
    """Whether SAP's own dunning run (F150) reminds beside Solde: it alone writes the items' last dunning date."""
    settings = world.settings
    for code in world.companies:
        where = filters.both(_receivables(code), filters.ge("LastDunningDate", _since(world)))
        if there(world, ITEMS, _CUBE, "LastDunningDate", where):
            block = "" if settings.dunning_block else "; with dunning_block Solde keeps it off the customers it reminds"
            message = f"SAP's own dunning (F150) has run in company code {code} within {_RECENT.days} days"
            yield say("warning", "dunning", f"{message}: switch one of the two off{block}")
        data = filters.eq("CompanyCode", code)
        if not settings.dunning_procedure and not there(world, PARTNERS, "A_CustomerDunning", "CompanyCode", data):
            message = (
                f"no customer of company code {code} has dunning data: without dunning_procedure no level is written"
            )
            yield say("note", "dunning", message)
    if not settings.dunning_block:
        message = "dunning_block is not set: SAP's own dunning (F150), where it is planned, reminds the same customers"
        yield say("note", "dunning", message)
    if len(settings.dunning_block) > 1:
        yield say("error", "dunning", f"dunning_block: {settings.dunning_block!r} is longer than SAP's one character")


def _receivables(company: str) -> str:
    return filters.both(filters.eq("CompanyCode", company), filters.eq("FinancialAccountType", "D"))


def _since(world: World) -> date:
    """By the server's clock."""
    return (server_now(world.client.server_time) - _RECENT).date()
