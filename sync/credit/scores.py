"""What agencies say of customers, kept: an agency is asked once in a while, never while an order waits."""

from datetime import timedelta

from config import plugins
from connectors.errors import Misconfigured, Refused, Retry
from connectors.registers import Scores
from sync.credit.kyc import compact, owing
from sync.engine import Engine
from sync.models import CreditScore


def refresh(engine: Engine, connection: str) -> list[str]:
    """Ask about customers with open items whose score is missing or old. Returns troubles.

    Consumers are never asked about, and nobody without a VAT number.
    """
    chosen = engine.settings.credit
    if chosen.scores is None:
        return []
    plugin = chosen.scores
    agency: Scores = plugins.module(plugins.SCORES, plugin.type).open_scores(plugin.type, plugin.settings)
    since = engine.now() - timedelta(days=chosen.score_days)
    known = dict(CreditScore.objects.filter(asked_at__gt=since).values_list("account", "source"))
    for account, record in owing(connection):
        vat_id = compact(record.party.vat_id)
        if not vat_id or record.party.consumer or known.get(account) == plugin.type:
            continue
        try:
            score = agency.score(vat_id, record.party.address.country)
        except (Retry, Refused, Misconfigured) as error:
            return [f"{plugin.type}: scores could not be asked for: {error}"]
        CreditScore.objects.update_or_create(
            account=account,
            defaults={
                "grade": score.grade,
                "source": plugin.type,
                "words": score.words,
                "day": score.day,
                "asked_at": engine.now(),
            },
        )
    return []
