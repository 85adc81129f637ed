"""Pure routing decisions: which caller goes to which agent, and why."""
