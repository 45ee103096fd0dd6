"""Signing: a certificate's holder signs a field of a built PDF; nothing that the PDF said before changes."""
