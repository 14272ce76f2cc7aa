"""Paper: what every PDF of ours is set with. Typefaces from a wheel, and a fetcher that fetches nothing."""
