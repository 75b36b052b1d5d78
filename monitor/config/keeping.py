"""What is kept: which files of media are fetched, where they lie and how many, and for how long anything stays."""

from pathlib import Path as FilePath

from monitor.config.sections import Download, Keep, Media
from monitor.model.watch import DownloadSpec, KeepSpec, MediaSpec


def filled(own: Download, defaults: Download) -> Download:
    """A channel may say one half of it: larger files, of the same kinds as all."""
    unsaid = defaults.model_fields_set - own.model_fields_set
    return own.model_copy(update={name: getattr(defaults, name) for name in unsaid})


def download(read: Download) -> DownloadSpec:
    """Which files are fetched."""
    return DownloadSpec(frozenset(read.download), read.largest)


def media(read: Media, folder: FilePath) -> MediaSpec:
    """Where files are kept; a relative folder begins where the database's path does."""
    return MediaSpec(str(folder.absolute() / read.folder) if read.folder else "", read.budget)


def keep(read: Keep) -> KeepSpec:
    """For how long what is stored is kept."""
    return KeepSpec(read.posts, read.decisions, read.counters, read.media)
