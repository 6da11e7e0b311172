"""An open loop: a request leaves when its time has come, whether the others were answered or not.

`python -m bench.credit_load PORT RATE SECONDS CUSTOMERS [PATH [EVERY]]` asks over kept connections and prints one line
of JSON. One question in EVERY names its order, so that it is written down where it is held. A latency counts from the
moment at which the request should have left, so that whatever waits, here or there, is in it.
"""

import json
import os
import random
import socket
import sys
import threading
import time
from collections import Counter

CONNECTIONS = 32


class Load:
    """Requests at fixed times, shared by some connections."""

    def __init__(self, port: int, rate: float, seconds: float, customers: int, path: str, every: int) -> None:
        self.port, self.rate, self.path, self.every = port, rate, path, every
        self.total = round(rate * seconds)
        dice = random.Random(3)
        # Most orders are small; some are larger than any limit here.
        self.asked = [(dice.randrange(customers), dice.choice((90, 400, 2500, 18_000))) for _ in range(self.total)]
        self.latencies: list[float] = []
        self.outcomes: Counter[str] = Counter()
        self._next = 0
        self._lock = threading.Lock()
        self.begin = 0.0
        self.end = 0.0

    def run(self) -> None:
        """Blocks until the last answer is there."""
        threads = [threading.Thread(target=self._work) for _ in range(CONNECTIONS)]
        self.begin = time.perf_counter() + 0.5
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _work(self) -> None:
        with socket.create_connection(("127.0.0.1", self.port)) as line:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while True:
                with self._lock:
                    number, self._next = self._next, self._next + 1
                if number >= self.total:
                    return
                due = self.begin + number / self.rate
                wait = due - time.perf_counter()
                if wait > 0:
                    time.sleep(wait)
                outcome = self._ask(line, number, *self.asked[number])
                now = time.perf_counter()
                with self._lock:
                    self.latencies.append(now - due)
                    self.outcomes[outcome] += 1
                    self.end = max(self.end, now)

    def _ask(self, line: socket.socket, number: int, customer: int, amount: int) -> str:
        question = {"customer": str(customer), "amount": f"{amount}.00", "currency": "EUR", "stored": True}
        if self.every and not number % self.every:
            question["order"] = f"WEB-{number}"
        body = json.dumps(question)
        head = (
            f"POST {self.path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {os.environ['SOLDE_BENCH_TOKEN']}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        line.sendall((head + body).encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._more(line)
        top, _, content = answer.partition(b"\r\n\r\n")
        length = next(
            int(row.split(b":")[1]) for row in top.split(b"\r\n") if row.lower().startswith(b"content-length")
        )
        while len(content) < length:
            content += self._more(line)
        status = top.split(b" ", 2)[1].decode()
        return json.loads(content).get("outcome", "echo") if status == "200" else status

    def _more(self, line: socket.socket) -> bytes:
        read = line.recv(65536)
        if not read:
            raise RuntimeError("the server closed the connection")
        return read


def main() -> None:
    """Ask, and say how it went."""
    port, rate, seconds, customers = int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
    path, every = [*sys.argv[5:], *("/api/v1/credit/check", "0")[len(sys.argv) - 5 :]]
    load = Load(port, rate, seconds, customers, path, int(every))
    load.run()
    ordered = sorted(load.latencies)
    told = {f"p{share}_ms": round(ordered[int(len(ordered) * share / 100)] * 1000, 2) for share in (50, 95, 99)}
    print(json.dumps({
        "requests": len(ordered),
        "rps": round(len(ordered) / (load.end - load.begin), 1),
        **told,
        "max_ms": round(ordered[-1] * 1000, 2),
        "outcomes": dict(load.outcomes),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
