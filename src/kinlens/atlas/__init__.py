"""The atlas: measurements of many structures, computed before, read without any coordinates."""
