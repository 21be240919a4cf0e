from typing import Any

from django.db import migrations
from django.db.models import F


def wait_again(apps: Any, schema_editor: Any) -> None:
    letters = apps.get_model("letters", "Letter").objects.filter(for_year__isnull=False, status="draft")
    letters.update(status="for_authorisation", held_back_why=F("sent_back_why"), sent_back_why="")


class Migration(migrations.Migration):
    """October letters whose authorisation fell away became drafts, which nothing could authorise again."""

    dependencies = [("letters", "0018_names_said_and_mails_that_arrived")]

    operations = [migrations.RunPython(wait_again, migrations.RunPython.noop)]
