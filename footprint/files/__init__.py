"""Strangers' spreadsheets, opened in a process of their own: CSV and XLSX in, cells as text out."""
