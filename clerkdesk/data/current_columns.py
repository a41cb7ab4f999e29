"""Writes current columns, and compares them with what the facts say."""

from __future__ import annotations

from typing import Any

from sqlmodel import SQLModel


def write(row: SQLModel, columns: dict[str, Any]) -> None:
    """Set the columns that differ, so that an unchanged row stays out of the audit."""
    for name, value in columns.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def drift(row: SQLModel, columns: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return the current columns that differ from the facts: name -> (stored, from the facts)."""
    return {name: (getattr(row, name), value) for name, value in columns.items() if getattr(row, name) != value}
