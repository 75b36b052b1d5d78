"""What the server answers to each method. Adding a method is adding a function marked `@serves`."""

from importlib import import_module

from monitor.testing.telegram.methods._board import Caller, Method, method_name, method_of

for _room in ("account", "channels", "files", "messages", "updates"):
    import_module(f"{__name__}.{_room}")

__all__ = ["Caller", "Method", "method_name", "method_of"]
