from django.db import migrations, models

WHOSE = models.TextField(
    blank=True, help_text="Whose address that is: the name and every line known of the address."
)


class Migration(migrations.Migration):
    """Addresses typed before are known by name alone, and are typed again: those letters go by post."""

    dependencies = [("letters", "0016_judgements_as_grounds")]

    operations = [
        operation
        for model in ("chosenmethod", "historicalchosenmethod")
        for operation in (
            migrations.RenameField(model, "named", "whose"),
            migrations.AlterField(model, "whose", WHOSE),
        )
    ]
