"""Pure outbound decisions: how many to dial now, within which limits."""
