"""A spreadsheet of casework: chosen, looked at, brought in."""

import json
from dataclasses import asdict

from django import forms

from concern_cases.archives import Refused, kind_of_archive
from concern_cases.forms.base import KeyedForm
from record.errors import RuleError
from record.tables import LARGEST, XLSX_START, Line, Table, read_tables


class SheetForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label="Spreadsheet (XLSX or CSV)",
        help_text="Made from the template. Nothing is changed before you have seen what it would do.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": "Choose a file"},
    )

    def clean_file(self) -> list[Table]:
        """The tables of the file, read as text."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError("The file is larger than 2 MB. Split it into several.")
        try:
            if file.read(2) == XLSX_START and kind_of_archive(file) != "xlsx":
                raise Refused("it is no Excel workbook")
            file.seek(0)
            return read_tables(file.read())
        except Refused as refused:
            raise forms.ValidationError(f"“{file.name}” was not taken: {refused}") from None
        except RuleError as error:
            raise forms.ValidationError(str(error)) from None


class ConfirmForm(KeyedForm):
    """The tables that were looked at, sent back to be read anew: nothing of them is trusted."""

    tables = forms.CharField(widget=forms.HiddenInput, strip=False, max_length=4 * LARGEST)

    despite = forms.BooleanField(
        label="Call these conferences all the same",
        required=False,
        widget=forms.CheckboxInput(attrs={"data-small": True}),
    )

    def clean_tables(self) -> list[Table]:
        try:
            return [_table(each) for each in json.loads(self.cleaned_data["tables"])]
        except (ValueError, TypeError, KeyError):
            raise forms.ValidationError("Choose the file again") from None


def as_text(tables: list[Table]) -> str:
    """The tables in the hidden field of the page that shows them."""
    return json.dumps([asdict(table) for table in tables])


def _table(facts: dict) -> Table:
    lines = [
        Line(
            str(line["sheet"]),
            int(line["number"]),
            {str(name): str(cell) for name, cell in line["cells"].items()},
        )
        for line in facts["lines"]
    ]
    return Table(str(facts["name"]), [str(name) for name in facts["columns"]], lines)
