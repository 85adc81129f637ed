"""Values without I/O: the centre as configured, states, facts to record. Everything here can be written as JSON."""
