"""Decisions on notices that only asked somebody to see to it begin the draft, as other letters do."""

from django.db import migrations

KINDS = {"notice": "s60_notice", "power": "proposal_notice"}


def begin_letters(apps, schema_editor):
    for code in apps.get_model("meetings", "DecisionCode").objects.filter(code__in=KINDS, effect="ask"):
        code.effect, code.letter_kind = "letter", KINDS[code.code]
        code.save()


class Migration(migrations.Migration):
    dependencies = [("meetings", "0010_strategy_meetings")]

    operations = [migrations.RunPython(begin_letters, migrations.RunPython.noop)]
