"""Spells arguments and options alike in help, usage and failures: `--reason` for an option, `ENTRY` for an argument."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial, wraps
from typing import Any

from clerkdesk.cli.output import CommandFailure
from clerkdesk.cli.typed import LARGEST_NUMBER

_FROM_STANDARD_INPUT = "-"
PARAMETER_OF: Mapping[str, str] = {
    "asked_on": "on", "happened_on": "on", "reason": "why", "right_start": "start", "ring_back_at": "ring_back",
    "rules": "rule", "whom": "who",
}  # fmt: skip
"""Field of a service -> the parameter that asks for it, in commands without a parameter of the field's own name."""
_PLAIN_TYPES: Mapping[str, str] = {
    "<str>": "TEXT", "<list[str]>": "TEXT", "<int>": "NUMBER", "<int range>": "NUMBER", "<path>": "FILE",
    "<list[path]>": "FILE",
}  # fmt: skip
"""The library's name for a kind of value -> help's name; help lists choices as typed."""
_LONGEST_CHOICE = 45
"""Maximum letters of choices beside their option's name, at 80 columns."""


def spell_fields(command: Any) -> None:
    """Let a command, and those below it, name their parameters in one form in help and failures.

    Services name fields without knowing a command line; a field without an option or argument keeps the service's name.
    """
    if command.callback is not None:
        command.callback = _spelling(command.callback, command.params)
    # The list of commands shows the whole text; a longer one would be cut off in the middle.
    command.short_help = _first_part(command.help or "")
    for parameter in command.params:
        say_plainly(parameter)
        if parameter.param_type_name == "argument":
            # Typer writes `{entry}` in the usage and `entry` below it.
            parameter.metavar = name_of(parameter)
            parameter.get_usage_pieces = partial(_in_usage, parameter)
    for inner in getattr(command, "commands", {}).values():
        spell_fields(inner)


def say_plainly(parameter: Any) -> None:
    """Describe in help what a parameter takes, without the maximum of a row number."""
    found: str | None = parameter.display_type(ctx=None)
    is_argument = parameter.param_type_name == "argument"
    if found is not None and len(found) > _LONGEST_CHOICE:
        choices = found.strip("<>").replace("|", ", ")
        parameter.help = f"{parameter.help} One of: {choices}."
        kind: str | None = None if is_argument else "ONE"
    elif found is not None and found in _PLAIN_TYPES:
        kind = None if is_argument else _PLAIN_TYPES[found]
    else:
        kind = found
    parameter.display_type = lambda ctx: kind
    if parameter._get_number_range_help_str():
        parameter._get_number_range_help_str = lambda: _limits(parameter.min, parameter.max)


def _limits(smallest: int | None, largest: int | None) -> str | None:
    if largest == LARGEST_NUMBER:
        largest = None
    if smallest is not None and largest is not None:
        return f"from {smallest} to {largest}"
    if smallest is not None:
        return f"{smallest} or more"
    return f"up to {largest}" if largest is not None else None


def _first_part(help_text: str) -> str:
    """Return a help text up to its first full stop, colon or semicolon, as a sentence."""
    first = " ".join(help_text.split("\n\n")[0].split())
    return f"{re.split(r'[;:.](?: |$)', first, maxsplit=1)[0]}."


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
    """Return the option or argument of a service's field; the field itself where the command has none."""
    if field is None:
        return None
    parameter = _called(field, parameters) or _called(PARAMETER_OF.get(field, field), parameters)
    # Fields of an object from standard input keep the object's names.
    if parameter is None or (_reads_object(parameters, values) and not values.get(parameter.name)):
        return field
    return name_of(parameter)


def _called(name: str, parameters: Sequence[Any]) -> Any:
    return next((each for each in parameters if _bare(name) in {_bare(known) for known in _names(each)}), None)


def _reads_object(parameters: Sequence[Any], values: Mapping[str, Any]) -> bool:
    """Return whether an argument is `-`, which stands for an object; an option's `-` stands for its own text."""
    return any(
        each.param_type_name == "argument" and values.get(each.name) == _FROM_STANDARD_INPUT for each in parameters
    )


def _names(parameter: Any) -> tuple[str, ...]:
    """Return the names that a field may have for a parameter; for an argument also the name in help."""
    return (parameter.name, *parameter.opts, name_of(parameter))


def _bare(name: str) -> str:
    return name.lstrip("-").replace("-", "_").lower()
