"""Posts from a file into the database: once each however often it is done, going on where it stopped, never alerted.

A file is another kind of source: it edits nothing that an account or a preview saw.
"""

from monitor.usecases.importing.run import Imported, Progress, Wishes, import_posts

__all__ = ["Imported", "Progress", "Wishes", "import_posts"]
