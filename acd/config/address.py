"""``HOST:PORT`` as people write it."""


def parse_listen(text: str) -> tuple[str, int]:
    """``127.0.0.1:8088``, ``localhost:8088``, ``[::1]:8088``; port 0 is any free one. Raises ValueError."""
    host, colon, port = text.rpartition(":")
    bracketed = host.startswith("[") and host.endswith("]")
    host = host[1:-1] if bracketed else host
    if not colon or not host or not port.isascii() or not port.isdigit() or not 0 <= int(port) <= 65_535:
        raise ValueError(f"expected HOST:PORT, such as 127.0.0.1:8088, found {text!r}")
    if bracketed != (":" in host) or not all(character.isalnum() or character in ".-:_%" for character in host):
        raise ValueError(f"expected HOST:PORT, such as 127.0.0.1:8088 or [::1]:8088, found {text!r}")
    return host, int(port)


def join_listen(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
