"""Building: an order becomes files, in one process or in several, with a result for each school."""
