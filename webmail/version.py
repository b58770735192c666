"""VERSION: which edition of the product this is, for the helpdesk and the admins."""

VERSION = "0.1.0"
