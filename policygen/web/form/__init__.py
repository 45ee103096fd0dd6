"""One web page that asks a school's questions with no server and writes its settings file; made from the vocabulary."""
