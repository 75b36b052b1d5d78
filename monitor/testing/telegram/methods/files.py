"""Downloads."""

from typing import Any

from telethon.tl import types

from monitor.testing.telegram.faults import CallError
from monitor.testing.telegram.methods._board import Caller, serves
from monitor.testing.telegram.world import World


@serves("upload.getFile")
def get_file(world: World, caller: Caller, request: Any) -> Any:
    """One piece of a file, of the data centre that has it."""
    home = world.shelf.home(getattr(request.location, "id", 0))
    if home != (caller.key.away or world.dc):
        raise CallError(303, f"FILE_MIGRATE_{home}")
    data = world.shelf.read(getattr(request.location, "id", 0), getattr(request.location, "file_reference", b""))
    if data is None:
        raise CallError(400, "FILE_REFERENCE_EXPIRED")
    photo = isinstance(request.location, types.InputPhotoFileLocation)
    kind = types.storage.FileJpeg() if photo else types.storage.FileUnknown()
    return types.upload.File(kind, 0, data[request.offset : request.offset + request.limit])
