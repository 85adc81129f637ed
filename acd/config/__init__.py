"""The two configuration files and what is read from them: ``centre.toml`` (business) and ``acd.toml`` (operations).

Every fault of a file is reported at once, each with its line and key. The modules are imported by name
(``acd.config.centre``), so that a short command need not load pydantic.
"""
