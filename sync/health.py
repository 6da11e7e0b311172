"""The health endpoint: 200 while every job goes well and on time, 503 otherwise; the body says which does not."""

import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from connectors.errors import Misconfigured


class Health:
    """What the jobs last reported, served on `GET /health`. Port 0 serves nothing."""

    def __init__(self, host: str, port: int, late_after: timedelta) -> None:
        self.address = (host, port)
        self.late_after = late_after
        self.jobs: dict[str, dict[str, Any]] = {}
        self.expected: set[str] = set()
        self._started = datetime.now(UTC)
        self._server: ThreadingHTTPServer | None = None

    def expect(self, job: str) -> None:
        """This job must report every so often, the first time counted from now."""
        self.expected.add(job)

    def report(self, job: str, troubles: list[str]) -> None:
        """A job ended. Only the number of troubles is served: their words may name customers."""
        self.jobs[job] = {"ended": datetime.now(UTC).isoformat(timespec="seconds"), "troubles": len(troubles)}

    def status(self) -> tuple[int, dict[str, Any]]:
        """The HTTP status and the body."""
        now, jobs = datetime.now(UTC), dict(self.jobs)  # a copy: jobs report from threads of their own
        ends = [datetime.fromisoformat(jobs[n]["ended"]) if n in jobs else self._started for n in self.expected]
        late = now - min(ends, default=now) > self.late_after
        well = not late and not any(job["troubles"] for job in jobs.values())
        return (200 if well else 503), {"well": well, "late": late, "jobs": jobs}

    def serve(self) -> None:
        """Answer in a thread of its own. Raises Misconfigured where the address is taken."""
        if not self.address[1]:
            return
        health = self

        class Handler(BaseHTTPRequestHandler):
            timeout = 5

            def do_GET(self) -> None:
                code, body = health.status() if self.path == "/health" else (404, {"error": "only /health is here"})
                content = json.dumps(body).encode()
                self.send_response(code)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: Any) -> None:
                """Nothing: a health check every few seconds is not news."""

        try:
            self._server = ThreadingHTTPServer(self.address, Handler)
        except OSError as error:
            where = f"{self.address[0]}:{self.address[1]}"
            raise Misconfigured(f"serve.health_port: cannot listen on {where}: {error.strerror}") from error
        threading.Thread(target=self._server.serve_forever, name="health", daemon=True).start()

    def close(self) -> None:
        """Stop answering."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
