"""What the benchmarks share: SIP phones and callers, an Asterisk with the three ways to connect calls, figures."""
