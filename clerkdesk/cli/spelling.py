"""Spells arguments and options alike in help, usage and failures: `--reason` for an option, `ENTRY` for an argument."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial, wraps
from typing import Any

from clerkdesk.cli.output import CommandFailure

_FROM_STANDARD_INPUT = "-"


def spell_fields(command: Any) -> None:
    """Let a command, and those below it, name what they take, and what is wrong with it, in one form.

    Services name their fields without knowing of a command line; what is no option or argument stays as they call it.
    """
    if command.callback is not None:
        command.callback = _spelling(command.callback, command.params)
    for parameter in command.params:
        if parameter.param_type_name == "argument":
            # Typer writes `{entry}` in the usage and `entry` below it.
            parameter.metavar = name_of(parameter)
            parameter.get_usage_pieces = partial(_in_usage, parameter)
    for inner in getattr(command, "commands", {}).values():
        spell_fields(inner)


def name_of(parameter: Any) -> str:
    """Return an argument or option as the clerk writes it, such as `ENTRY` or `--reason`."""
    names = [*parameter.opts, *parameter.secondary_opts]
    dashed = [option for option in names if option.startswith("-")]
    return dashed[0] if dashed else str(parameter.metavar or parameter.name).upper()


def _in_usage(argument: Any, _context: object) -> list[str]:
    name = name_of(argument) + ("..." if argument.nargs != 1 else "")
    return [name if argument.required else f"[{name}]"]


def _spelling(callback: Callable[..., Any], parameters: Sequence[Any]) -> Callable[..., Any]:
    @wraps(callback)
    def spelt(*positional: Any, **values: Any) -> Any:
        try:
            return callback(*positional, **values)
        except CommandFailure as failure:
            failure.field = _spelt(failure.field, parameters, values)
            raise

    return spelt


def _spelt(field: str | None, parameters: Sequence[Any], values: Mapping[str, Any]) -> str | None:
    for parameter in parameters:
        if field is None or _bare(field) not in {_bare(name) for name in _names(parameter)}:
            continue
        # Fields that came as an object by standard input are called as that object calls them.
        by_object = _FROM_STANDARD_INPUT in values.values() and not values.get(parameter.name)
        return field if by_object else name_of(parameter)
    return field


def _names(parameter: Any) -> tuple[str, ...]:
    """Return what a service may call a parameter; an argument also as help writes it."""
    return (parameter.name, *parameter.opts, name_of(parameter))


def _bare(name: str) -> str:
    return name.lstrip("-").replace("-", "_").lower()
