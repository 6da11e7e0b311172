"""veraPDF over files, where a command for it is at hand.

`SOLDE_VERAPDF` names an executable that takes files and prints one line each, in their order: `PASS` or `FAIL`,
then anything. veraPDF's own command does so with `--format text` in a script of one line.
"""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

VARIABLE = "SOLDE_VERAPDF"
_AT_ONCE = 200  # files for one call: a command line has an end


def command() -> str:
    """The executable, or an empty text where none is named."""
    return os.environ.get(VARIABLE, "")


def failures(executable: str, files: Sequence[Path]) -> list[str]:
    """What veraPDF says of each file that does not pass. Raises RuntimeError where it does not judge every file."""
    failed = []
    for start in range(0, len(files), _AT_ONCE):
        part = files[start : start + _AT_ONCE]
        done = subprocess.run([executable, *map(str, part)], capture_output=True, text=True, timeout=1800, check=False)
        verdicts = [line for line in done.stdout.splitlines() if line.startswith(("PASS", "FAIL"))]
        if len(verdicts) != len(part):
            raise RuntimeError(f"veraPDF judged {len(verdicts)} of {len(part)} files: {done.stderr[-2000:]}")
        failed += [f"{path.name}: {line}" for path, line in zip(part, verdicts, strict=True) if line.startswith("FAIL")]
    return failed
