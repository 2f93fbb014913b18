"""`motcua mail`: a mail server for demonstrations that delivers nothing and keeps what it is given."""

import argparse
import asyncio
import socket

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings

from motcua.notifications.adapters.fake import keep

HOST = "127.0.0.1"
MOST_BYTES = 2**20


def run(options: argparse.Namespace) -> None:
    """Catches until SIGINT or SIGTERM."""
    listening = listen(options.smtp_port)
    print(f"Mail to {address(listening)} is kept in {settings.MAIL_ROOT} and goes nowhere.")
    catch(listening)


def listen(port: int = 0) -> socket.socket:
    """A socket of this machine only; port 0 takes any that is free. Raises OSError."""
    return socket.create_server((HOST, port))


def address(listening: socket.socket) -> str:
    """What MOTCUA_SMTP_URL would say to send there."""
    return f"smtp://{HOST}:{listening.getsockname()[1]}"


def catch(listening: socket.socket) -> None:
    """Keeps every mail of up to a megabyte, until the process is stopped."""
    asyncio.run(serve(listening))


async def serve(listening: socket.socket) -> None:
    """The same, in an event loop that runs already."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(
            Catcher(),
            data_size_limit=MOST_BYTES,
            hostname="localhost",
            ident="Motcua",
            timeout=60,
            loop=loop,
        ),
        sock=listening,
    )
    async with server:
        await server.serve_forever()


class Catcher:
    """What the mail server asks when it has a whole mail."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        keep(envelope.content, suffix=".eml")
        return "250 OK"
