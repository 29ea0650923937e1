from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("items", "0003_covered_indexes")]

    operations = [
        migrations.AddIndex(
            model_name="item",
            index=models.Index(fields=["state", "id"], name="item_by_state"),
        ),
    ]
