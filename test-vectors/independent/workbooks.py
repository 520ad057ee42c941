"""Workbooks as the scenarios write them: all cells are texts."""

import re
import xml.etree.ElementTree as xml
import zipfile

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def column_number(letters):
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def sheets(path):
    """The rows of each sheet, each row as long as its first."""
    with zipfile.ZipFile(path) as book:
        names, shared = book.namelist(), []
        if "xl/sharedStrings.xml" in names:
            root = xml.fromstring(book.read("xl/sharedStrings.xml"))
            shared = ["".join(part.text or "" for part in item.iter(SHEET + "t")) for item in root.iter(SHEET + "si")]
        count = sum(bool(re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)) for name in names)
        return [rows(book.read(f"xl/worksheets/sheet{at + 1}.xml"), shared) for at in range(count)]


def rows(data, shared):
    found = []
    for row in xml.fromstring(data).iter(SHEET + "row"):
        cells = {}
        for cell in row.iter(SHEET + "c"):
            column = column_number(re.match("[A-Z]+", cell.get("r"))[0])
            if cell.get("t") == "s":
                cells[column] = shared[int(cell.find(SHEET + "v").text)]
            else:
                cells[column] = "".join(part.text or "" for part in cell.iter(SHEET + "t"))
        width = len(found[0]) if found else max(cells) + 1
        found.append([cells.get(at, "") for at in range(width)])
    return found


def table(sheet):
    """The rows below the headings, by heading."""
    headings, *below = sheet
    return [dict(zip(headings, row, strict=True)) for row in below]
