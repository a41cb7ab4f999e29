"""Files in other shapes and encodings: read, or said what they are; never garbled without a word."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clerkdesk.interop.ers.ers import read_ers
from clerkdesk.interop.reading.records import PatientRecord, Row
from clerkdesk.services.imports.patient_files import read_patients
from tests.interop.ers.test_ers_withdrawn import item, request, worklist
from tests.interop.one_row import TODAY, record_of

HEADINGS = "NHS Number,Surname,Forename,DOB"
GRACE = "9990000018,Okafor,Grace,14/03/1967"
LUKASZ = "9990000026,Wałęsa,Łukasz,02/02/1980"


def read(content: bytes | str, folder: Path, name: str = "patients.csv") -> list[Row[PatientRecord]]:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_patients(path, TODAY, source=name))


def given_names(rows: list[Row[PatientRecord]]) -> list[str]:
    return [record_of(row).given_name for row in rows]


def patient(number: str, given: str) -> dict[str, object]:
    return {
        "resourceType": "Patient",
        "id": number,
        "name": [{"family": "Okafor", "given": [given]}],
        "birthDate": "1967-03-14",
    }


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
def test_letters_survive_every_encoding_of_unicode_with_a_mark_or_without(encoding: str, tmp_path: Path) -> None:
    rows = read(f"{HEADINGS}\n{GRACE}\n{LUKASZ}\n".encode(encoding), tmp_path)
    assert (given_names(rows), [row.flags for row in rows]) == (["Grace", "Łukasz"], [(), ()])


def test_one_row_of_another_encoding_garbles_no_other_and_is_flagged(tmp_path: Path) -> None:
    rows = read(f"{HEADINGS}\n{LUKASZ}\n".encode() + "9990000018,Béla,René,14/03/1967\n".encode("cp1252"), tmp_path)
    assert (given_names(rows), [bool(row.flags) for row in rows]) == (["Łukasz", "René"], [False, True])


@pytest.mark.parametrize("garbled", ["JosÃ©", "Zo\ufffd", "Å\x81ukasz", "Oâ\x80\x99Brien", "ZoÃ« Ł", "Ã…se"])
def test_letters_that_were_garbled_before_are_flagged(garbled: str, tmp_path: Path) -> None:
    (row,) = read(f"{HEADINGS}\n{GRACE.replace('Grace', garbled)}\n", tmp_path)
    assert "garbled" in row.flags[0]


@pytest.mark.parametrize("name", ["Zoë", "Łukasz", "O’Brien", "Ångström Ñé", "Nguyễn", "Ünal Çéàè", "Šašić"])
def test_letters_that_are_right_are_not_flagged(name: str, tmp_path: Path) -> None:
    (row,) = read(f"{HEADINGS}\n{GRACE.replace('Grace', name)}\n", tmp_path)
    assert (given_names([row]), row.flags) == ([name], ())


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"PK\x03\x04rest", "spreadsheet"),
        (b"\xd0\xcf\x11\xe0rest", ".xls"),
        (b"%PDF-1.7", "PDF"),
        (b"\x1f\x8brest", "compressed"),
        (b"<?xml version='1.0'?>", "XML"),
        (b"{\\rtf1 text}", ".rtf"),
        (b"a\x00\x00\x00b\x00c", "zero bytes"),
        (b"MSH|^~\\&|PAS|", "HL7"),
        (b"\xef\xbb\xbf\n<Bundle xmlns='http://hl7.org/fhir'/>", "XML"),
        (b"<!DOCTYPE HTML><table>", "web page"),
    ],
)
def test_a_file_of_another_kind_says_what_it_is(content: bytes, what: str, tmp_path: Path) -> None:
    (row,) = read(content, tmp_path)
    assert what in (row.rejection or "")


@pytest.mark.parametrize("sign", [";", "|", "\t", "~"])
def test_a_line_that_names_the_separator_is_obeyed(sign: str, tmp_path: Path) -> None:
    lines = "\n".join((HEADINGS, GRACE)).replace(",", sign)
    assert given_names(read(f"sep={sign}\n{lines}\n", tmp_path)) == ["Grace"]


def test_a_line_that_names_another_separator_than_the_file_has_is_passed_over(tmp_path: Path) -> None:
    assert given_names(read(f"sep=;\n{HEADINGS}\n{GRACE}\n", tmp_path)) == ["Grace"]


@pytest.mark.parametrize(
    "title", ["Patient list", "Report run 29/11/2026, by J Smith\nFilter: all; site: NN1\n\n", '"A ""title"""']
)
@pytest.mark.parametrize("sign", [",", ";"])
def test_titles_above_the_headings_are_passed_over(title: str, sign: str, tmp_path: Path) -> None:
    lines = "\n".join((HEADINGS, GRACE)).replace(",", sign)
    (row,) = read(f"{title}\n{lines}\n", tmp_path)
    assert (given_names([row]), row.flags) == (["Grace"], ())


def test_one_patient_on_each_line_is_read_and_a_bad_line_costs_itself(tmp_path: Path) -> None:
    lines = [
        json.dumps(patient("9990000018", "Grace")),
        '{"resourceType": "Pat',
        json.dumps(patient("9990000026", "Ada")),
    ]
    rows = read("\n".join(lines) + "\n", tmp_path, "patients.ndjson")
    assert [row.item for row in rows] == ["line 1", "line 2", "line 3"]
    assert "cut off" in (rows[1].rejection or "")
    assert given_names([rows[0], rows[2]]) == ["Grace", "Ada"]


def test_a_list_of_patients_is_read_and_a_member_that_is_none_says_so(tmp_path: Path) -> None:
    bundle = {"resourceType": "Bundle", "entry": [{"resource": patient("9990000026", "Ada")}]}
    members = [patient("9990000018", "Grace"), {"a": 1}, "x", bundle, {"resourceType": "Slot"}]
    rows = read(json.dumps(members), tmp_path, "patients.json")
    assert [row.item for row in rows] == ["item 1", "item 2", "item 3", "item 4, entry 1", "item 5"]
    assert [row.rejection is None for row in rows] == [True, False, False, True, False]


def test_the_same_person_on_two_lines_counts_once(tmp_path: Path) -> None:
    line = json.dumps(patient("9990000018", "Grace"))
    first, second = read(f"{line}\n{line}\n", tmp_path)
    assert (first.repeat_of, second.repeat_of) == ("", "line 1")


@pytest.mark.parametrize("shape", ["list", "lines"])
def test_referrals_in_a_list_or_on_lines_are_read_and_know_of_each_other(shape: str, tmp_path: Path) -> None:
    documents = [worklist(item()), request("cancelled")]
    written = json.dumps(documents) if shape == "list" else "\n".join(map(json.dumps, documents))
    path = tmp_path / "ers.json"
    path.write_text(written)
    rows = list(read_ers(path))
    assert [row.record.makes_entry for row in rows if row.record is not None] == [False, False]
