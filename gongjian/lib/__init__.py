"""Pure functions of the platform: no Django, no database, no clock of their own."""
