"""A connection to a database that a test cuts: just before the COMMIT of an act arrives, or just after.

A desk also commits claims and drafts; those are let through.
"""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Any, Literal

from sqlalchemy import Engine, event
from sqlalchemy.engine import URL, make_url

Cut = Literal["before", "after"]
_COMMIT, _ACT = "COMMIT", "INSERT INTO act "


class Wire:
    """Passes on the bytes of a client and the server until it is cut at the COMMIT of an act."""

    def __init__(self, server: URL) -> None:
        self._folder, self._port = str(server.query["host"]), str(server.port or server.query.get("port", "5432"))
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self.cut: Cut | None = None
        """Whether the COMMIT of the next act is cut off before the server gets it, or after, unknown to the client."""
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
        in_act = False
        with suppress(OSError):
            while said := client.recv(65536):
                in_act = in_act or _ACT.encode() in said
                if _COMMIT.encode() in said:
                    if in_act and self.cut is not None:
                        self._cut(client, server, said)
                        return
                    in_act = False
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


class File:
    """Stands for the connection to a SQLite file, as `Wire` does for one to a server."""

    def __init__(self, engine: Engine) -> None:
        self.cut: Cut | None = None
        self.cuts = 0
        file = self

        class Connection(sqlite3.Connection):
            in_act = False

            def hear(self, statement: str) -> None:
                self.in_act = statement not in (_COMMIT, "ROLLBACK") and (self.in_act or statement.startswith(_ACT))

            def commit(self) -> None:
                when = file.cut if self.in_act else None
                if when == "before":
                    self.rollback()
                else:
                    super().commit()
                if when is not None:
                    file.cut = None
                    file.cuts += 1
                    raise sqlite3.OperationalError("connection lost")

        def connect(_dialect: Any, _record: Any, _args: Any, named: dict[str, Any]) -> None:
            named["factory"] = Connection

        def listen(connection: Connection, _record: Any) -> None:
            connection.set_trace_callback(connection.hear)

        event.listen(engine, "do_connect", connect)
        event.listen(engine, "connect", listen)
        engine.dispose()
