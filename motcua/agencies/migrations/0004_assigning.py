import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agencies", "0003_absence")]

    operations = [
        migrations.AddField(
            model_name="agency",
            name="assigns",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="officer",
            name="fields",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=60), blank=True, default=list, size=None
            ),
        ),
    ]
