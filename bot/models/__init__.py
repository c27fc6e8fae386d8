"""Language models: who can be asked, and how each is spoken with."""
