"""A monitor of public channels: it watches, understands and alerts."""
