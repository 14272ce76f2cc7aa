"""Django's forms in our look: ``settings.FORM_RENDERER`` names this class, so ``{{ form }}`` is ours everywhere."""

from django.forms.renderers import TemplatesSetting


class LookRenderer(TemplatesSetting):
    form_template_name = "components/fields.html"
    field_template_name = "components/field.html"
