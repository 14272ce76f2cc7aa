from django.apps import AppConfig


class FootprintConfig(AppConfig):
    name = "footprint"
    default_auto_field = "django.db.models.BigAutoField"
