"""`python -m tests.agreement [--count N] [--seed N] [--invert RULE] [--only KIND]`: do native and official rules agree?

Ends with 1 if a document is judged differently; each such document is kept with what either side found.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

from tests.agreement.work import KINDS, agreement


def main() -> int:
    """Compare, print what differs and a summary."""
    parser = argparse.ArgumentParser(prog="python -m tests.agreement", description="Native and official rules.")
    parser.add_argument("--count", type=int, default=6500, help="how many documents to generate")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--invert", default="", metavar="RULE", help="make one native rule say the opposite")
    parser.add_argument("--keep", type=Path, help="where documents that differ are kept")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--only", action="append", choices=KINDS, help="one kind of documents; may be repeated")
    options = parser.parse_args()
    keep = options.keep or Path(tempfile.mkdtemp(prefix="agreement-"))
    started = time.monotonic()
    found = agreement(options.count, options.seed, options.invert, options.processes, keep, options.only or KINDS)
    console = Console(soft_wrap=True, highlight=False, markup=False)
    console.print("\n".join(found.report(keep, time.monotonic() - started)))
    return 1 if found.differences else 0


if __name__ == "__main__":
    sys.exit(main())
