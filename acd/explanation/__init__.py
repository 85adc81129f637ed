"""Why a call waits or went as it did, and why an agent gets none, in plain words. Pure, and made only when asked."""
