"""Leads in SQL: taken in from files, handed out to the dialer, looked at, exported and removed."""
