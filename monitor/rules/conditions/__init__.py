"""The kinds of conditions: one small file each; a leading `_` means a shared part."""
