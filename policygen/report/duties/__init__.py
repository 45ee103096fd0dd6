"""What a school's policies promise: who does what, how often and by when, as a plan, a calendar and a page to pin up."""
