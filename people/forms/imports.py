"""A file of people and posts."""

from django import forms

LARGEST = 1_000_000


class ImportForm(forms.Form):
    """The file, and whether everybody new is invited at once."""

    file = forms.FileField(
        label="CSV file",
        help_text="Made from the template, saved as CSV.",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> str:
        """The text of the file; Excel's own encoding is understood too."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError("The file is larger than 1 MB. Split it into several.")
        return decode(file.read())


class ConfirmForm(forms.Form):
    """The text that was looked at, sent back to be brought in."""

    text = forms.CharField(widget=forms.HiddenInput, strip=False, max_length=LARGEST)
    invite = forms.BooleanField(
        label="Invite everybody who is new to sign in",
        required=False,
        initial=True,
        help_text="Each gets a mail with a link to choose a password.",
    )


def decode(content: bytes) -> str:
    """The text of a file as spreadsheets save it: UTF-8, or the encoding of Windows."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
