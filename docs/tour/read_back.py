#!/usr/bin/env python3
"""Reads back what the program wrote: every workbook and document of OFFICE/outbox passes the strict OOXML validator, and openpyxl and
calamine see the same values in every workbook: read_back.py OFFICE. Needs openxml-audit, openpyxl and python-calamine."""
import datetime
import pathlib
import sys
import warnings

import openpyxl
from openxml_audit import OpenXmlValidator
from python_calamine import CalamineWorkbook


# What a sender's formula could not compute; calamine gives nothing for it.
ERRORS = ("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!")


def said(value):
    """What a cell says, alike for both readers: numbers as numbers, days as days, nothing as nothing."""
    if value is None or value == "" or value in ERRORS:
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return round(float(value), 9)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date()
    return value.replace("\r", "") if isinstance(value, str) else value


def by_openpyxl(path):
    book = openpyxl.load_workbook(path, data_only=True)
    cells = ((sheet.title, cell.row, cell.column, said(cell.value))
             for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    return {(sheet, row, column): value for sheet, row, column, value in cells if value is not None}


def by_calamine(path):
    book = CalamineWorkbook.from_path(str(path))
    cells = ((name, row, column, said(value))
             for name in book.sheet_names
             for row, values in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), 1)
             for column, value in enumerate(values, 1))
    return {(sheet, row, column): value for sheet, row, column, value in cells if value is not None}


def main():
    # It forgets the bars of percentages, which are no values.
    warnings.filterwarnings("ignore", module="openpyxl")
    outbox = pathlib.Path(sys.argv[1]) / "outbox"
    files = sorted(path for path in outbox.rglob("*") if path.suffix in (".xlsx", ".docx"))
    wrong, numbers, validator = [], 0, OpenXmlValidator()
    for path in files:
        result = validator.validate(str(path))
        wrong += [f"{path.name}: {error}" for error in result.errors]
        if path.suffix == ".xlsx":
            seen, witness = by_openpyxl(path), by_calamine(path)
            numbers += sum(isinstance(value, float) for value in seen.values())
            differ = [place for place in seen.keys() | witness.keys() if seen.get(place) != witness.get(place)]
            wrong += [f"{path.name} {place}: {seen.get(place)!r} and {witness.get(place)!r}" for place in sorted(differ)]
    print("\n".join(wrong[:40]))
    print(f"{len(files)} files, {numbers} numbers read by both, {len(wrong)} wrong")
    return 1 if wrong or not files else 0


if __name__ == "__main__":
    sys.exit(main())
