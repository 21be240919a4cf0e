from django.db import migrations, models
from django.utils import timezone


def mark_late_reasons(apps, schema_editor):
    """What came after a draft that is with others now was sent to the school is for the next draft."""
    reasons = apps.get_model("concern_cases", "RevisionReason").objects
    sent = reasons.filter(version__status="draft", version__submitted_at__isnull=False)
    for reason in sent.exclude(version__stage="writing").select_related("version"):
        reason.is_late = reason.on > timezone.localdate(reason.version.submitted_at)
        reason.save()


class Migration(migrations.Migration):
    dependencies = [("concern_cases", "0004_statements")]

    operations = [
        migrations.AddField(
            model_name="revisionreason",
            name="is_late",
            field=models.BooleanField(
                default=False,
                help_text="It came when the draft was with others; approved, it opens the next draft.",
            ),
        ),
        migrations.RunPython(mark_late_reasons, migrations.RunPython.noop),
    ]
