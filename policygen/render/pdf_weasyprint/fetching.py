"""Limits what WeasyPrint may fetch while it draws: the pictures in the document, and nothing else."""

from __future__ import annotations

from typing import Any

from weasyprint.urls import URLFetcher, URLFetcherResponse

from policygen.diagnostics.codes import say


class OwnPictures(URLFetcher):  # type: ignore[misc] # WeasyPrint has no types
    """Gives the pictures in the Document, and refuses and records everything else, because an SVG hides the error.

    `allowed` are whole `data:` addresses; `refused` collects all other addresses that were requested.
    """

    def __init__(self, allowed: frozenset[str]) -> None:
        super().__init__(allowed_protocols=["data"], allow_redirects=False, fail_on_errors=True)
        self.allowed = allowed
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        if url not in self.allowed:
            self.refused.append(url)
            raise ValueError(say("render.not_fetched", urls=url[:200]))
        return super().fetch(url, headers)
