"""Messages to customers."""


def remind(mailer, addresses, text="Your basket is waiting"):
    """Send one message to each address and say how many."""
    for address in addresses:
        mailer.send(address, text)
    return len(addresses)
