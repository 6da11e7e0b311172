"""The VAT summaries (2.2.2) against the lines and funds that they sum up."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from einvoice.fatturapa.controls.case import CENT, ZERO, Body, Case, Taxed, cents, total
from einvoice.fatturapa.controls.control import LAYOUT, NET, NOTES, NOTICE, control
from einvoice.rules.rule import Finding

_EURO = Decimal(1)


def too_few_summaries(case: Case) -> Iterator[Finding]:
    """A rate of the lines and funds has no summary, for there are fewer than rates; one of another rate is 00443."""
    for body in case.bodies:
        known = {summary.rate for summary in body.summaries}
        if len(known) < len(body.rates):
            for rate in sorted(body.rates - known):
                yield f"{body.prefix}taxes", {"rate": rate}


def split_and_reverse(case: Case) -> Iterator[Finding]:
    """Reverse charge (N6) leaves no VAT that the buyer could pay to the State instead (split payment, S)."""
    for body in case.bodies:
        for summary in body.summaries:
            if summary.due == "S" and summary.natura.startswith("N6"):
                yield f"{body.prefix}national.IT.esigibilita", {"natura": summary.natura}


def tax_amount(case: Case) -> Iterator[Finding]:
    """Imposta is the rate of ImponibileImporto, to a cent."""
    for body in case.bodies:
        for summary in body.summaries:
            if summary.base is None or summary.rate is None or summary.tax is None:
                continue
            due = cents(summary.base * summary.rate / 100)
            if abs(summary.tax - due) > CENT:
                values = {"rate": summary.rate, "base": summary.base, "expected": due, "stated": summary.tax}
                yield f"{summary.path}.tax", values


def taxable_amount(case: Case) -> Iterator[Finding]:
    """ImponibileImporto of a rate is what its lines, funds and roundings come to; less than a euro off."""
    for body in case.bodies:
        bases: dict[Decimal, Decimal] = {}
        roundings: dict[Decimal, Decimal] = {}
        for summary in body.summaries:
            if summary.rate is not None:
                bases[summary.rate] = bases.get(summary.rate, ZERO) + total((summary.base,))
                roundings[summary.rate] = roundings.get(summary.rate, ZERO) + total((summary.rounding,))
        for rate, base in bases.items():
            expected = body.summed.get(rate, ZERO) + roundings[rate]
            if abs(base - expected) >= _EURO:
                place = next(s.path for s in body.summaries if s.rate == rate)
                yield f"{place}.base", {"rate": rate, "expected": expected, "stated": base}


def line_rate_unsummed(case: Case) -> Iterator[Finding]:
    """Every rate of a line is in a summary."""
    for body in case.bodies:
        yield from _missing_rates(body, body.lines)


def fund_rate_unsummed(case: Case) -> Iterator[Finding]:
    """Every rate of a fund is in a summary."""
    for body in case.bodies:
        yield from _missing_rates(body, body.funds)


def summary_of_no_rate(case: Case) -> Iterator[Finding]:
    """Every rate of a summary is on a line or a fund, even where its amounts are zero."""
    for body in case.bodies:
        for summary in body.summaries:
            if summary.rate is not None and summary.rate not in body.rates:
                yield f"{summary.path}.vat.rate", {"rate": summary.rate}


def line_natura_unsummed(case: Case) -> Iterator[Finding]:
    """Every Natura of a line is in a summary."""
    for body in case.bodies:
        yield from _missing_natures(body, body.lines)


def fund_natura_unsummed(case: Case) -> Iterator[Finding]:
    """Every Natura of a fund is in a summary."""
    for body in case.bodies:
        yield from _missing_natures(body, body.funds)


def summary_of_no_natura(case: Case) -> Iterator[Finding]:
    """Every Natura of a summary is on a line or a fund."""
    for body in case.bodies:
        for summary in body.summaries:
            if summary.natura and summary.natura not in body.natures:
                yield f"{summary.path}.vat.national_code", {"natura": summary.natura}


def _missing_rates(body: Body, rows: Iterable[Taxed]) -> Iterator[Finding]:
    known = {summary.rate for summary in body.summaries}
    for row in rows:
        if row.rate not in known and row.rate is not None:
            yield f"{row.path}.vat.rate", {"rate": row.rate}


def _missing_natures(body: Body, rows: Iterable[Taxed]) -> Iterator[Finding]:
    known = {summary.natura for summary in body.summaries}
    for row in rows:
        if row.natura and row.natura not in known:
            yield f"{row.path}.vat.national_code", {"natura": row.natura}


SUMMARIES = (
    control("00419", too_few_summaries, LAYOUT, NET),
    control("00420", split_and_reverse, LAYOUT, NET),
    control("00421", tax_amount, LAYOUT, NET),
    control("00422", taxable_amount, LAYOUT, NET, NOTICE),
    control("00443", line_rate_unsummed, NOTES, NOTICE, NET, words="00443"),
    control("00443", fund_rate_unsummed, NOTES, NOTICE, NET, words="00443-fund"),
    control("00443", summary_of_no_rate, NOTICE, NET, words="00443-summary"),
    control("00444", line_natura_unsummed, NOTES, NOTICE, NET, words="00444"),
    control("00444", fund_natura_unsummed, NOTES, NOTICE, NET, words="00444-fund"),
    control("00444", summary_of_no_natura, NET, words="00444-summary"),
)
