"""Two people's changes to one text, merged by words; what both changed is shown as a collision."""
