"""Lists of leads from files to SQL and back: the adapters for files, numbers and SQL put together."""
