"""Files of media on the disk: fetched, kept by what they hold, looked at, removed."""
