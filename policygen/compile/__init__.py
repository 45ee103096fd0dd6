"""From a project and a school to Documents: settled, planned, assembled, in the state that adoption gives."""
