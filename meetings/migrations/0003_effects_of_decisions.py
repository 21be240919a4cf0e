"""Decisions that copies were made with before they set anything going."""

from django.db import migrations

EFFECTS = {
    "change_frequency": "cadence",
    "add_support": "support",
    "withdraw_support": "support",
    "external_review": "ask",
    "recategorise": "category",
    "refer_to_strategy": "strategy",
    "notice": "ask",
    "power": "ask",
    "step_down": "step_down",
    "close": "close",
}


def give_effects(apps, schema_editor):
    for code in apps.get_model("meetings", "DecisionCode").objects.filter(code__in=EFFECTS, effect=""):
        code.effect = EFFECTS[code.code]
        code.save()


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_conferences")]

    operations = [migrations.RunPython(give_effects, migrations.RunPython.noop)]
