"""What commands import, loaded once: the commands of the tests are forked from a process that has it."""

from __future__ import annotations

from importlib import import_module

from clerkdesk.cli.main import COMMANDS

_BENEATH = (
    "data.migrations.run", "demo.compose", "services.bookings", "services.cancellations", "services.imports.files",
    "services.offers", "services.opening", "services.reviews",
)  # fmt: skip

for _module in (*(f"cli.{module}" for module in set(COMMANDS.values())), *_BENEATH):
    import_module(f"clerkdesk.{_module}")
