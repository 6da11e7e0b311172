"""Columns that some accounts do not show: features that are off, and fields that a release exposes to other doors only.

NetSuite names the column it refuses: "Unknown identifier 'x'", "Field 'x' for record 'y' was not found". An optional
one is then left out; one that Solde cannot do without stops with NetSuite's own words.
"""

import re

import msgspec

from connectors.http import Reply
from connectors.netsuite import failures
from connectors.netsuite.suiteql import Select

# NetSuite's words for what is not there or not shown, seen in public reports of REST
_UNKNOWN = re.compile(r"Unknown identifier|was not found|NOT_EXPOSED|REMOVED|Invalid search type", re.IGNORECASE)
_NAMED = re.compile(r"(?:Unknown identifier|Field) '\"?([A-Za-z0-9_.]+)\"?'")


def unknown(words: str) -> bool:
    """Whether NetSuite says that a table or column is not there, or not for this role."""
    return bool(_UNKNOWN.search(words))


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


def suspects(select: Select) -> list[tuple[str, Select]]:
    """A query for each optional column alone, which reads no row: where NetSuite refuses a query without naming what
    it does not like (UNEXPECTED_ERROR), these tell.
    """
    keys = {key: select.columns[key] for key in select.keys}
    nothing = f"{select.columns[select.keys[0]]} = 0"
    return [
        (
            select.columns[name],
            msgspec.structs.replace(select, columns={**keys, name: select.columns[name]}, where=(nothing,), group=()),
        )
        for name in sorted(select.optional & select.columns.keys())
    ]


def failed_unnamed(reply: Reply) -> bool:
    """Whether NetSuite failed without saying at what."""
    return reply.status >= 400 and any(code == "UNEXPECTED_ERROR" for code, _, _ in failures.details(reply))


def _parts(expression: str) -> set[str]:
    """How NetSuite may name the column of an expression: "tl.taxcode" and "taxcode"."""
    found = re.findall(r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)?", expression.lower())
    return {*found, *(each.rpartition(".")[2] for each in found if "." in each)}
