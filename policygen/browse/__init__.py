"""The clause libraries as a folder of web pages to browse: policies, sources, law and guidance, questions."""
