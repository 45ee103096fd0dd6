"""What WeasyPrint may fetch while it draws: the pictures a document holds, and nothing else."""

from __future__ import annotations

from typing import Any

from weasyprint.urls import URLFetcher, URLFetcherResponse


class OwnPictures(URLFetcher):  # type: ignore[misc] # WeasyPrint has no types
    """Gives the pictures that the Document holds and refuses all else, on record: an SVG hides the error.

    `allowed` are whole `data:` addresses; `refused` fills with the others that were asked for.
    """

    def __init__(self, allowed: frozenset[str]) -> None:
        super().__init__(allowed_protocols=["data"], allow_redirects=False, fail_on_errors=True)
        self.allowed = allowed
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if url not in self.allowed:
            self.refused.append(url)
            raise ValueError(f"refused: {url[:200]}")
        return super().fetch(url, headers)
