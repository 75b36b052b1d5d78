"""Where Telegram is, and the way there: another server than the public one, and proxies."""

import struct
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from telethon import TelegramClient
from telethon.crypto import rsa
from telethon.network import ConnectionTcpFull, ConnectionTcpMTProxyRandomizedIntermediate
from telethon.sessions import StringSession

from monitor.errors import ConfigError, Rejected
from monitor.model import ServerSpec, TelegramSpec
from monitor.sources.telegram.client import Client, QuietSession
from monitor.sources.telegram.pace import Pace


def make_client(
    spec: TelegramSpec,
    session: str,
    pace: Pace,
    on_updates: Callable[[Any], None],
    on_idle: Callable[[], None],
    on_alive: Callable[[float], None],
) -> Client:
    """A client for one connection with a session that is signed in.

    Raises:
        Rejected: the session string is none.
        ConfigError: the proxy cannot be understood.
    """
    return Client(
        open_session(session, spec.server),
        spec.api_id,
        spec.api_hash.get_secret_value(),
        pace=pace,
        on_updates=on_updates,
        on_idle=on_idle,
        on_alive=on_alive,
        **_transport(spec),
    )


def make_login_client(spec: TelegramSpec, pace: Pace) -> Any:
    """Telethon's own client, for signing in: it follows the server to the account's data centre."""
    return TelegramClient(
        open_session("", spec.server),
        spec.api_id,
        spec.api_hash.get_secret_value(),
        timeout=pace.connect_timeout,
        connection_retries=1,
        retry_delay=0,
        request_retries=2,
        flood_sleep_threshold=0,
        raise_last_call_error=True,
        receive_updates=False,
        **_transport(spec),
    )


def open_session(session: str, server: ServerSpec | None) -> StringSession:
    """A session from its string, or an empty one that leads to the server."""
    try:
        opened = QuietSession(session)
    except (ValueError, struct.error):
        raise Rejected("the Telegram session string cannot be read; run `monitor login` again") from None
    if server is not None:
        if server.public_key:
            rsa.add_key(server.public_key, old=False)
        if not session:
            opened.set_dc(server.dc, server.host, server.port)
    return opened


def _transport(spec: TelegramSpec) -> dict[str, Any]:
    if spec.proxy is None:
        return {"connection": ConnectionTcpFull}
    return proxy_of(spec.proxy.get_secret_value())


def proxy_of(url: str) -> dict[str, Any]:
    """What Telethon's client takes for `socks5://`, `socks4://`, `http://` or `mtproxy://HOST:PORT?secret=…`.

    Raises:
        ConfigError: it is none of these. The message does not repeat the URL: it may hold a password.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or not port:
        raise ConfigError(["proxy: give it as scheme://host:port, such as socks5://127.0.0.1:1080"])
    if parts.scheme == "mtproxy":
        secret = parse_qs(parts.query).get("secret", [unquote(parts.username or "")])[0]
        if not secret:
            raise ConfigError(["proxy: an MTProxy needs its secret: mtproxy://host:port?secret=..."])
        return {"connection": ConnectionTcpMTProxyRandomizedIntermediate, "proxy": (host, port, secret)}
    if parts.scheme not in ("socks5", "socks4", "http"):
        raise ConfigError([f"proxy: unknown kind {parts.scheme!r}; use socks5, socks4, http or mtproxy"])
    proxy = {
        "proxy_type": parts.scheme,
        "addr": host,
        "port": port,
        "rdns": True,
        "username": unquote(parts.username) if parts.username else None,
        "password": unquote(parts.password) if parts.password else None,
    }
    return {"connection": ConnectionTcpFull, "proxy": proxy}
