"""Where the staff directory has people from: a real LDAP server, and what becomes of its answers."""
