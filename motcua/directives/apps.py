from django.apps import AppConfig


class DirectivesConfig(AppConfig):
    name = "motcua.directives"
    verbose_name = "Chỉ đạo, điều hành"
