"""The look as data: design tokens, fonts and colours."""
