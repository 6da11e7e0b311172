"""Runs the sides of a benchmark in turns: ours, the peer, ours, the peer ... so that both meet the same machine."""

import json
import subprocess
import sys
from typing import Any

from bench.benchmark import Benchmark, Row


def measure(name: str, bench: Benchmark) -> list[Row]:
    """One row per side, in their order. A side that ends early raises RuntimeError."""
    if bench.rows is not None:
        return bench.rows()
    found: dict[str, Row] = {}
    running: dict[str, subprocess.Popen[str]] = {}
    answers: dict[str, list[dict[str, float]]] = {side: [] for side in bench.sides}
    try:
        for side in bench.sides:
            process = running[side] = _start(name, side)
            answer = _answer(process)
            if "missing" in answer:
                found[side] = Row(side, missing=answer["missing"])
        sides = [side for side in bench.sides if side not in found]
        for turn in range(bench.rounds):
            for side in sides if turn % 2 == 0 else sides[::-1]:
                answers[side].append(_answer(running[side], "go\n"))
        for side in sides:
            process = running[side]
            assert process.stdin
            process.stdin.close()
            wall, cpu = (tuple(answer[key] for answer in answers[side]) for key in ("ms", "cpu"))
            found[side] = Row(side, wall, cpu, _answer(process)["peak"])
            process.wait()
    finally:
        for process in running.values():
            if process.poll() is None:
                process.kill()
                process.wait()
    return [found[side] for side in bench.sides]


def _start(name: str, side: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bench.side", name, side]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _answer(process: subprocess.Popen[str], question: str = "") -> dict[str, Any]:
    assert process.stdin and process.stdout
    if question:
        process.stdin.write(question)
        process.stdin.flush()
    line = process.stdout.readline()
    if not line:
        raise RuntimeError(f"{process.args!r} ended before it answered; its error is above")
    answer: dict[str, Any] = json.loads(line)
    return answer
