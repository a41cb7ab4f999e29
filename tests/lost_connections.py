"""A connection to a PostgreSQL server that a test cuts: just before a desk's COMMIT arrives, or just after."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Literal

from sqlalchemy.engine import URL, make_url

Cut = Literal["before", "after"]
_COMMIT = b"COMMIT"


class Wire:
    """Passes on the bytes of a client and the server until it is cut at the next COMMIT."""

    def __init__(self, server: URL) -> None:
        self._folder, self._port = str(server.query["host"]), str(server.port or server.query.get("port", "5432"))
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self.cut: Cut | None = None
        """Whether the next COMMIT is cut off before the server gets it, or after it is done, unknown to the client."""
        self.cuts = 0
        Thread(target=self._accept, daemon=True).start()

    def end(self) -> None:
        """Accept no more clients."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self._listening.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(f"{self._folder}/.s.PGSQL.{self._port}")
                Thread(target=self._to_server, args=(client, server), daemon=True).start()
                Thread(target=self._to_client, args=(client, server), daemon=True).start()

    def _to_server(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while said := client.recv(65536):
                if self.cut is not None and _COMMIT in said:
                    self._cut(client, server, said)
                    return
                server.sendall(said)
        _end(client, server)

    def _cut(self, client: socket.socket, server: socket.socket, said: bytes) -> None:
        when, self.cut = self.cut, None
        self.cuts += 1
        # No answer of the server reaches the client any more.
        client.shutdown(socket.SHUT_RDWR)
        if when == "after":
            server.sendall(said)
            server.shutdown(socket.SHUT_WR)
        _end(client, server if when == "before" else None)

    def _to_client(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while said := server.recv(65536):
                with suppress(OSError):
                    client.sendall(said)
        _end(client, server)


def _end(*sockets: socket.socket | None) -> None:
    for each in sockets:
        if each is not None:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


@contextmanager
def a_wire(url: str) -> Iterator[tuple[Wire, str]]:
    """Give a wire to the server of a URL, and the URL that leads through it."""
    server = make_url(url)
    wire = Wire(server)
    through = URL.create(
        "postgresql+psycopg", server.username, server.password, "127.0.0.1", wire.port, server.database,
        {"sslmode": "disable", "gssencmode": "disable"},
    )  # fmt: skip
    try:
        yield wire, through.render_as_string(hide_password=False)
    finally:
        with suppress(OSError):
            wire.end()
