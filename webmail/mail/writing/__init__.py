"""From a form to a sent message."""
