"""Measurements of the whole product on a real Asterisk; see README.md here."""
