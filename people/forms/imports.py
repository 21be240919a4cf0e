"""A file of people and posts."""

from django import forms

from record.tables import decode

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
