"""Whatever dies in between, nothing typed is lost and nothing is sent twice."""
