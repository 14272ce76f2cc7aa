from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The frame: only here so that its management commands are found."""

    name = "config"
