"""What is kept: which files of media are fetched, where they lie and how many, and for how long anything stays."""

from pathlib import Path as FilePath
from typing import Annotated, Literal

from pydantic import Field

from monitor.config.fields import Said, Section, Term
from monitor.model.watch import DownloadSpec, KeepSpec, MediaSpec
from monitor.ports.options import Size

FileKind = Literal["photo", "video", "gif", "round", "voice", "audio", "document", "sticker"]


class Download(Section):
    """Which files of posts are fetched and kept. They come through an account."""

    download: list[FileKind] = Field(default=[], description="Kinds of files; none: nothing is fetched")
    largest: Annotated[Size, Field(gt=0)] = Field(default=50_000_000, description="Larger ones are left")


class Keep(Section):
    """For how long what is stored is kept; without a word of it, for ever."""

    posts: Term = Field(default=None, description="Posts: older ones are erased, as by `monitor posts erase`")
    decisions: Term = Field(default=None, description="Why matches were told or not, once their alert is closed")
    counters: Term = Field(default=None, description="Series of counters; the last value of each post stays")
    media: Term = Field(default=None, description="Files of media: those that were fetched longer ago are removed")


class Media(Section):
    """Where fetched files are kept, and how much of the disk they may take."""

    folder: Said | None = Field(default=None, description="The folder; default: media, beside the database")
    budget: Annotated[Size, Field(gt=0)] = Field(
        default=10_000_000_000, description="All files together; when it is full, nothing more is fetched"
    )


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
