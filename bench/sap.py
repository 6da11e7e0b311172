"""`python -m bench.sap`: reading S/4HANA's billing documents, HTTP waiting left out.

Documents of three items with four conditions each, with their accounting items and buyers, are pulled through the
whole connector: requests, JSON, $batch, mapping into invoices of EN 16931, their hashes. Below requests the answers
are canned bytes (bench/sap_server.py), made once before the clock starts, so that only our own processor time counts.
Beside it, a bare loop asks the same requests of the same adapter: requests, json.loads, Decimal for every amount.

The second part reads 100,000 different documents in one process, and looks at the memory it holds along the way.

The last line is JSON: `cpu_ms_per_1000`, that of the loop, their ratio, and the megabytes after 10,000 and 100,000.
"""

import argparse
import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

from bench.benchmark import Benchmark, Run, Watch

DOCUMENTS, MANY, LOOK_EVERY = 2_000, 100_000, 10_000


@contextmanager
def _ours() -> Iterator[Run]:
    from bench.sap_server import Canned
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

    from bench.sap_server import URL, Canned

    answers = Canned(DOCUMENTS)
    _pull(answers)
    asked = [(method, url, body) for method, url, body in answers.kept if "oauth" not in url]

    def run(watch: Watch) -> int:
        with requests.Session() as session, watch:
            session.trust_env = False
            session.mount(URL, answers)
            for method, url, body in asked:
                said = session.request(method, url, data=body, headers={"Accept": "application/json"}, timeout=60)
                for part in _bodies(said):
                    _decimals(json.loads(part))
        return DOCUMENTS

    yield run


def _pull(answers: Any) -> int:
    """How many documents the connector gives; every one must be readable."""
    from connectors.records import Invoice

    connector, count = connected(answers), 0
    for page in connector.pull("invoice", None):
        for record in page.records:
            if not isinstance(record, Invoice):
                raise ValueError(f"the connector could not read {record}")
            count += 1
    connector.close()
    if count != answers.count:
        raise ValueError(f"{count} documents came of {answers.count}")
    return count


def connected(answers: Any) -> Any:
    """The connector over canned answers."""
    from bench.sap_server import COMPANY, URL
    from connectors.http import Wire
    from connectors.sap.client import Client
    from connectors.sap.connector import Sap
    from connectors.sap.settings import Settings
    from connectors.secret import Secret
    from connectors.seller import Seller, Tax

    seller = Seller(
        name="Kontor Beispiel GmbH", street="Speicherstraße 4", postcode="20457", city="Hamburg", country="DE",
        vat_id="DE990424240",
    )  # fmt: skip
    settings = Settings(
        url=URL, user="solde", password=Secret("secret"), hold="none", sellers={COMPANY: seller},
        tax_codes={"DE": {"A1": Tax(category="S", rate=Decimal(19))}},
    )  # fmt: skip
    wire = Wire(settings)
    wire.session.mount(URL, answers)
    return Sap("sap", settings, {COMPANY: "kontor"}, Client(settings, wire))


def _bodies(said: Any) -> Iterator[bytes]:
    """The JSON of an answer, or of each part of a $batch."""
    kind = said.headers["Content-Type"]
    if not kind.startswith("multipart"):
        yield said.content
        return
    for part in said.content.split(b"--" + kind.partition("boundary=")[2].encode()):
        at = part.find(b"{")
        if at >= 0:
            yield part[at : part.rfind(b"}") + 1]


def _decimals(value: Any) -> None:
    if isinstance(value, dict):
        for name, inner in value.items():
            if isinstance(inner, dict | list):
                _decimals(inner)
            elif "Amount" in name and inner:
                value[name] = Decimal(inner)
    else:
        for inner in value:
            _decimals(inner)


def _flat(count: int) -> dict[str, float]:
    """Megabytes held after every ten thousand documents, each made as it is asked for and forgotten."""
    from bench.sap_server import Canned

    connector, seen, found = connected(Canned(count, keep=False)), 0, {}
    for page in connector.pull("invoice", None):
        before, seen = seen, seen + len(page.records)
        if before // LOOK_EVERY < seen // LOOK_EVERY:
            found[str(seen // LOOK_EVERY * LOOK_EVERY)] = resident()
    return found


def resident() -> float:
    """MB that the process holds now; the peak where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * resource.getpagesize() / 2**20


BENCH = Benchmark(
    title=f"{DOCUMENTS:,} billing documents of S/4HANA read, with items, prices, accounting items and buyers",
    unit="document",
    sides={"solde, the sap connector": _ours, "requests, json and Decimal": _loop},
    rounds=5,
    note="HTTP waiting left out: canned bytes below requests. The loop keeps nothing, checks nothing, maps nothing.",
)


def main() -> None:
    """Both parts."""
    parser = argparse.ArgumentParser(prog="python -m bench.sap", description=__doc__.partition("\n")[0])
    parser.add_argument("many", nargs="?", type=int, default=MANY, help=f"for the memory; {MANY:,} without it")
    parser.add_argument("--flat", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.flat:
        print(json.dumps(_flat(options.many)))
        return
    from rich.console import Console

    from bench.measure import measure
    from bench.table import facts, show

    rows = measure("sap", BENCH)
    show(Console(width=None if Console().is_terminal else 120), facts("sap", BENCH, rows))
    ours, loop = (1000 * median(row.cpu) for row in rows)
    print(f"processor time per 1,000 documents: {ours:.0f} ms; the bare loop {loop:.0f} ms; {ours / loop:.1f} times")
    command = [sys.executable, "-m", "bench.sap", str(options.many), "--flat"]
    held = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    first, last = (held[key] for key in (min(held, key=int), max(held, key=int)))
    print(f"memory after {min(held, key=int)} documents: {first:.0f} MB, after {max(held, key=int)}: {last:.0f} MB")
    told = {"cpu_ms_per_1000": round(ours), "loop_cpu_ms_per_1000": round(loop), "ratio": round(ours / loop, 2),
            "first_mb": round(first, 1), "last_mb": round(last, 1), "documents": options.many}  # fmt: skip
    print(json.dumps(told))


if __name__ == "__main__":
    main()
