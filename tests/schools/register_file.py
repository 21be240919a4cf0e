"""Fictitious downloads of the register, written as the real ones are."""

import csv
import gzip
import io
import zipfile
from pathlib import Path
from typing import Any

HEADERS = [
    "URN",
    "LA (code)",
    "LA (name)",
    "EstablishmentNumber",
    "EstablishmentName",
    "TypeOfEstablishment (code)",
    "TypeOfEstablishment (name)",
    "EstablishmentTypeGroup (code)",
    "EstablishmentTypeGroup (name)",
    "EstablishmentStatus (code)",
    "EstablishmentStatus (name)",
    "OpenDate",
    "ReasonEstablishmentClosed (name)",
    "CloseDate",
    "PhaseOfEducation (name)",
    "StatutoryLowAge",
    "StatutoryHighAge",
    "Gender (name)",
    "ReligiousCharacter (name)",
    "Diocese (code)",
    "Diocese (name)",
    "SchoolCapacity",
    "NumberOfPupils",
    "PercentageFSM",
    "Trusts (code)",
    "Trusts (name)",
    "Federations (name)",
    "LastChangedDate",
    "Street",
    "Locality",
    "Address3",
    "Town",
    "County (name)",
    "Postcode",
    "SchoolWebsite",
    "TelephoneNum",
    "HeadTitle (name)",
    "HeadFirstName",
    "HeadLastName",
    "HeadPreferredJobTitle",
    "Easting",
    "Northing",
    "PropsName",
]
OFSTED_HEADERS = ["OfstedLastInsp", "OfstedSpecialMeasures (code)", "OfstedSpecialMeasures (name)"]
LINK_HEADERS = ["URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"]

A_SCHOOL = {
    "URN": "900001",
    "LA (code)": "999",
    "LA (name)": "Wyvenshire",
    "EstablishmentNumber": "3001",
    "EstablishmentName": "Fernhallow St Wystan’s Church of England Primary School",
    "TypeOfEstablishment (code)": "03",
    "TypeOfEstablishment (name)": "Voluntary controlled school",
    "EstablishmentTypeGroup (code)": "4",
    "EstablishmentTypeGroup (name)": "Local authority maintained schools",
    "EstablishmentStatus (code)": "1",
    "EstablishmentStatus (name)": "Open",
    "OpenDate": "01-01-1900",
    "ReasonEstablishmentClosed (name)": "Not applicable",
    "PhaseOfEducation (name)": "Primary",
    "StatutoryLowAge": "4",
    "StatutoryHighAge": "11",
    "Gender (name)": "Mixed",
    "ReligiousCharacter (name)": "Church of England",
    "Diocese (code)": "CE91",
    "Diocese (name)": "Diocese of Corvesham",
    "SchoolCapacity": "150",
    "NumberOfPupils": "143",
    "PercentageFSM": "23.35",
    "LastChangedDate": "17-06-2026",
    "Street": "Mill Lane",
    "Town": "Wyvenford",
    "County (name)": "Wyvenshire",
    "Postcode": "WY1 2AB",
    "SchoolWebsite": "www.fernhallow.example",
    "TelephoneNum": "01632960214",
    "HeadTitle (name)": "Mr",
    "HeadFirstName": "David",
    "HeadLastName": "Lorimer",
    "HeadPreferredJobTitle": "Headteacher",
    "Easting": "390000",
    "Northing": "160000",
}


def school(urn: str = "900001", **changes: Any) -> dict[str, str]:
    """A row; keyword arguments stand for headers by the words below, a dict ``also`` for any header."""
    words = {
        "name": "EstablishmentName",
        "la": "LA (code)",
        "la_name": "LA (name)",
        "number": "EstablishmentNumber",
        "status": "EstablishmentStatus (name)",
        "diocese": "Diocese (code)",
        "diocese_name": "Diocese (name)",
        "head": "HeadLastName",
        "roll": "NumberOfPupils",
        "changed": "LastChangedDate",
    }
    row = A_SCHOOL | {"URN": urn} | changes.pop("also", {})
    return row | {words[word]: value for word, value in changes.items()}


def text_of(*rows: dict[str, str], headers: list[str] | None = None, quoting: Any = csv.QUOTE_ALL) -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(
        out, headers or HEADERS, restval="", quoting=quoting, lineterminator="\r\n", extrasaction="ignore"
    )
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write_file(
    path: Path, *rows: dict[str, str], encoding: str = "utf-8", headers: list[str] | None = None
) -> Path:
    """The rows as a file whose kind its name says: .csv, .csv.gz or .zip."""
    data = text_of(*rows, headers=headers).encode(encoding)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(data))
    elif path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"extract/{path.stem}.csv", data)
    else:
        path.write_bytes(data)
    return path


def link(urn: str, other: str, kind: str, on: str = "") -> dict[str, str]:
    return {"URN": urn, "LinkURN": other, "LinkName": "", "LinkType": kind, "LinkEstablishedDate": on}
