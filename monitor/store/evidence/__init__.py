"""The log of what was recorded: its form, its chain, how it is written, sealed, read through and proven."""
