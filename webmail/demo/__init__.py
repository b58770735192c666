"""The embedded default: everything on loopback, in one process."""
