"""What a NetSuite account would answer, made in this process: canned bytes below requests, so that no time is spent
waiting.

Invoices of three lines and their tax line, half of them paid, their customers, addresses and items, in the JSON of
SuiteQL: every value is text, what is null is not there. An answer is made once: whoever asks the same again gets the
same bytes.
"""

import json
import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from io import BytesIO
from typing import Any

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

Row = dict[str, str]
URL = "https://netsuite.example.com"
SUBSIDIARY, CUSTOMERS, FIRST, PAID = "2", 400, 1_000_001, 50_000_000
_SINCE = date(2026, 1, 2)
_FROM = re.compile(r" FROM (\w+)")
_BEHIND = re.compile(r"t\.id > (\d+)")
_IN = re.compile(r"([\w.]+) IN \(([\d, ]+)\)")
_NAMES = re.compile(r" AS (\w+)(?:,| FROM)")
_LIMIT = re.compile(r"limit=(\d+)")


class Canned(BaseAdapter):
    """`count` invoices. `keep`: answers are kept by what was asked, else made anew each time."""

    def __init__(self, count: int, *, keep: bool = True) -> None:
        super().__init__()
        self.count, self.keep = count, keep
        self.kept: dict[tuple[str, bytes], bytes] = {}
        self._headers = {
            "Content-Type": "application/vnd.oracle.resource+json; type=collection",
            "Date": format_datetime(datetime(2026, 11, 2, 8, tzinfo=UTC), usegmt=True),
        }

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """As an adapter does."""
        body = request.body or b""
        body = body.encode() if isinstance(body, str) else bytes(body)
        asked = (str(request.url), b"" if "oauth2" in str(request.url) else body)
        found = self.kept.get(asked)
        if found is None:
            found = self._answer(*asked)
            if self.keep:
                self.kept[asked] = found
        response = requests.Response()
        response.status_code, response.request, response.url = 200, request, asked[0]
        response.headers = CaseInsensitiveDict(self._headers)
        response.raw = BytesIO(found)
        return response

    def close(self) -> None:
        """Nothing is open."""

    def _answer(self, url: str, body: bytes) -> bytes:
        if not body:
            return json.dumps({"access_token": "token", "expires_in": "3600", "token_type": "Bearer"}).encode()
        query = json.loads(body)["q"]
        limit = int(next(iter(_LIMIT.findall(url)), "1000"))
        rows = list(_MADE.get(_FROM.findall(query)[0].lower(), _nothing)(self, query, limit + 1))
        shown = [_shown(row, query) for row in rows[:limit]]
        answer = {
            "links": [{"rel": "self", "href": url}], "count": len(shown), "hasMore": len(rows) > limit,
            "items": shown, "offset": 0, "totalResults": len(rows),
        }  # fmt: skip
        return json.dumps(answer, separators=(",", ":")).encode()


def _shown(row: Row, query: str) -> dict[str, Any]:
    """The columns that were asked for, and the empty list of links that every row has."""
    asked = _NAMES.findall(query)
    return {"links": [], **{name: row[name] for name in asked if row.get(name)}}


def _among(query: str, column: str) -> list[int]:
    return [int(value) for name, listed in _IN.findall(query) if name == column for value in listed.split(",")]


def _nothing(_: Canned, __: str, ___: int) -> Iterable[Row]:
    return ()


def _dual(_: Canned, __: str, ___: int) -> Iterable[Row]:
    return ({"now": "2026-11-02 08:00:00"},)


def _transactions(server: Canned, query: str, most: int) -> Iterable[Row]:
    """A page in the order of the ids, the documents that are named, or their newest change."""
    if "MAX(" in query:
        return ({"newest": "2026-11-02 07:30:00"},)
    named = _among(query, "t.id")
    if named:
        return [_invoice(each) if each < PAID else _payment(each) for each in named]
    if "CustInvc" not in query and "foreignamountunpaid" not in query:
        return ()  # no payments and credit memos are walked
    last = max((int(value) for value in _BEHIND.findall(query)), default=FIRST - 1)
    step = range(last + 1, FIRST + server.count)
    if "<> 0" in query:
        if "CustInvc" not in query:
            return ()
        step = range(last + 1 + (last + 1 - FIRST) % 2, FIRST + server.count, 2)
    return [_invoice(number) for number in step[:most]]


