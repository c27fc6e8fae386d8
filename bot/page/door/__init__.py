"""Who may come in: accounts, login, allowed routes, limits."""
