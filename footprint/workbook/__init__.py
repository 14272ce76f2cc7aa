"""A whole inventory as a workbook: the template out, the filled-in file in."""
