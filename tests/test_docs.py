"""What is generated into `docs/` is what the program says now, and what documents name is there."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from clerkdesk.keys import keys_markdown
from scripts.draw_model import model_markdown
from scripts.draw_rights import rights_markdown

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
DECISIONS = sorted((DOCS / "decisions").glob("[0-9]*.md"))
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]
FOR_ENGINEERS = [ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", DOCS / "architecture.md", *DECISIONS]

HEAD = re.compile(
    r"# (?P<number>\d{4})\. (?P<title>.+)\n\n"
    r"Date: (?P<date>\d{4}-\d{2}-\d{2}) · Status: (?P<status>accepted|superseded by \d{4})\n\n"
)


def test_the_key_table_is_the_registrys() -> None:
    # Stale? `clerkdesk keys --markdown > docs/keys.md`, with no keys of your own in the settings.
    assert (DOCS / "keys.md").read_text(encoding="utf-8") == keys_markdown()


def test_the_model_is_drawn_from_the_tables() -> None:
    # Stale? `python -m scripts.draw_model > docs/model.md`.
    assert (DOCS / "model.md").read_text(encoding="utf-8") == model_markdown()


def test_the_rights_are_drawn_from_their_table() -> None:
    # Stale? `python -m scripts.draw_rights > docs/rights.md`.
    assert (DOCS / "rights.md").read_text(encoding="utf-8") == rights_markdown()


def test_every_table_is_drawn_once_with_its_columns() -> None:
    drawn = re.findall(r"^    (\w+) \{$", model_markdown(), re.MULTILINE)
    assert sorted(drawn) == sorted(SQLModel.metadata.tables)


def test_every_line_of_a_picture_is_one_that_mermaid_reads() -> None:
    pictures = re.findall(r"^```mermaid\nerDiagram\n(.*?)^```", model_markdown(), re.MULTILINE | re.DOTALL)
    lines = [line.strip() for picture in pictures for line in picture.splitlines()]
    table = r"\w+ \{|\}"
    column = r'\w+ \w+( (PK|FK|UK)(, (PK|FK|UK))*)?( "may be empty")?'
    relation = r'\w+ (\|\||\|o)--o[{|] \w+ : "\w+"'
    assert lines and [line for line in lines if not re.fullmatch(f"{table}|{column}|{relation}", line)] == []


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem[:4])
def test_a_decision_has_number_date_and_status_and_stands_in_the_index(path: Path) -> None:
    head = HEAD.match(path.read_text(encoding="utf-8"))
    assert head is not None and path.name.startswith(f"{head['number']}-")
    assert date.fromisoformat(head["date"])
    line = f"| [{head['number']}]({path.name}) | {head['title']} | {head['date']} | {head['status']} |"
    assert line in (DOCS / "decisions" / "README.md").read_text(encoding="utf-8").splitlines()


def test_no_number_of_a_decision_is_left_out_or_given_twice() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def named_in(path: Path) -> list[str]:
    """Return the files, folders and modules that a document names: `rules/rtt`, `data/project.py`, `clerkdesk.log`."""
    names = re.findall(r"`((?:[\w.]+/)+[\w.]*|\w+\.(?:py|toml|txt)|clerkdesk(?:\.\w+)+)`", path.read_text("utf-8"))
    return [name.replace(".", "/") if name.startswith("clerkdesk.") else name for name in names]


def stands(name: str) -> bool:
    """Return whether a name leads somewhere from the top of the tree or from the package."""
    places = [root / name for root in (ROOT, ROOT / "clerkdesk")]
    return any(place.exists() or place.with_name(f"{place.name}.py").exists() for place in places)


@pytest.mark.parametrize("path", FOR_ENGINEERS, ids=lambda path: path.stem)
def test_every_file_that_a_document_names_is_there(path: Path) -> None:
    assert [name for name in named_in(path) if not stands(name)] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_link_of_a_document_leads_to_a_file(path: Path) -> None:
    targets = re.findall(r"\]\((?!http)([^)#]+)\)", path.read_text(encoding="utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []
