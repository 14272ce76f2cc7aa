"""Curated mixes with weights: made by staff with a history, priced and bought by anybody."""
