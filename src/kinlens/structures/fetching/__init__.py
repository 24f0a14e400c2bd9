"""Having an entry's file at hand: the cache, the providers, and the only sockets of kinlens (`download`)."""
