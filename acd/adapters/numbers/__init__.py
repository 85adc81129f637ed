"""Phone numbers as people write them, read by ``phonenumbers`` (a port of Google's libphonenumber)."""
