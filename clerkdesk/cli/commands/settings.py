"""`clerkdesk settings` shows the settings in force with their origins, and helps to write a settings file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Annotated

import typer

from clerkdesk.cli.output import CommandFailure, answer, say_beside
from clerkdesk.cli.settings_in_force import settings_in_force, shown_location
from clerkdesk.keys import check_keymap, is_command
from clerkdesk.settings.files import (
    desk_database_file,
    practice_database_file,
    site_settings_file,
    user_settings_file,
)
from clerkdesk.settings.loading import (
    FlatName,
    LoadedSettings,
    Origin,
    Problem,
    check_file,
    flat_names_in,
    load_settings,
)
from clerkdesk.settings.naming import BY_FLAT_NAME, written_key
from clerkdesk.settings.template import settings_template, toml_value


def register(app: typer.Typer) -> None:
    """Add `settings show`, `check`, `path` and `template`."""
    settings = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
    settings.command("show")(show)
    settings.command("check")(check)
    settings.command("path")(path)
    settings.command("template")(template)
    app.add_typer(settings, name="settings", help="Show, check and find the settings.")


def show(
    context: typer.Context,
    origin: Annotated[bool, typer.Option("--origin", help="Show the origin of each value.")] = False,
) -> None:
    """Show the settings in force."""
    loaded = settings_in_force(context.obj)
    rows = list(_rows(loaded))
    document = {
        "settings": [
            {"key": key, "value": value, "origin": source.kind, "place": source.location} for key, value, source in rows
        ]
    }
    answer(document, (_line(key, value, source if origin else None) for key, value, source in rows))
    _tell(loaded.flat_names)


def check(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="The settings file to check; those in use if left out.")
    ] = None,
) -> None:
    """Check a settings file without using it."""
    files = [file] if file else [path for path in (user_settings_file(), site_settings_file()) if path.is_file()]
    problems = [problem for each in files for problem in check_file(each) or tuple(_unknown_commands(each))]
    document = {
        "file": None if file is None else str(file),
        "files": [str(each) for each in files],
        "problems": [{"key": problem.key, "expected": problem.expected} for problem in problems],
    }
    if problems:
        first, *further = problems
        lines = [problem.sentence for problem in further]
        raise CommandFailure("wrong_setting", first.sentence, first.key or None, document=document, lines=lines)
    used = [f"{each} may be used." for each in files]
    answer(document, used or ["No settings file was found; every setting has its default."])
    _tell([flat for each in files for flat in flat_names_in(each)])


def path() -> None:
    """Show where clerkdesk looks for settings files, and for the desks that no setting names."""
    files = {"user file": user_settings_file(), "site file": site_settings_file()}
    desks = {"own desk": desk_database_file(), "practice desk": practice_database_file()}
    document = {
        "files": [{"origin": kind, "path": str(file), "exists": file.is_file()} for kind, file in files.items()],
        "desks": [{"desk": kind, "path": str(file), "exists": file.is_file()} for kind, file in desks.items()],
    }
    paths = {**files, **desks}
    lines = [f"{kind}: {path}{'' if path.is_file() else ' (not there)'}" for kind, path in paths.items()]
    answer(document, [*lines, "Write a first one with: clerkdesk settings template > FILE"])


def template() -> None:
    """Print a settings file with every setting, its meaning and its default."""
    text = settings_template()
    answer({"template": text}, text.splitlines())


def _tell(flat_names: Iterable[FlatName]) -> None:
    """Note beside the answer which settings are written without their group."""
    sentences = [flat.sentence for flat in flat_names]
    for sentence in sentences:
        say_beside({"flat_names": sentences}, sentence)


def _rows(loaded: LoadedSettings) -> Iterator[tuple[str, object, Origin]]:
    """Yield each setting in force with its path in a file, its value and its origin."""
    settings = loaded.settings
    for group, name in BY_FLAT_NAME.values():
        value = getattr(getattr(settings.policy, group), name)
        yield f"policy.{group}.{name}", value, loaded.origin_of("policy", group, name)
    for field in fields(settings.desk):
        value = getattr(settings.desk, field.name)
        shown = shown_location(value) if field.name == "database" else value
        yield f"desk.{field.name}", shown, loaded.origin_of("desk", field.name)
    for code, policy in settings.specialty_policy:
        for group, name in BY_FLAT_NAME.values():
            path = ("policy", "specialty", code, group, name)
            if path in loaded.origins:
                yield written_key(*path), getattr(getattr(policy, group), name), loaded.origins[path]
    for section, pairs in (("keys", settings.keymap), ("mnemonics", settings.mnemonics)):
        for name, value in pairs:
            yield written_key(section, name), value, loaded.origin_of(section, name)


def _line(key: str, value: object, origin: Origin | None) -> str:
    shown = f"{key} = {toml_value(value)}"
    if origin is None:
        return shown
    return f"{shown}    # {origin.kind}{f': {origin.location}' if origin.location else ''}"


def _unknown_commands(file: Path) -> Iterator[Problem]:
    """Yield the faults that the registry of commands finds in the keys and typed commands of a file."""
    nowhere = file.with_name(f"{file.name}.none")
    settings = load_settings(environment={}, user_file=file, site_file=nowhere).settings
    for sentence in check_keymap(settings.keymap):
        yield Problem(str(file), "keys", sentence.rstrip("."))
    for typed, name in settings.mnemonics:
        if not is_command(name):
            yield Problem(
                str(file), written_key("mnemonics", typed), f"no command is called {name}; see `clerkdesk keys`"
            )
