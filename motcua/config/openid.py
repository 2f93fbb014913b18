"""Who may vouch for a citizen: OpenID Connect providers, from the environment."""

import json
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

LOCAL = ("localhost", "127.0.0.1", "::1")


def providers(text: str) -> dict[str, Any]:
    """allauth's table of OpenID Connect providers, from MOTCUA_OIDC.

    The text is JSON, one object or a list: {"id", "name", "issuer", "client_id", "secret"}. The id is part
    of the address the provider calls back: /accounts/oidc/{id}/login/callback/. A provider that vouches for
    personal IDs says in which claim: "claims": {"personal_id": "citizenPid"}; whoever comes with it is a
    verified person at once. Raises ImproperlyConfigured.
    """
    if not text:
        return {}
    try:
        given = json.loads(text)
        apps = [
            {
                "provider_id": each["id"],
                "name": each["name"],
                "client_id": each["client_id"],
                "secret": each["secret"],
                "settings": {"server_url": _safe(each["issuer"]), "claims": dict(each.get("claims", {}))},
            }
            for each in (given if isinstance(given, list) else [given])
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise ImproperlyConfigured(
            "MOTCUA_OIDC must be JSON: one object or a list, each with id, name, issuer (https), client_id,"
            " secret, and where it vouches for personal IDs, claims."
        ) from error
    return {"openid_connect": {"APPS": apps, "OAUTH_PKCE_ENABLED": True}}


def _safe(issuer: str) -> str:
    """The issuer, if nobody on the way can speak for it: what comes from it over TLS is not checked again."""
    place = urlsplit(issuer)
    if place.scheme != "https" and place.hostname not in LOCAL:
        raise ValueError(issuer)
    return issuer
