"""Registers, references and contacts as tables for a spreadsheet, and back into their YAML files."""
