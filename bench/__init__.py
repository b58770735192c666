"""Measurements beside raw IMAP; nothing here ever fails a build."""
