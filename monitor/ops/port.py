"""The port of the pages: taken before anything else starts, so that the complaint comes at once."""

import errno
import socket

from monitor.errors import AlreadyRunningError, ConfigError


def take_port(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one.

    Raises:
        AlreadyRunningError: another program has the port.
        ConfigError: the address cannot be listened on.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = found[0]
        taken = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise _unusable(host, port, error) from error
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(address)
        taken.listen(64)
        taken.setblocking(False)
    except OSError as error:
        taken.close()
        if error.errno == errno.EADDRINUSE:
            raise AlreadyRunningError(
                f"port {port} on {host} is in use by another program;"
                " give `web: {listen: HOST:PORT}` another port in the watch file, or `listen: off`"
            ) from error
        raise _unusable(host, port, error) from error
    return taken


def _unusable(host: str, port: int, error: OSError) -> ConfigError:
    return ConfigError([f"web.listen: cannot listen on {host}:{port}: {error.strerror or error}"])
