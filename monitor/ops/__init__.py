"""How the daemon is kept alive."""
