"""Examines a desk: damage, drift, places, audit, version, room, and who can read its files."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from clerkdesk.data.append_only import missing_triggers
from clerkdesk.data.engine import schema_version
from clerkdesk.rules.acts.ways import Way
from clerkdesk.rules.doctor.judging import Examined, Health, judge_anchor, judge_count, judge_mode, judge_space
from clerkdesk.rules.validation.findings import Severity
from clerkdesk.rules.values.date_words import count_words
from clerkdesk.services.acts.answers import rightly_asked
from clerkdesk.services.acts.context import ServiceContext
from clerkdesk.services.audit.following import ChainFault, follow
from clerkdesk.services.audit.verifying import verify
from clerkdesk.services.validation.checks import Checks
from clerkdesk.settings.files import log_file

Progress = Callable[[int, int], None]
"""Gets the number of rows read, and of all rows."""


_LOOKS = (
    (
        "database",
        "DAMAGE",
        "The database and every reference in it are whole.",
        "Stop work on it, keep this file, and restore the last good copy.",
    ),
    (
        "screens",
        "DRIFT",
        "The screens show what was recorded.",
        f"{Way.SHOW_AGAIN.here()} puts it right; {Way.CHECKS.here()} shows what is left.",
    ),
    (
        "needs",
        "PLACE",
        "Every need is on a list, booked, or waits for its outcome.",
        f"{Way.CHECK_NEEDS.here()} names each patient and what to do.",
    ),
)
"""Name of each look by a check, the check, what is so without findings, and what to do about them."""


class Doctor:
    """An examination of the desk, which changes nothing."""

    def __init__(self, context: ServiceContext) -> None:
        self.context = context

    def examine(self, progress: Progress | None = None) -> tuple[Examined, ...]:
        """Return every look with its result.

        Args:
            progress: gets the rows read so far, of the look that reads the most.
        """
        return tuple(self._looks(progress))

    def _looks(self, progress: Progress | None) -> Iterator[Examined]:
        yield self._version()
        for look in _LOOKS:
            yield self._checked(*look)
        yield self._audit(progress)
        yield from self._chain()
        if self.context.database.is_sqlite:
            yield from self._file(self._database_file)
        yield judge_mode("log", str(log_file()), _mode_of(log_file()))

    def _version(self) -> Examined:
        version = schema_version(self.context.database.engine)
        kind = "SQLite" if self.context.database.is_sqlite else "PostgreSQL"
        return Examined("version", Health.GOOD, f"{kind}, schema {version}, as this program needs it.")

    def _checked(self, name: str, rule: str, good: str, to_do: str) -> Examined:
        report = rightly_asked(Checks(self.context).run((rule,)))
        # A lower severity is work that the desk does by itself, such as a date that went by since it was last open.
        severe = [each for each in report.findings if each.severity == Severity.HIGH]
        first = severe[0].sentence if severe else ""
        return judge_count(name, len(severe), f"{count_words(len(severe), 'finding')}, the first: {first}", good, to_do)

    def _audit(self, progress: Progress | None) -> Examined:
        result = verify(self.context, progress)
        return judge_count(
            "audit",
            len(result.found),
            result.sentence,
            result.sentence,
            f"{Way.VERIFY_AUDIT.here()} names each row. Keep a copy of the database, and tell whoever answers for it.",
        )

    def _chain(self) -> Iterator[Examined]:
        followed = follow(self.context)
        faults = tuple(each for each in followed.found if each.what is not ChainFault.ANCHOR_GONE)
        yield judge_count(
            "chain",
            len(faults),
            f"{followed.sentence} The first: {faults[0].sentence}" if faults else "",
            followed.sentence,
            f"{Way.VERIFY_AUDIT.here()} names each. Keep a copy of the database, and tell whoever answers for it.",
        )
        with self.context.reading() as session:
            missing = missing_triggers(session.connection())
        yield judge_count(
            "append-only",
            len(missing),
            f"{count_words(len(missing), 'trigger')} of the audit were taken away.",
            "Triggers refuse to change or remove rows of the audit.",
            "Ask who did it. Restoring a copy brings them back.",
        )
        anchor = self.context.anchor
        beside = self.context.database.is_sqlite and anchor.path.parent == self._database_file.parent
        gone = next((each.sentence for each in followed.found if each.what is ChainFault.ANCHOR_GONE), "")
        yield judge_anchor(str(anchor.path), anchor.why_not_written(), gone, is_beside=beside)
        yield judge_mode("anchor", str(anchor.path), _mode_of(anchor.path))

    @property
    def _database_file(self) -> Path:
        return Path(self.context.database.engine.url.database or "").absolute()

    def _file(self, path: Path) -> Iterator[Examined]:
        size = sum(each.stat().st_size for each in path.parent.glob(f"{path.name}*") if each.is_file())
        yield judge_space(shutil.disk_usage(path.parent).free, size)
        yield judge_mode("database", str(path), _mode_of(path))


def _mode_of(path: Path) -> int | None:
    """Return the permission bits of a file; None if it is not there, or if the system has no such bits."""
    if os.name != "posix" or not path.exists():
        return None
    return stat.S_IMODE(path.stat().st_mode)
