"""The pages of the app: what is asked for and shown; nothing is decided here."""
