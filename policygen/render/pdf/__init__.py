"""What is done to a PDF whichever engine made it: signature fields, the attached Document, a reviewer's notes."""
