"""What reports take in from a workbook: the fields, how a row is read, and who writes it."""
