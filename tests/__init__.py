"""The tests of Dienstpost."""
