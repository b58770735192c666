"""The real servers of the tests, each on free loopback ports and stopped for real."""
