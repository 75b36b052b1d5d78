"""Libraries without the companions that they pick up where they find them: megabytes that a daemon never asks for."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(*packages: str) -> Iterator[None]:
    """Imports within the block find these packages not installed, and do without; what is loaded already stays.

    Only for packages that the library itself can do without, and that no other thread imports meanwhile.
    """
    hidden = [name for name in packages if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None: "there is none", says the import system
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
