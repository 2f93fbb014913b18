"""E-mail by SMTP (RFC 5321), in plain text; the server is settings.MAIL_URL."""

import smtplib
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.utils.translation import gettext_lazy as _

from motcua.kernel.errors import Invalid, Unavailable
from motcua.notifications.ports import Mail

TIMEOUT = 10  # seconds for each answer of the server
_TOO_LARGE = 552
_FOR_EVER = range(550, 555)  # no such mailbox, not local, too large, no such name, refused as such


def connection(url: str) -> EmailBackend:
    """A connection, not yet open, to the server of an address like smtp://user:word@host:587?tls=starttls.

    `tls` is starttls, implicit (the default of smtps://) or none (the default of smtp://).
    """
    parts = urlsplit(url)
    implicit = parts.scheme == "smtps"
    tls = parse_qs(parts.query).get("tls", ["implicit" if implicit else "none"])[0]
    return EmailBackend(
        host=parts.hostname or "localhost",
        port=parts.port or {"implicit": 465, "starttls": 587}.get(tls, 25),
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_tls=tls == "starttls",
        use_ssl=tls == "implicit",
        timeout=TIMEOUT,
    )


class Smtp:
    """Sends by the server of settings.MAIL_URL, in the name of settings.DEFAULT_FROM_EMAIL."""

    def send(self, mail: Mail) -> None:
        host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
        letter = EmailMessage(
            subject=mail.subject,
            body=mail.text,
            to=[mail.to],
            headers={
                "Message-ID": f"<{mail.reference}@{host}>",
                "Content-Language": mail.language,
                "Auto-Submitted": "auto-generated",  # RFC 3834: no holiday replies, please
            },
            connection=connection(settings.MAIL_URL),
        )
        try:
            letter.send()
        except ValueError as error:  # a line end where a header would begin, an address that is none
            raise Invalid(_("Tiêu đề hoặc địa chỉ thư không hợp lệ."), code="bad-header") from error
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            raise _refusal(code, "mailbox-refused") from error
        except (smtplib.SMTPDataError, smtplib.SMTPSenderRefused) as error:
            if isinstance(error, smtplib.SMTPSenderRefused) and error.smtp_code != _TOO_LARGE:
                raise _silent() from error  # our own name is refused: a setting, which can be put right
            raise _refusal(error.smtp_code, "mail-refused") from error
        except OSError as error:  # every other SMTPException is one
            raise _silent() from error


def _silent() -> Unavailable:
    return Unavailable(_("Máy chủ thư không phản hồi."), code="mail-server")


def _refusal(smtp_code: int, code: str) -> Invalid | Unavailable:
    if smtp_code in _FOR_EVER:
        return Invalid(_("Máy chủ thư từ chối địa chỉ hoặc nội dung này."), code=code)
    return Unavailable(_("Máy chủ thư chưa nhận thư này."), code=code)
