"""The world in a box: servers and receivers on loopback, for tests, the demo and load."""
