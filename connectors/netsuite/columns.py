"""Columns that some accounts do not show: features that are off, and fields that a release exposes to other doors only.

NetSuite names the column it refuses: "Unknown identifier 'x'", "Field 'x' for record 'y' was not found". An optional
one is then left out; one that Solde cannot do without stops with NetSuite's own words.
"""

import re

from connectors.http import Reply
from connectors.netsuite import failures
from connectors.netsuite.suiteql import Select

_NAMED = re.compile(r"(?:Unknown identifier|Field) '\"?([A-Za-z0-9_.]+)\"?'")


def refused(reply: Reply, select: Select) -> str | None:
    """The expression of the optional column that this answer refuses; None where it refuses none."""
    if reply.status != 400:
        return None
    names = {name.lower() for _, words, _ in failures.details(reply) for name in _NAMED.findall(words)}
    for name in select.optional & select.columns.keys():
        expression = select.columns[name]
        if names & _parts(expression):
            return expression
    return None


def _parts(expression: str) -> set[str]:
    """How NetSuite may name the column of an expression: "tl.taxcode" and "taxcode"."""
    found = re.findall(r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)?", expression.lower())
    return {*found, *(each.rpartition(".")[2] for each in found if "." in each)}
