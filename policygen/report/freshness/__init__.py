"""Freshness: references, contacts and wording that are out of date, and the policies and schools affected."""
