"""What crosses the socket: the tap that copies it, and the rules for what of it is kept."""
