"""The table of commands and the modules that register them say the same."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
import typer

import clerkdesk.cli.commands
import clerkdesk.services
from clerkdesk.cli.main import COMMANDS
from tests.cli.running import Shell

MODULES = sorted(
    module.name
    for module in iter_modules(clerkdesk.cli.commands.__path__)
    if hasattr(import_module(f"clerkdesk.cli.commands.{module.name}"), "register")
)

OF_THE_PROGRAM = {"init", "backup", "demo", "codes", "keys", "settings", "clock"}
"""Modules of commands that do no act: they set the program up, or read a file or a list of its own."""


def test_a_module_has_the_name_of_a_noun_or_of_what_a_service_does() -> None:
    # A further module about patients says `patient` in front: `patient_record` is `services/patients/record.py`.
    services = Path(clerkdesk.services.__path__[0])
    names = {path.stem for path in services.rglob("*.py")} | {path.name for path in services.iterdir()}
    assert {name for name in MODULES if name.removeprefix("patient_") not in names} == OF_THE_PROGRAM


@pytest.mark.parametrize("module", MODULES)
def test_what_a_module_registers_stands_in_the_table(module: str) -> None:
    noun = typer.Typer()
    import_module(f"clerkdesk.cli.commands.{module}").register(noun)
    listed = {name for name, found_in in COMMANDS.items() if found_in == module}
    assert set(typer.main.get_group(noun).commands) == listed


def test_every_module_of_the_table_exists() -> None:
    assert set(COMMANDS.values()) <= set(MODULES)


@pytest.mark.parametrize(
    ("command", "usage"),
    [
        (("offer",), "clerkdesk offer [OPTIONS] ENTRY SLOT\n"),
        (("codes",), "clerkdesk codes [OPTIONS] [LIST]\n"),
        (("import", "ers"), "clerkdesk import ers [OPTIONS] FILE...\n"),
    ],
)
def test_usage_and_help_name_an_argument_in_one_form(shell: Shell, command: tuple[str, ...], usage: str) -> None:
    said = shell.run(*command, "--help").stdout
    arguments = usage.split("] ", 1)[1].split()
    assert usage in said
    assert all(f"\n  {name.strip('[].')}  " in said for name in arguments)
