"""Tables in files, as people send them: CSV of many kinds, and XLSX. Read row by row, however long they are."""
