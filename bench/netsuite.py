"""`python -m bench.netsuite`: reading NetSuite's invoices, HTTP waiting left out.

Invoices of three lines with their tax, customers, addresses and payments are pulled through the whole connector:
requests, the account's gate, JSON, mapping into invoices of EN 16931, their hashes. Below requests the answers are
canned bytes (bench/netsuite_server.py), made once before the clock starts, so that only our own processor time counts.
Beside it, a bare loop asks the same requests of the same adapter: requests, json.loads, Decimal for every amount.

The second part reads 20,000 different invoices in one process, and looks at the memory it holds along the way.

The last line is JSON: `cpu_ms_per_1000`, that of the loop, their ratio, and the megabytes at the beginning and the end.
"""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.benchmark import Benchmark, Run, Watch
from bench.reading import main, resident

DOCUMENTS, MANY, LOOK_EVERY = 2_000, 20_000, 2_000


@contextmanager
def _ours() -> Iterator[Run]:
    from bench.netsuite_server import Canned
    from sync.boot import spare_the_collector

    answers = Canned(DOCUMENTS)
    spare_the_collector()  # as the command does

    def run(watch: Watch) -> int:
        with watch:
            return _pull(answers)

    yield run


@contextmanager
def _loop() -> Iterator[Run]:
    import requests

    from bench.netsuite_server import URL, Canned

    answers = Canned(DOCUMENTS)
    _pull(answers)
    asked = [(url, body) for url, body in answers.kept if body]

    def run(watch: Watch) -> int:
        with requests.Session() as session, watch:
            session.trust_env = False
            session.mount(URL, answers)
            for url, body in asked:
                said = session.post(url, data=body, headers={"Accept": "application/json"}, timeout=60)
                _decimals(json.loads(said.content)["items"])
        return DOCUMENTS

    yield run


def _decimals(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        for name in ("total", "unpaid", "net", "rate", "amount"):
            if name in row and not row[name].endswith("%"):
                row[name] = Decimal(row[name])


def _pull(answers: Any) -> int:
    """How many documents the connector gives; every one must be readable."""
    count = sum(_pages(answers))
    if count != answers.count:
        raise ValueError(f"{count} documents came of {answers.count}")
    return count


def _pages(answers: Any) -> Iterator[int]:
    from connectors.netsuite import invoices
    from connectors.records import Invoice

    world = connected(answers)
    for page in invoices.pages(world, None):
        for record in page.records:
            if not isinstance(record, Invoice):
                raise ValueError(f"the connector could not read {record}")
        yield len(page.records)
    world.client.close()


def connected(answers: Any) -> Any:
    """The connection over canned answers."""
    from bench.netsuite_server import SUBSIDIARY, URL
    from connectors.http import Wire
    from connectors.netsuite.client import Client
    from connectors.netsuite.settings import Settings
    from connectors.netsuite.world import World
    from connectors.secret import Secret
    from connectors.seller import Seller, Tax

    seller = Seller(
        name="Kontor Beispiel GmbH", street="Speicherstraße 4", postcode="20457", city="Hamburg", country="DE",
        vat_id="DE990424240",
    )  # fmt: skip
    settings = Settings(
        account="1234567", url=URL, client_id="solde", certificate_id="key", private_key=Secret(_key()), hold="none",
        sellers={SUBSIDIARY: seller}, tax_codes={"VAT 19": Tax(category="S", rate=Decimal(19))},
        slots=Path(tempfile.gettempdir()) / "solde-bench-netsuite",
    )  # fmt: skip
    wire = Wire(settings)
    wire.session.mount(URL, answers)
    return World("netsuite", Client(settings, wire), settings, {SUBSIDIARY: "kontor"})


def _key() -> str:
    """A key of this run."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _flat(count: int) -> dict[str, float]:
    """Megabytes held after every two thousand documents, each made as it is asked for and forgotten."""
    from bench.netsuite_server import Canned

    seen, found = 0, {}
    for number in _pages(Canned(count, keep=False)):
        before, seen = seen, seen + number
        if before // LOOK_EVERY < seen // LOOK_EVERY:
            found[str(seen // LOOK_EVERY * LOOK_EVERY)] = resident()
    return found


BENCH = Benchmark(
    title=f"{DOCUMENTS:,} invoices of NetSuite read, with lines, taxes, payments and customers",
    unit="document",
    sides={"solde, the netsuite connector": _ours, "requests, json and Decimal": _loop},
    rounds=5,
    note="HTTP waiting left out: canned bytes below requests. The loop keeps nothing, checks nothing, maps nothing.",
)


if __name__ == "__main__":
    main("netsuite", BENCH, _flat, MANY, __doc__)
