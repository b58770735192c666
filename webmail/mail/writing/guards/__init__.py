"""Guards: what a person is asked before a message goes out, and what is refused."""
