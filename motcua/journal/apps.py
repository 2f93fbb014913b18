from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "motcua.journal"
    verbose_name = "Nhật ký"
