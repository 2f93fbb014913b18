from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "motcua.vault"
    verbose_name = "Kho dữ liệu điện tử"
