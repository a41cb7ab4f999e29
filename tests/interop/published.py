"""Paths of the published data sets that these tests read."""

from __future__ import annotations

from pathlib import Path

SETS = Path(__file__).parents[1] / "data"
ERS, PDS, MAVIS_CSV = SETS / "ers", SETS / "pds", SETS / "mavis-csv"
