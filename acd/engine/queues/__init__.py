"""Life in a queue: who may enter and for how long, what is told, who is paired with whom."""
