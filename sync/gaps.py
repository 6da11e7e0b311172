"""Rates that the reminders of today need and that no table has: told before anybody wonders where the interest is."""

from collections.abc import Mapping
from datetime import date

from config.rates import agreed
from config.settings import Company, Settings
from dunning.policy import Policy
from dunning.rates import RateMissing, Terms, rate_on


def gaps(settings: Settings, today: Mapping[str, date]) -> list[str]:
    """One sentence for each half-year that is missing, with what to add to which table."""
    found: dict[str, None] = {}
    for key, company in settings.companies.items():
        if company.remind_from is None or not _asks(settings, company):
            continue
        law = settings.rates.law(company.country)
        for text in {company.late_interest, *company.late_interest_terms.values()}:
            contract = agreed(text)
            rates = (contract.interest, law.floor) if contract.interest else (law.business, law.consumer)
            for terms in rates if not contract.none else ():
                if missing := _missing(today[key], terms, settings):
                    found[missing] = None
    return sorted(found)


def _missing(day: date, terms: Terms | None, settings: Settings) -> str:
    try:
        if terms is not None:
            rate_on(day, terms, settings.rates.tables)
    except RateMissing as error:
        return str(error)
    return ""


def _asks(settings: Settings, company: Company) -> bool:
    """Whether any policy that its customers may follow asks for interest."""
    names = {company.policy, *company.groups.values()}
    return any(_with_interest(settings.policies[name]) for name in names if name in settings.policies)


def _with_interest(policy: Policy) -> bool:
    return any(way.interest for way in (*policy.levels, *policy.reactions))
