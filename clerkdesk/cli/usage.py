"""Words the refusals of Typer: a wrong option, a missing argument, a command that does not exist.

Typer's own messages repeat typed text, which may be about a patient; these sentences name the argument instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

import typer

from clerkdesk.cli.output import CommandFailure
from clerkdesk.cli.spelling import name_of

_EXPECTED = re.compile(r"(?:is not one of|does not match the formats|is not a valid) (?P<expected>.+?)\.?$")


def no_such_command(name: str, known: Iterable[str]) -> CommandFailure:
    """Return the failure for a command that does not exist, with commands of a similar spelling."""
    near = get_close_matches(name, list(known), n=3)
    hint = f" Did you mean {_one_of(near)}?" if near else " `clerkdesk --help` lists the commands."
    return CommandFailure("no_such_command", f"No command has this name.{hint}", "command")


def wrong_usage(error: typer.TyperException) -> CommandFailure:
    """Return the failure for an argument or option that Typer refused.

    Typer keeps its copy of Click's exceptions private, so this function tells them apart by the name of their class.
    """
    name = _field_of(error)
    match type(error).__name__:
        case "NoArgsIsHelpError":
            help_lines = error.format_message().splitlines()
            return CommandFailure("missing_command", "Name a command.", "command", lines=help_lines)
        case "MissingParameter":
            sentence = f"{name} is missing."
        case "NoSuchOption":
            sentence = _no_such_option(error)
        case "BadParameter":
            sentence = f"{name} {_expectation(error.message)}."
        case _ if "unexpected extra argument" in error.message:
            sentence = "This command takes fewer words. Put a text of several words in quotation marks."
        case _ if error.message.startswith("No such command"):
            sentence = "No command has this name." + error.message.partition(".")[2].rstrip()
        case _:
            sentence = error.message
    return CommandFailure("wrong_usage", f"{sentence} {_usage_of(error)}".rstrip(), name)


def _no_such_option(error: typer.TyperException) -> str:
    option = getattr(error, "option_name", "")
    if option in ("--db", "--clerk"):
        return f"{option} goes before the command: `clerkdesk {option} ... COMMAND`."
    if option == "--demo":
        return "--demo goes before the command: `clerkdesk --demo COMMAND`."
    possibilities = sorted(getattr(error, "possibilities", None) or ())
    hint = f" Did you mean {_one_of(possibilities)}?" if possibilities else ""
    return f"This command has no such option.{hint}"


def _field_of(error: typer.TyperException) -> str | None:
    """Return the argument or option as the clerk writes it, such as `ENTRY` or `--reason`."""
    parameter = getattr(error, "param", None)
    if parameter is None:
        return getattr(error, "option_name", None)
    return name_of(parameter)


def _expectation(message: str) -> str:
    """Return what a value should be, from a message of Typer's or Pydantic's, without the value."""
    if "valid integer" in message:
        return "must be a whole number, such as 12"
    if (bound := re.search(r"(greater|less) than or equal to (-?\d+)", message)) is not None:
        return f"must be {bound[2]} or {'more' if bound[1] == 'greater' else 'less'}"
    if (expected := _EXPECTED.search(message)) is not None:
        return f"must be one of {expected['expected'].replace(chr(39), '')}"
    if "does not exist" in message:
        return "names a file that does not exist"
    return f"is not right: {re.sub(chr(39) + '.*' + chr(39), 'the value', message).rstrip('.')}"


def _usage_of(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    if context is None:
        return ""
    return f"{context.get_usage()} (`{context.command_path} --help` says more.)"


def _one_of(names: Iterable[str]) -> str:
    return " or ".join(f"`{name}`" for name in names)
