"""A small IMAP server in a thread: one mailbox, one user, and trouble where a test wants it."""

import re
import socket
import socketserver
import ssl
import threading
from typing import Any


class ImapServer:
    """Holds `mails` by UID. `trouble` names a command at which it misbehaves as `how` says: `cut`, `rubbish`, `no`."""

    def __init__(self, password: str = "s3cret", tls: ssl.SSLContext | None = None) -> None:
        self.password = password
        self.validity = 7
        self.mails: dict[int, bytes] = {}
        self.seen: set[int] = set()
        self.asked: list[str] = []
        self.trouble, self.how = "", ""
        self.honours_partial = True
        server = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                server.talk(self)

        class Listener(socketserver.ThreadingTCPServer):
            daemon_threads = True

            def handle_error(self, request: Any, client_address: Any) -> None:
                """A client that goes away is no news."""

        self._listener = Listener(("127.0.0.1", 0), Handler)
        if tls is not None:
            self._listener.socket = tls.wrap_socket(self._listener.socket, server_side=True)
        self.port = self._listener.server_address[1]
        threading.Thread(target=self._listener.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self._listener.shutdown()
        self._listener.server_close()

    def put(self, mail: bytes) -> int:
        uid = max(self.mails, default=0) + 1
        self.mails[uid] = mail
        return uid

    def talk(self, line: socketserver.StreamRequestHandler) -> None:
        if self.trouble == "greeting":
            if self.how == "rubbish":
                line.wfile.write(b"220 smtp.luce.example ESMTP\r\n")
            return
        line.wfile.write(b"* OK ready\r\n")
        while request := line.rfile.readline():
            tag, _, rest = request.decode().strip().partition(" ")
            command = rest.upper().removeprefix("UID ").partition(" ")[0]
            self.asked.append(rest)
            if command == self.trouble and not self._misbehave(line, tag):
                return
            if command != self.trouble or self.how == "once":
                self._answer(line, tag, command, rest)
            if command == "LOGOUT":
                return

    def _misbehave(self, line: socketserver.StreamRequestHandler, tag: str) -> bool:
        if self.how == "cut":
            line.connection.shutdown(socket.SHUT_RDWR)
            return False
        answers = {"rubbish": b"* \xff\xfe ( [ nonsense\r\n" + tag.encode() + b" WHAT\r\n", "no": b" NO not today\r\n"}
        line.wfile.write(answers[self.how] if self.how == "rubbish" else tag.encode() + answers[self.how])
        return True

    def _answer(self, line: socketserver.StreamRequestHandler, tag: str, command: str, rest: str) -> None:
        write = line.wfile.write
        if command == "CAPABILITY":
            write(b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n")
        elif command == "LOGIN" and self.password not in rest:
            write(f"{tag} NO [AUTHENTICATIONFAILED] no: {rest}\r\n".encode())
            return
        elif command == "SELECT":
            write(f"* {len(self.mails)} EXISTS\r\n* OK [UIDVALIDITY {self.validity}] valid\r\n".encode())
        elif command == "SEARCH":
            write(f"* SEARCH {' '.join(map(str, self._found(rest)))}\r\n".encode())
        elif command == "FETCH":
            self._fetch(write, rest)
        elif command == "STORE":
            self.seen.update(int(uid) for uid in rest.split()[2].split(","))
        write(f"{tag} OK done\r\n".encode())

    def _found(self, rest: str) -> list[int]:
        since = re.search(r"UID (\d+):\*", rest)
        if since is None:
            return sorted(self.mails)
        newest = {max(self.mails)} if self.mails else set()  # as RFC 3501 wants it
        return sorted({uid for uid in self.mails if uid >= int(since.group(1))} | newest)

    def _fetch(self, write: Any, rest: str) -> None:
        uid = int(rest.split()[2])
        if uid not in self.mails:
            return
        limit = int(re.search(r"<0\.(\d+)>", rest).group(1))  # type: ignore[union-attr]
        content = self.mails[uid][:limit] if self.honours_partial else self.mails[uid]
        write(f"* 1 FETCH (UID {uid} BODY[]<0> {{{len(content)}}}\r\n".encode() + content + b")\r\n")
