"""Where notices go: one small file a kind; a leading `_` means a shared part."""
