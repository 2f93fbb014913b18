"""`motcua web`: granian in front of Django."""

import argparse
import os

from django.urls import get_resolver
from django.utils.module_loading import import_string
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

TARGET = "motcua.config.wsgi:application"
DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000


def host() -> str:
    """The address to listen on."""
    return os.environ.get("MOTCUA_HOST") or DEFAULT_HOST


def port() -> int:
    """The port to listen on."""
    return int(os.environ.get("MOTCUA_PORT") or DEFAULT_PORT)


def run(options: argparse.Namespace) -> None:
    """Serves until SIGINT or SIGTERM."""
    preload()
    serve()


def preload() -> None:
    """Imports every page, once, before workers are forked: they start at once and share the memory."""
    len(get_resolver().url_patterns)  # asking for them imports them


def serve() -> None:
    """MOTCUA_WORKERS processes (one per core, at most 8) of MOTCUA_THREADS threads (4)."""
    import_string(TARGET.replace(":", "."))  # only now: WhiteNoise looks once which static files there are
    Server(
        TARGET,
        address=host(),
        port=port(),
        interface=Interfaces.WSGI,
        workers=int(os.environ.get("MOTCUA_WORKERS") or min(os.cpu_count() or 1, 8)),
        blocking_threads=int(os.environ.get("MOTCUA_THREADS") or 4),
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    ).serve()
