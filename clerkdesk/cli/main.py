"""The command line: global options, the table of commands, and the end of every command.

To add a command, write `clerkdesk/cli/commands/<module>.py` with `register(app: typer.Typer) -> None` and add one line
to `COMMANDS`. Such a module imports services inside its functions, so that `--help` and `codes` stay quick; it answers
through `clerkdesk.cli.output.answer`, fails by `CommandFailure`, and gets its desk from `clerkdesk.cli.desk`.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from clerkdesk.cli import failures, output, usage
from clerkdesk.cli.output import CommandFailure
from clerkdesk.cli.settings_in_force import Invocation
from clerkdesk.cli.spelling import spell_fields

COMMANDS: Mapping[str, str] = {
    "init": "init",
    "sign-in": "signing_in",
    "sign-out": "signing_in",
    "change-secret": "signing_in",
    "clerks": "clerks",
    "backup": "backup",
    "restore": "backup",
    "doctor": "doctor",
    "import": "imports",
    "publish": "clinics",
    "clinics": "clinics",
    "stop-booking": "clinics",
    "open-booking": "clinics",
    "close-session": "clinics",
    "cancel-clinic": "clinics",
    "propose-rebooking": "clinics",
    "demo": "demo",
    "find": "patients",
    "patient": "patients",
    "history": "patients",
    "register": "patients",
    "correct": "patients",
    "merge": "patients",
    "unmerge": "patients",
    "record": "patient_record",
    "residence": "patient_record",
    "death": "deaths",
    "refer": "referrals",
    "set-specialty": "referrals",
    "worklist": "waiting_list",
    "slots": "booking",
    "offer": "booking",
    "book": "booking",
    "move": "booking",
    "cancel": "booking",
    "calendar": "booking",
    "hold": "waiting_list",
    "resume": "waiting_list",
    "ask-review": "waiting_list",
    "why": "waiting_list",
    "board": "reception",
    "arrive": "reception",
    "not-arrived": "reception",
    "step": "reception",
    "did-not-attend": "reception",
    "too-late": "reception",
    "correct-ending": "corrections",
    "outcome": "reception",
    "milestone": "pathways",
    "correct-milestone": "pathways",
    "pifu": "pathways",
    "awaiting": "awaiting",
    "holds": "awaiting",
    "wait-for": "awaiting",
    "look-again": "awaiting",
    "happened": "awaiting",
    "due": "falling_due",
    "missing-outcomes": "reception",
    "candidates": "clinics",
    "contact": "contact",
    "undo": "undo",
    "call": "calls",
    "message": "inbox",
    "inbox": "inbox",
    "acknowledge": "inbox",
    "done": "inbox",
    "forward": "inbox",
    "escalate": "inbox",
    "review": "reviews",
    "handover": "inbox",
    "incident": "inbox",
    "slot-issues": "referrals",
    "vetting": "referrals",
    "vet": "referrals",
    "acknowledge-referral": "referrals",
    "referral-told": "referrals",
    "follow-ups": "waiting_list",
    "validate": "validation",
    "confirm-start": "validation",
    "removal-told": "validation",
    "check": "checks",
    "audit": "audit",
    "report": "reports",
    "forecast": "forecast",
    "demand": "forecast",
    "clock": "clock",
    "codes": "codes",
    "keys": "keys",
    "settings": "settings",
}
"""Each command and the module of `clerkdesk.cli.commands` that registers it, in the order in which `--help` lists
them."""

_COMPLETION_VARIABLE = "_CLERKDESK_COMPLETE"


class _CommandTable(TyperGroup):
    """The commands of `COMMANDS`; each module is imported when its command is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of all commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command with `--json` among its options, or None for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        command = _commands_of(COMMANDS[cmd_name])[cmd_name]
        _take_json_anywhere(command, next(option for option in self.params if option.name == "json"))
        return command

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that the first argument names; the failure for an unknown one names similar commands."""
        if args[0] not in COMMANDS and not ctx.resilient_parsing:
            raise usage.no_such_command(args[0], COMMANDS)
        return super().resolve_command(ctx, args)


app = typer.Typer(
    name="clerkdesk",
    cls=_CommandTable,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code; every exception becomes a sentence.

    Args:
        arguments: The words after `clerkdesk`; by default those of this process.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    output.begin(as_json=_asks_for_json(words))
    output.prepare_streams()
    try:
        failure = _outcome_of(words)
        return output.finish(failure)
    except BrokenPipeError:
        output.abandon_stdout()
        output.warn("The program that was reading the answer stopped before its end.")
    except OSError as fault:
        output.abandon_stdout()
        output.warn(f"The answer could not be written: {os.strerror(fault.errno or 0)}.")
    return int(output.ExitCode.UNEXPECTED)


def _outcome_of(words: list[str]) -> CommandFailure | None:
    """Run a command and return its failure, or None."""
    if not output.as_json():
        return failures.failure_of(lambda: _invoke(words))
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        failure = failures.failure_of(lambda: _invoke(words))
    if failure is None and not output.has_answered():
        # Typer itself prints help and completion scripts.
        output.answer({"text": printed.getvalue()}, ())
    return failure


def _invoke(words: list[str]) -> None:
    """Hand the words to Typer, without its own handling of errors."""
    if any("\udc80" <= letter <= "\udcff" for word in words for letter in word):
        raise CommandFailure("not_unicode", "An argument is not valid UTF-8; type it again, or pass the text by `-`.")
    command = typer.main.get_command(app)
    if _COMPLETION_VARIABLE in os.environ:
        command.main(words, prog_name="clerkdesk", complete_var=_COMPLETION_VARIABLE)
    try:
        with command.make_context("clerkdesk", words) as context:
            command.invoke(context)
    except typer.TyperException as error:
        raise usage.wrong_usage(error) from error
    except typer.Abort as error:
        raise KeyboardInterrupt from error
    except typer.Exit:
        return  # Help and the version end like this, once printed.
    except SystemExit as ended:
        if ended.code:
            raise CommandFailure("no_completion", "Completion exists for bash, zsh, fish and PowerShell.") from ended


def _asks_for_json(words: Sequence[str]) -> bool:
    """Return whether `--json` is before or after the command; after a bare `--` it is a text."""
    options = words[: words.index("--")] if "--" in words else words
    return "--json" in options


@cache
def _commands_of(module: str) -> Mapping[str, Any]:
    """Import a module of commands and return what it registers, by name."""
    noun = typer.Typer(rich_markup_mode=None)
    import_module(f"clerkdesk.cli.commands.{module}").register(noun)
    commands: Mapping[str, Any] = typer.main.get_group(noun).commands
    for command in commands.values():
        spell_fields(command)
    return commands


def _take_json_anywhere(command: Any, option: Any) -> None:
    """Add `--json` to a command and those below it; `_asks_for_json` has read it already."""
    if option not in command.params:
        command.params.append(option)
    for inner in getattr(command, "commands", {}).values():
        _take_json_anywhere(inner, option)


def _print_version(asked: bool) -> None:
    if not asked:
        return
    from clerkdesk import __version__
    from clerkdesk.data.migrations.head import HEAD

    output.answer({"version": __version__, "schema": HEAD}, [f"clerkdesk {__version__} (schema {HEAD})"])
    raise typer.Exit


@app.callback(invoke_without_command=True)
def _global_options(
    context: typer.Context,
    database: Annotated[
        str | None,
        typer.Option("--db", metavar="PATH|URL", help="The desk's database: a file, or postgresql+psycopg://..."),
    ] = None,
    clerk: Annotated[str | None, typer.Option(metavar="USERNAME", help="Username of the clerk who acts.")] = None,
    practice: Annotated[
        bool, typer.Option("--demo", help="Act on the practice desk, which `clerkdesk demo` makes.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", expose_value=False, help="Answer with one JSON document.")] = False,
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, expose_value=False, callback=_print_version, help="Show the version."),
    ] = False,
) -> None:
    """A booking desk for NHS outpatient clerks. Without a command it opens the desk."""
    context.obj = Invocation(database, clerk, practice)
    if context.invoked_subcommand is None:
        from clerkdesk.cli.start import show_desk

        show_desk(database=database, clerk=clerk, practice=practice)