def _invoice(number: int) -> Row:
    """Three lines of 100, 200 and 300 euros and a cent for its number; every other one is paid."""
    n = number - FIRST
    day = _SINCE + timedelta(days=n % 280)
    total = _money(_total(n))
    return {
        "id": str(number), "type": "CustInvc", "number": f"INV-{number}", "date": day.isoformat(),
        "due": (day + timedelta(days=30)).isoformat(), "customer": str(101 + n % CUSTOMERS), "status": "AB"[n % 2],
        "voided": "F", "total": total, "unpaid": "0" if n % 2 else total, "currency": "1", "exchange": "1",
        "terms": "2", "po": f"PO-{n}", "memo": "", "billing": str(5000 + n % CUSTOMERS),
        "shipping": str(5000 + n % CUSTOMERS), "changed": f"{day.isoformat()} 10:11:12", "company": SUBSIDIARY,
        "left": total,
    }  # fmt: skip


def _payment(number: int) -> Row:
    n = number - PAID
    day = _SINCE + timedelta(days=n % 280 + 30)
    return {"id": str(number), "type": "CustPymt", "number": f"PAY-{n}", "date": day.isoformat()}


def _lines(_: Canned, query: str, most: int) -> Iterable[Row]:
    named = sorted(_among(query, "tl.transaction"))
    behind = re.search(r"tl\.transaction = (\d+) AND tl\.id > (\d+)", query)
    after = (int(behind[1]), int(behind[2])) if behind else (0, 0)
    found: list[Row] = []
    for number in named:
        if number < after[0]:
            continue
        found += [row for row in _lines_of(number) if (number, int(row["id"])) > after]
        if len(found) >= most:
            break
    return found[:most]


def _lines_of(number: int) -> list[Row]:
    n = number - FIRST
    rows = [
        {
            "transaction": str(number), "id": str(place), "place": str(place), "item": str(700 + place),
            "kind": "NonInvtPart", "quantity": "-1", "rate": _money(cents), "net": _money(-cents),
            "memo": f"Trading good {place}", "tax": "F", "cogs": "F", "kit": "F", "code": "11", "codename": "VAT 19",
            "taxrate": "0.19", "order": str(900_000 + n), "discount": "F", "taxname": f"TG-{place}",
        }
        for place, cents in enumerate(_nets(n), 1)
    ]  # fmt: skip
    tax = _total(n) - sum(_nets(n))
    rows.append({
        "transaction": str(number), "id": "4", "place": "4", "item": "11", "kind": "TaxItem", "rate": "19%",
        "net": _money(-tax), "tax": "T", "cogs": "F", "kit": "F", "taxname": "VAT 19",
    })  # fmt: skip
    return rows


def _customers(_: Canned, query: str, most: int) -> Iterable[Row]:
    for each in _among(query, "c.id"):
        yield {
            "id": str(each), "entityid": f"C{each}", "companyname": f"Kaffeehaus {each} GmbH", "isperson": "F",
            "email": f"{each}@customers.example", "terms": "2", "hold": "AUTO", "inactive": "F",
            "billing": str(4899 + each), "vat": "DE990001208", "created": "2026-01-02",
            "changed": "2026-01-02 10:11:12",
        }  # fmt: skip


def _addresses(_: Canned, query: str, most: int) -> Iterable[Row]:
    for each in _among(query, "a.nkey"):
        yield {
            "id": str(each), "addressee": f"Kaffeehaus {each} GmbH", "line1": f"Bahnhofstraße {each % 90 + 1}",
            "city": "München", "zip": "80331", "country": "DE",
        }  # fmt: skip


def _links(_: Canned, query: str, most: int) -> Iterable[Row]:
    for each in _among(query, "l.previousdoc"):
        n = each - FIRST
        if n % 2:
            yield {"previous": str(each), "next": str(PAID + n), "amount": _money(_total(n))}


def _items(_: Canned, query: str, most: int) -> Iterable[Row]:
    for each in _among(query, "i.id"):
        yield {"id": str(each), "name": f"TG-{each - 700}", "shown": f"Trading good {each - 700}"}


def _nets(n: int) -> tuple[int, int, int]:
    return 10_000 + n % 97, 20_000, 30_000


def _total(n: int) -> int:
    net = sum(_nets(n))
    return net + (net * 19 + 50) // 100


def _money(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


_MADE: dict[str, Callable[[Canned, str, int], Iterable[Row]]] = {
    "dual": _dual,
    "transaction": _transactions,
    "transactionline": _lines,
    "customer": _customers,
    "transactionbillingaddress": _addresses,
    "transactionshippingaddress": _addresses,
    "entityaddress": _addresses,
    "nexttransactionlinelink": _links,
    "item": _items,
    "currency": lambda *_: ({"id": "1", "symbol": "EUR"},),
    "term": lambda *_: ({"id": "2", "name": "30 days", "days": "30"},),
}
