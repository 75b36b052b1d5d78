"""How requests leave this machine: which addresses they may reach, and why one failed."""
