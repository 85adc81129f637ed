"""All tables together. Whoever needs every table takes ``metadata`` from here, since it is complete only here."""

from acd.adapters.sql import outbound_tables, tables
from acd.adapters.sql.columns import metadata

__all__ = ["PARTS", "metadata"]

PARTS = (tables, outbound_tables)
