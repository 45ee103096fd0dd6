"""What a school's policies promise, and who does it by when: as a plan, a calendar and a page to pin up."""
