"""The calculator's pages. Thin: each view reads a draft, calls one verb and draws."""
