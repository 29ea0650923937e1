"""Pages of imports: bring a workbook, choose its columns, look at what would happen, let it in, mend what stayed out."""
