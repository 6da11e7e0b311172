"""A credit answer as JSON, the same on the command line and over HTTP. Amounts are text, so that no cent is lost."""

from typing import Any

import msgspec

from dunning.credit.checks import working
from dunning.credit.position import Limit
from dunning.words import plain
from sync.credit.answer import Checked


def standing(found: Checked) -> dict[str, Any]:
    """How a customer stands. `limit` is the one nearest to them, `limits` also has those of their parents."""
    answer = found.answer
    limits = [_limit(limit) for limit in answer.limits]
    return {
        "customer": answer.customer,
        "name": found.name,
        "company": found.company,
        "exposure": [{"currency": part.currency, **working(part)} for part in answer.exposures],
        "limit": limits[0] if limits else None,
        "limits": limits,
        "risk": {"grade": answer.risk.grade, "words": answer.risk.words},
        "source": found.source,
        "as_of": found.as_of,
        "orders_as_of": found.orders_as_of,
    }


def answer(found: Checked, language: str = "") -> dict[str, Any]:
    """What an order is answered; `sentence` alone is for the customer."""
    given = found.answer
    return {
        "outcome": given.outcome,
        "allowed": given.allowed,
        "sentence": found.sentence(language),
        "words": given.words,
        "reasons": list(given.reasons),
        "checks": [{"check": c.check, "verdict": c.verdict, "words": c.words, "facts": c.facts} for c in given.checks],
        "override": msgspec.to_builtins(given.override) if given.override else None,
        "trouble": found.trouble,
        **standing(found),
    }


def _limit(limit: Limit) -> dict[str, str]:
    return {"amount": plain(limit.amount), "currency": limit.currency, "account": limit.account}
