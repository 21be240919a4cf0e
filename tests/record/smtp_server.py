"""A mail server small enough to be told when to refuse, to hang up, or to see its client killed."""

import socketserver
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

OK = "250 OK"
Answer = str | None | Callable[[], str | None]


class MailServer(socketserver.ThreadingTCPServer):
    """Takes mails. ``answers`` replaces the answer at a stage (greeting, MAIL, RCPT, DATA, end, after).

    An answer is a line, None to hang up, or a function that gives either. The mail counts as taken when
    its end has come and the answer is not a refusal.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.answers: dict[str, Answer] = {}
        self.taken: list[bytes] = []

    @property
    def port(self) -> int:
        return self.server_address[1]

    def answer(self, stage: str, usual: str) -> str | None:
        answer = self.answers.get(stage, usual)
        return answer() if callable(answer) else answer


class _Session(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        try:
            if self._say("greeting", "220 test.example"):
                self._converse()
        except (BrokenPipeError, ConnectionResetError):
            pass  # the client was killed

    def _converse(self) -> None:
        while line := self.rfile.readline():
            word = line.split(b" ")[0].strip().upper().decode()
            if word == "QUIT":
                self._write("221 Bye")
                return
            if word != "DATA":
                if not self._say(word, OK):
                    return
            elif not self._data():
                return

    def _data(self) -> bool:
        answer = self.server.answer("DATA", "354 Go on")
        if answer is None:
            return False
        self._write(answer)
        if not answer.startswith("354"):
            return True
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        if not line:
            return False
        answer = self.server.answer("end", OK)
        if answer is None or answer.startswith("2"):
            self.server.taken.append(b"".join(lines))
        if answer is None:
            return False
        self._write(answer)
        self.server.answer("after", OK)
        return True

    def _say(self, stage: str, usual: str) -> bool:
        answer = self.server.answer(stage, usual)
        if answer is not None:
            self._write(answer)
        return answer is not None

    def _write(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())
        self.wfile.flush()


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A server that listens on a free port of this machine."""
    with MailServer() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
