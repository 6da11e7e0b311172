"""Memory over many documents: 10,000 invoices written and checked in one process, looked at along the way."""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

from bench.benchmark import Benchmark, Row

_COUNT = 10_000
_STEPS = 10


def _work() -> None:
    """Half of them CII, half FatturaPA: written, judged by XML schema and native rules. Prints what it saw."""
    import msgspec

    from bench.invoices import french, italian
    from einvoice import cii, fatturapa, rules
    from einvoice.artefacts import Artefacts, default_folder
    from einvoice.judges import Judges

    seen, times, cpu = [], [], []
    with Judges(Artefacts(default_folder())) as judges:
        since, spent = time.perf_counter(), time.process_time()
        for number in range(1, _COUNT + 1):
            if number % 2:
                invoice = msgspec.structs.replace(french(), number=f"F{number}")
                if rules.check(invoice) or not judges.judge(cii.write(invoice), ("cii-xsd",)).valid:
                    raise ValueError("the invoice must be valid")
            else:
                invoice = msgspec.structs.replace(italian(), number=f"F{number}")
                if not judges.judge(fatturapa.write(invoice, number), ("fatturapa-xsd", "sdi")).valid:
                    raise ValueError("the invoice must be valid")
            if number % (_COUNT // _STEPS) == 0:
                seen.append(_resident())
                times.append(1000 * (time.perf_counter() - since) / (_COUNT // _STEPS))
                cpu.append(1000 * (time.process_time() - spent) / (_COUNT // _STEPS))
                since, spent = time.perf_counter(), time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"resident": seen, "times": times, "cpu": cpu, "peak": peak}))


def _resident() -> float:
    """MB that the process holds now; the peak where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * resource.getpagesize() / 2**20


def _rows() -> list[Row]:
    done = subprocess.run([sys.executable, "-m", "bench.flat"], check=True, capture_output=True, text=True)
    found = json.loads(done.stdout)
    memory = {"after 1,000": found["resident"][0], "after 10,000": found["resident"][-1], "peak": found["peak"]}
    return [Row("solde", tuple(found["times"]), tuple(found["cpu"]), memory)]


BENCH = Benchmark(
    title="10,000 different documents in one process, written and checked",
    unit="document",
    rows=_rows,
    note="Memory in MB after 1,000 documents, after 10,000, and the peak. CII and FatturaPA in turn.",
)

if __name__ == "__main__":
    _work()
