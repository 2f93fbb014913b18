"""`motcua run`: a living one-stop from one command."""

import argparse
import http.client
import os
import socket

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override
from rich.console import Console
from rich.table import Table

from motcua.config import supervisor
from motcua.config.commands import mail, refusals, setup, web, worker
from motcua.web.public import demo


def run(options: argparse.Namespace) -> int:
    """Sets up, starts web and worker, says where to look, and stops both on Ctrl-C."""
    console = Console(stderr=True, highlight=False)
    host, port = web.host(), web.port()
    if why := busy(host, port):
        console.print(why)
        return 1
    with console.status("Motcua"):
        web.preload()
    # Apart, so that this process opens no connection and starts no thread before it forks the others.
    if code := supervisor.run_apart(lambda: refusals.said(lambda: setup.set_up(console))):
        return code
    return supervisor.supervise(
        {"web": web.serve, "worker": worker.work, **catcher()},
        say=console.print,
        ready=lambda: answers(host, port),
        on_ready=lambda: welcome(console),
    )


def catcher() -> dict[str, supervisor.Work]:
    """In a demonstration the mail stays in the house: what catches it, and everybody told where that is."""
    if not settings.DEMO or os.environ.get("MOTCUA_SMTP_URL"):
        return {}
    listening = mail.listen()
    # Both, for some processes inherit these settings and others read the environment anew.
    settings.MAIL_URL = os.environ["MOTCUA_SMTP_URL"] = mail.address(listening)
    return {"mail": lambda: mail.catch(listening)}


def busy(host: str, port: int) -> str | None:
    """Why this address cannot be listened on, and what to do; None when it can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            return (
                f"Cannot listen on {host} port {port}: {error.strerror}. "
                f"Choose another port, for example: MOTCUA_PORT={port + 1} make run"
            )
    return None


def answers(host: str, port: int) -> bool:
    """Whether the first page comes."""
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    client = http.client.HTTPConnection(near, port, timeout=5)
    try:
        client.request("HEAD", "/", headers={"Host": f"localhost:{port}"})
        client.getresponse().read()
    except OSError:
        return False
    finally:
        client.close()
    return True


def welcome(console: Console) -> None:
    """Where to look, and whom to be."""
    with override("vi"):
        people = demo.people()
        table = Table("Đăng nhập / Login", "Họ tên / Name", "Vai / Part", box=None, padding=(0, 2))
        for person in people:
            table.add_row(person.login, person.name, str(person.part))
    if people:
        console.print(
            f"\n[bold]{settings.BASE_URL}{reverse('demo')}[/]: một chạm để vào vai / one click to be"
        )
        console.print(table)
        console.print(
            f"{settings.BASE_URL}{reverse('demo_mail')}: thư và tin nhắn đã gửi / mail that was sent"
        )
    console.print(f"\nMotcua: [bold]{settings.BASE_URL}[/]  (Ctrl-C: dừng / stop)")
