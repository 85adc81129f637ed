"""What waits in a queue without a caller on the line: callbacks and messages that callers left."""
