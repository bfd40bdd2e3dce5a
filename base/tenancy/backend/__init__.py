"""The database backend named as ENGINE in the settings."""
